"""The page of one request: its vote, its conversation, its facts, its bodies, its neighbours."""

from __future__ import annotations

import json
import subprocess
from datetime import timedelta
from mimetypes import guess_type
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from projects.models import Membership, Role
from requestlog.models import Payload
from tests.factories import NOW, create_entry
from tests.pages.world import create_rated, text_of
from tests.questions import Questions

# Session, person; project, project menu; entry, body, its neighbours; votes, past votes;
# review, the team, what its form offers; labels
QUERIES = 13
LONG = 300 * 1024


def page_of(entry, **query) -> tuple[str, dict]:
    return f"/p/support/requests/{entry.id}/", query


def chat(*messages, **more) -> bytes:
    return json.dumps({"model": "gpt-5-mini", "messages": list(messages), **more}).encode()


def answered(*messages) -> bytes:
    choices = [{"index": n, "message": message, "finish_reason": "stop"} for n, message in enumerate(messages)]
    return json.dumps({"id": "chatcmpl-1", "choices": choices}).encode()


def test_it_shows_the_vote_with_comment_tags_and_time(project, as_alice):
    entry = create_rated(project, "negative", comment="wrong:\nSSO is Enterprise only", tags=("pricing", "sso"))
    answer = as_alice.get(*page_of(entry))
    text = text_of(answer)
    assert "“wrong: SSO is Enterprise only”" in text
    assert "25 s after the answer" in text
    assert 'class="verdict bad"' in answer.content.decode()
    assert [tag in text for tag in ("pricing", "sso")] == [True, True]


def test_it_shows_the_turns_of_a_conversation(project, as_alice):
    request = chat(
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "What is this?"},
                                     {"type": "image_url", "image_url": {"url": "https://example.org/cat.png"}}]},
        {"role": "assistant", "tool_calls": [{"id": "call_1", "function": {"name": "look", "arguments": '{"at":1}'}}]},
        {"role": "tool", "tool_call_id": "call_1", "content": "a cat"},
    )  # fmt: skip
    response = answered({"role": "assistant", "content": "A cat."}, {"role": "assistant", "refusal": "I will not say."})
    answer = as_alice.get(*page_of(create_entry(project, request=request, response=response)))
    turns = answer.context["conversation"].turns
    assert [turn.role for turn in turns] == ["system", "user", "assistant", "tool", "assistant", "assistant"]
    assert [turn.note for turn in turns if turn.is_answer] == ["choice 1", "choice 2"]
    text = text_of(answer)
    assert [words in text for words in ("look", '"at": 1', "a cat", "A cat.", "refused I will not say.")] == [True] * 5
    assert "<img" not in answer.content.decode()


def test_it_shows_an_error_as_the_answer(project, as_alice):
    error = {"error": {"message": "Rate limit reached", "code": "rate_limit_exceeded"}}
    entry = create_entry(project, status=429, response=json.dumps(error).encode())
    text = text_of(as_alice.get(*page_of(entry)))
    assert "Rate limit reached" in text
    assert "Status 429 rate_limit_exceeded" in text


def test_it_shows_what_is_known_of_a_call(project, as_alice):
    entry = create_entry(
        project, message_id="chatcmpl-9xQ2", end_user="user-8841", session="s&1", metadata={"plan": "trial"},
        time_to_first_token_ms=310, given={"cost_usd": "0.0014", "cached_tokens": 5},
    )  # fmt: skip
    answer = as_alice.get(*page_of(entry))
    facts = {fact.label: fact for fact in answer.context["facts"]}
    assert (facts["Completion id"].copy, facts["Latency"].text) == ("chatcmpl-9xQ2", "1.2 s · first token 310 ms")
    assert (facts["Tokens"].text, facts["Cost"].text) == ("10 in (5 cached) · 20 out", "$0.0014")
    assert (facts["Person"].url, facts["Session"].url) == (
        "/p/support/person/?id=user-8841",
        "/p/support/session/?id=s%261",
    )
    assert facts["Session"].more == "1 request"
    assert facts["Metadata"].tags == (("plan=trial", "/p/support/requests/?meta=plan%3Dtrial"),)


def test_it_shows_bodies_as_they_were_with_a_line_a_value(project, as_alice):
    entry = create_entry(project, prompt="<b>bold</b> \u202e")
    path, _ = page_of(entry)
    shown = as_alice.get(path, {"tab": "request"})
    assert shown.context["body"].text.startswith('{\n  "model": "gpt-5-mini",\n')
    assert "&lt;b&gt;bold&lt;/b&gt; ⟨U+202E⟩" in shown.content.decode()
    assert '"finish_reason": "stop"' in as_alice.get(path, {"tab": "response"}).context["body"].text


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"[" * 5000, b'"\\ud800"', b"9" * 6000, b"<html>no</html>", b"", b"null"]
)
@pytest.mark.parametrize("tab", ["conversation", "request", "response", "curl"])
def test_it_shows_any_body(project, as_alice, body, tab):
    path, _ = page_of(create_entry(project, request=body, response=body))
    assert as_alice.get(path, {"tab": tab}).status_code == 200


