"""The page of one request: what it changes since the request before it in its session."""

from __future__ import annotations

from datetime import timedelta

import pytest

from requestlog.models import Payload
from requestlog.presenting.turn_changes import MOST_COMPARED, Piece, pieces, settings, steps
from requestlog.wire.parts import Part
from requestlog.wire.turns import Turn
from tests.factories import NOW, create_entry
from tests.pages.test_detail import answered, chat
from tests.pages.world import text_of
from tests.questions import Questions

SYSTEM = {"role": "system", "content": "Be brief and quote prices per seat."}


def said(role: str, content: str) -> dict:
    return {"role": role, "content": content}


def turn(text: str, role: str = "user") -> Turn:
    return Turn(role, [Part("text", text)])


def kinds(before: list[Turn], after: list[Turn]) -> list:
    return [step.count if step.kind == "same" else step.kind for step in steps(before, after)]


def call(project, *messages, answer="ok", minutes=0, session="s1", **more):
    return create_entry(
        project, session=session, at=NOW + timedelta(minutes=minutes),
        request=chat(*messages, **more), response=answered(said("assistant", answer)),
    )  # fmt: skip


def page(client, entry, **query):
    answer = client.get(f"/p/support/requests/{entry.id}/", {"tab": "changes", **query})
    assert answer.status_code == 200
    return answer


def test_it_shows_what_was_added_since_the_request_before(project, as_alice):
    first = call(project, SYSTEM, said("user", "Hi"), answer="Hello!")
    entry = call(project, SYSTEM, said("user", "Hi"), said("assistant", "Hello!"), said("user", "SSO?"), minutes=1)
    answer = page(as_alice, entry)
    assert [(step.kind, step.count) for step in answer.context["steps"]] == [("same", 3), ("added", 0), ("added", 0)]
    assert "3 turns unchanged user + added SSO? assistant + added ok" in text_of(answer)
    assert answer.context["previous_url"] == f"/p/support/requests/{first.id}/"


def test_it_shows_what_a_message_became_and_what_is_gone(project, as_alice):
    call(project, SYSTEM, said("user", "Hi"), said("user", "Never mind"), answer="Hello!", temperature=1, seed=7)
    system = said("system", "Be brief and quote prices per year.")
    entry = call(project, system, said("assistant", "Hello!"), minutes=1, temperature=0.2, seed=7, tools=[{"a": "<b>"}])
    answer = page(as_alice, entry)
    text, html = text_of(answer), answer.content.decode()
    assert "<del>seat.</del><ins>year.</ins>" in html
    assert "± changed" in text
    assert "− removed" in text
    assert [(setting.name, setting.before, setting.after) for setting in answer.context["settings"]] == [
        ("temperature", "1", "0.2"), ("tools", "", '[{"a": "<b>"}]'),
    ]  # fmt: skip
    assert "[{&quot;a&quot;: &quot;&lt;b&gt;&quot;}]" in html


@pytest.mark.parametrize("session", ["", "s1"])
def test_it_has_no_such_tab_where_nothing_came_before(project, as_alice, session):
    call(project, SYSTEM, session="s2")
    call(project, SYSTEM, session="s1", minutes=9)
    answer = page(as_alice, call(project, SYSTEM, session=session, minutes=1))
    assert answer.context["tab"] == "conversation"
    assert "Changes" not in text_of(answer)


def test_it_looks_at_no_session_of_another_project(project, other_project, as_alice):
    call(other_project, said("user", "secret of others"))
    answer = page(as_alice, call(project, SYSTEM, minutes=1))
    assert answer.context["tab"] == "conversation"
    assert "secret" not in answer.content.decode()


def test_it_says_that_the_bodies_before_are_gone(project, as_alice):
    first = call(project, SYSTEM)
    Payload.objects.filter(project=project, request_id=first.id).delete()
    answer = page(as_alice, call(project, SYSTEM, minutes=1))
    assert "The bodies of the request before this one are gone" in text_of(answer)


def test_it_asks_the_database_a_fixed_number_of_times(project, as_alice):
    for minutes in range(3):
        entry = call(project, SYSTEM, minutes=minutes)
    counts = []
    for tab in ("conversation", "changes"):
        with Questions() as asked:
            page(as_alice, entry, tab=tab)
        counts.append(len(asked))
    assert counts[1] - counts[0] == 1
    assert "3 requests" in text_of(page(as_alice, entry))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ([], [turn("a")], ["added"]),
        ([turn("a")], [], ["removed"]),
        ([turn("a")], [turn("a")], [1]),
        ([], [], []),
        ([turn("a"), turn("b")], [turn("b")], ["removed", 1]),
        ([turn("a")], [turn("a", "tool")], ["removed", "added"]),
        ([turn("one two three")], [turn("one two four")], ["changed"]),
        ([turn("one two three")], [turn("nothing like it")], ["removed", "added"]),
        ([turn("x " * 900)], [turn("x " * 899 + "y")], ["removed", "added"]),
        ([turn("x\n" * 300)], [turn("x\n" * 299 + "y")], ["changed"]),
        ([turn("a")] * 999, [turn("a")] * 1000, [999, "added"]),
        ([turn("a")] * 99, [turn("b")] + [turn("a")] * 99, ["added", 99]),
        (
            [turn("a")] * MOST_COMPARED,
            [turn("b")] + [turn("a")] * MOST_COMPARED,
            ["removed", "added", *[1] * 119, "added"],
        ),
    ],
)
def test_it_compares_turn_by_turn(before, after, shown):
    assert kinds(before, after) == shown


def test_it_does_not_miss_what_applications_do_not_send_back():
    answer = Turn("assistant", [Part("reasoning", "hm"), Part("text", "a")], is_answer=True, finish_reason="stop")
    assert kinds([answer], [turn("a", "assistant")]) == [1]


def test_it_shows_hidden_characters_in_what_changed():
    assert pieces("pay 12", "pay\u202e 12") == (
        Piece("removed", "pay "), Piece("added", "pay⟨U+202E⟩ "), Piece("same", "12"),
    )  # fmt: skip


def test_it_compares_only_so_many_turns():
    many = [turn(str(number)) for number in range(900)]
    found = kinds(many, list(reversed(many)))
    assert (found.count("removed"), found.count("added")) == (400, 400)


@pytest.mark.parametrize("body", [None, [], "x", 7])
def test_it_compares_settings_of_anything(body):
    assert settings(body, body) == []
