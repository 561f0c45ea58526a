"""The page of one request: how its texts are shown – folded, with code apart, rendered, with nothing hidden."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.factories import NOW, create_entry
from tests.pages.test_detail import answered, chat
from tests.pages.world import text_of

LONG = "One more line of it.\n" * 200
RULES = "\n".join(f"Rule {number}." for number in range(20))


def parts_of(client, entry, **query) -> list:
    answer = client.get(f"/p/support/requests/{entry.id}/", query)
    assert answer.status_code == 200
    return [part for turn in answer.context["conversation"].turns for part in turn.parts]


def page_of(client, entry, **query) -> str:
    return client.get(f"/p/support/requests/{entry.id}/", query).content.decode()


def asking(project, *messages, said="ok", at=NOW):
    return create_entry(
        project, at=at, request=chat(*messages), response=answered({"role": "assistant", "content": said})
    )


def test_it_folds_long_messages_and_instructions_but_no_usual_answer(project, as_alice):
    asked = (
        {"role": "system", "content": RULES},
        {"role": "user", "content": LONG},
        {"role": "user", "content": RULES},
    )
    entry = asking(project, *asked, said=RULES)
    folds = [part.fold for part in parts_of(as_alice, entry)]
    assert [fold and fold.size for fold in folds] == ["169 characters", "4,200 characters", None, None]
    assert folds[0].start == "Rule 0.\nRule 1.\nRule 2.\nRule 3. …"
    page = page_of(as_alice, entry)
    assert "Show all 4,200 characters" in page
    assert page.count("One more line of it.") >= 200


def test_it_shows_code_apart_from_the_text_around_it(project, as_alice):
    said = "So:\n\n```py\nprint('<i>')\n```\nDone. ~~~ no\n"
    entry = asking(project, {"role": "user", "content": "How?"}, said=said)
    segments = parts_of(as_alice, entry)[-1].segments
    assert [(segment.text, segment.code, segment.language) for segment in segments] == [
        ("So:", False, ""),
        ("print('<i>')", True, "py"),
        ("Done. ~~~ no", False, ""),
    ]
    page = page_of(as_alice, entry)
    assert '<span class="language">py</span>' in page
    assert "print(&#x27;&lt;i&gt;&#x27;)" in page


def test_it_leaves_a_text_without_code_as_it_is(project, as_alice):
    said = "  a\r\n\r\n**b** <b>c</b>  \n"
    entry = asking(project, {"role": "user", "content": "?"}, said=said)
    assert [segment.text for segment in parts_of(as_alice, entry)[-1].segments] == [said]
    assert "**b** &lt;b&gt;c&lt;/b&gt;" in page_of(as_alice, entry)


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ('{"a":[1,"é"]}', '{\n  "a": [\n    1,\n    "é"\n  ]\n}'),
        ("[]", "[]"),
        ("{no", "{no"),
        ("17 °C", "17 °C"),
        ("", ""),
    ],
)
def test_it_shows_what_a_tool_answered_with_a_line_a_value(project, as_alice, content, shown):
    entry = asking(project, {"role": "tool", "tool_call_id": "call_1", "content": content})
    part = parts_of(as_alice, entry)[0]
    assert (part.body.text, part.code) == (shown, True)


def test_it_renders_markdown_only_for_those_who_ask(project, as_alice):
    entry = asking(project, {"role": "user", "content": "*Why?*"}, said="**Because** <b>x</b>")
    assert "<strong>" not in page_of(as_alice, entry)
    page = page_of(as_alice, entry, view="rendered", rating="negative")
    assert "<em>Why?</em>" in page
    assert "<strong>Because</strong> &lt;b&gt;x&lt;/b&gt;" in page
    path = f"/p/support/requests/{entry.id}/?rating=negative"
    assert f'<a href="{path}" >Text</a>' in page
    assert f'<a href="{path}&amp;view=rendered" aria-current="true">Rendered</a>' in page


def test_it_keeps_the_view_from_one_request_to_the_next_but_not_in_the_log(project, as_alice):
    entries = [asking(project, {"role": "user", "content": "a"}, at=NOW + timedelta(hours=hour)) for hour in range(2)]
    context = as_alice.get(f"/p/support/requests/{entries[0].id}/?view=rendered").context
    assert context["newer_url"] == f"/p/support/requests/{entries[1].id}/?view=rendered"
    assert context["tabs"][1]["url"] == f"/p/support/requests/{entries[0].id}/?view=rendered&tab=request"
    assert (context["back_url"], context["share_url"]) == (
        "/p/support/requests/",
        f"/p/support/requests/{entries[0].id}/",
    )


def test_it_renders_the_newest_texts_of_a_long_talk_and_shows_the_others_as_they_are(project, as_alice):
    messages = [{"role": "user", "content": f"**{number}** " + "x" * 15_000} for number in range(6)]
    parts = parts_of(as_alice, asking(project, *messages), view="rendered")
    assert [part.html is not None for part in parts] == [False, False, False, True, True, True, True]


@pytest.mark.parametrize("view", ["", "rendered", "<b>", "\0"])
def test_it_names_hidden_characters_in_every_view(project, as_alice, view):
    hidden = "a\u202eb\u2066c\u200bd\ufeffe\U000e0041f\x1bg\x9bh"
    page = page_of(as_alice, asking(project, {"role": "user", "content": hidden}, said=hidden), view=view)
    shown = "a⟨U+202E⟩b⟨U+2066⟩c⟨U+200B⟩d⟨U+FEFF⟩e⟨U+E0041⟩f⟨U+001B⟩g⟨U+009B⟩h"
    assert page.count(shown) >= 3
    assert not set("\u202e\u2066\u200b\ufeff\U000e0041\x1b\x9b") & set(page)


def test_it_shows_a_text_in_its_own_direction(project, as_alice):
    page = page_of(as_alice, asking(project, {"role": "user", "content": "ما هي الخطة؟"}))
    assert '<div class="text" dir="auto">ما هي الخطة؟</div>' in page
    assert '<h1 class="title" dir="auto">ما هي الخطة؟</h1>' in page


def test_it_shows_no_more_than_a_page_bears_the_newest_first(project, as_alice):
    entry = asking(project, *({"role": "user", "content": "x" * 60_000} for _ in range(12)))
    parts = parts_of(as_alice, entry)
    assert sum(len(part.body.text) for part in parts) == 512 * 1024
    assert [part.body.left_out for part in parts][-9:] == [0] * 9
    assert "60,000 more characters" in text_of(as_alice.get(f"/p/support/requests/{entry.id}/"))


def test_it_shows_what_was_thought_and_an_error_in_full(project, as_alice):
    thinking = {"content": [{"type": "thinking", "thinking": "Greet."}, {"type": "text", "text": "Hi"}]}
    entry = create_entry(project, response=json.dumps(thinking).encode())
    assert "reasoning Greet. Hi" in text_of(as_alice.get(f"/p/support/requests/{entry.id}/"))
    error = {"error": {"message": "slow down " * 40, "type": "tokens", "code": "rate_limit_exceeded"}}
    entry = create_entry(project, status=429, response=json.dumps(error).encode())
    text = text_of(as_alice.get(f"/p/support/requests/{entry.id}/"))
    assert text.count("slow down") == 40
    assert "Status 429 rate_limit_exceeded" in text