def test_it_cuts_a_long_body_and_links_to_all_of_it(project, as_alice):
    entry = create_entry(project, prompt="x" * LONG)
    path, _ = page_of(entry)
    answer = as_alice.get(path, {"tab": "request"})
    assert len(answer.content) < LONG
    assert f'href="/p/support/requests/{entry.id}.json"' in answer.content.decode()
    assert len(as_alice.get(path).content) < LONG / 2


def test_it_gives_a_command_that_a_shell_reads_as_it_was(project, as_alice, tmp_path):
    prompt = 'it\'s $HOME `id` "x" \\ \u202e\n!!'
    answer = as_alice.get(f"/p/support/requests/{create_entry(project, prompt=prompt).id}/", {"tab": "curl"})
    script = 'curl() { printf "%s\\0" "$@"; }\n' + answer.context["body"].text
    said = subprocess.run(["/bin/sh", "-c", script], capture_output=True, env={"OPENAI_API_KEY": "sk-test"}, check=True)
    url, *options = said.stdout.decode().split("\0")[:-1]
    assert url == "http://testserver/v1/chat/completions"
    assert options[:2] == ["-H", "Authorization: Bearer sk-test"]
    assert json.loads(options[-1])["messages"][0]["content"] == prompt


def test_it_says_that_bodies_are_gone(project, as_alice):
    entry = create_entry(project)
    Payload.objects.filter(project=project).delete()
    path, _ = page_of(entry)
    assert "No body is kept" in text_of(as_alice.get(path, {"tab": "request"}))
    assert "Nothing in these bodies reads as a conversation" in text_of(as_alice.get(path))


def test_it_leads_to_the_neighbours_under_the_same_filter(project, as_alice):
    entries = [
        create_rated(project, rating, at=NOW + timedelta(minutes=place))
        for place, rating in enumerate(["negative", "positive", "negative", "positive", "negative"])
    ]
    answer = as_alice.get(f"/p/support/requests/{entries[2].id}/", {"rating": "negative", "tab": "request"})
    base = "/p/support/requests/"
    assert answer.context["newer_url"] == f"{base}{entries[4].id}/?rating=negative"
    assert answer.context["older_url"] == f"{base}{entries[0].id}/?rating=negative"
    assert answer.context["back_url"] == f"{base}?rating=negative"
    newest = as_alice.get(answer.context["newer_url"])
    assert newest.context["newer_url"] == ""


@pytest.mark.parametrize("query", [{"rating": "great"}, {"tab": "nothing"}, {"after": "x"}, {"since": "\0"}])
def test_it_shows_a_request_under_a_filter_that_cannot_be_read(project, as_alice, query):
    assert as_alice.get(f"/p/support/requests/{create_entry(project).id}/", query).status_code == 200


def test_it_asks_the_database_a_fixed_number_of_times(project, as_alice):
    entry = create_rated(project, "amazing", comment="good", tags=("a",))
    with Questions() as asked:
        as_alice.get(f"/p/support/requests/{entry.id}/", {"rating": "amazing"})
    assert len(asked) == QUERIES


def test_it_gives_all_of_a_request_as_json(project, as_alice):
    entry = create_rated(project, "amazing", comment="good", tags=("a",), prompt="Hello")
    answer = as_alice.get(f"/p/support/requests/{entry.id}.json")
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    document = answer.json()
    assert (document["id"], document["project"]) == (str(entry.id), "support")
    assert document["request"]["messages"][0]["content"] == "Hello"
    assert (document["feedback"]["rating"], document["feedback"]["tags"]) == ("amazing", ["a"])


def test_it_lets_browsers_fetch_the_neighbours_ahead_which_changes_nothing(project, other_project, as_alice, alice):
    create_entry(project)
    rules = finders.find("speculation/neighbours.speculation")
    assert json.loads(Path(rules).read_text())["prefetch"][0]["where"] == {"selector_matches": "#newer, #older"}
    assert guess_type(rules)[0] == "application/speculationrules+json"
    Membership.objects.create(project=other_project, user=alice, role=Role.VIEWER)
    as_alice.get("/p/support/requests/")
    before = dict(as_alice.session)
    answer = as_alice.get(f"/p/other/requests/{create_entry(other_project).id}/", headers={"Sec-Purpose": "prefetch"})
    assert answer["Speculation-Rules"] == '"/static/speculation/neighbours.speculation"'
    assert dict(as_alice.session) == before
