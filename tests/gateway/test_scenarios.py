"""Every scenario of an upstream, for fast, slow and gone clients: the answer is the direct one, the log is right."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.gateway.rawclient import Conversation, Heard
from tests.gateway.scenarios import ANSWER, BY_NAME, Scenario
from tests.gateway.site import Site, chat, eventually
from tests.upstream import Received, Upstream

FRAMING = {"date", "server", "transfer-encoding", "content-length", "connection"}
ADDED = {"x-gptboost-request-id", "x-content-type-options", "content-security-policy"}
DROPPED = {"set-cookie"}
names = pytest.mark.parametrize("name", BY_NAME)


@pytest.fixture(scope="module")
def direct(upstream: Upstream) -> Callable[[Scenario], Heard]:
    """What a client hears that asks the upstream itself."""

    def ask(scenario: Scenario) -> Heard:
        patience_seconds = 3 if scenario.hangs else 60
        return Conversation(upstream.port, question(scenario), patience_seconds=patience_seconds).read_all()

    return cache(ask)


@pytest.fixture
def through(name: str, request: pytest.FixtureRequest) -> Site:
    """The gateway for that scenario."""
    return request.getfixturevalue("impatient" if BY_NAME[name].hangs else "site")


def question(scenario: Scenario) -> bytes:
    return json.dumps(chat(scenario.name, stream=scenario.streams)).encode()


def headers_of(heard: Heard, left_out: set[str]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in heard.headers if name not in FRAMING | left_out]


def known_ids(site: Site, entry: dict[str, Any]) -> set[str]:
    key = site.key(str(entry["id"]))
    return {row["message_id"] for row in site.rows(f"SELECT * FROM requestlog_knownid WHERE request_id = '{key}'")}


@pytest.mark.parametrize("slow", [False, True], ids=["fast", "slow"])
@names
def test_it_answers_as_the_upstream_does(name: str, slow: bool, through: Site, direct: Callable[[Scenario], Heard]):
    scenario = BY_NAME[name]
    heard = Conversation(through.port, question(scenario), slow=slow).read_all()
    assert (heard.status, heard.whole) == (scenario.status, not scenario.breaks)
    if scenario.own:
        assert heard.error["code"] == scenario.own
    else:
        assert_same(heard, direct(scenario))
    said = f"{scenario.own} — {heard.error['message']}" if scenario.own else scenario.text
    assert_kept(through, scenario, through.entry(heard.id), said)


def assert_same(heard: Heard, expected: Heard) -> None:
    assert heard.body == expected.body
    assert (heard.status, heard.whole) == (expected.status, expected.whole)
    assert headers_of(heard, ADDED) == headers_of(expected, DROPPED)


def assert_kept(site: Site, scenario: Scenario, entry: dict[str, Any], said: str) -> None:
    assert (entry["state"], entry["status"]) == (scenario.state, scenario.status)
    assert (entry["error_type"], entry["answer_preview"]) == (scenario.error, said)
    assert entry["message_id"] == next(iter(scenario.ids), "")
    assert known_ids(site, entry) >= {*scenario.ids, str(UUID(str(entry["id"])))}


@names
def test_it_hangs_up_and_keeps_what_came_when_the_client_leaves(name: str, through: Site, upstream: Upstream):
    scenario, tag = BY_NAME[name], uuid4().hex
    marks = [("x-hold", "1"), ("x-tag", tag), ("x-gptboost-user", tag)]
    with closing(Conversation(through.port, question(scenario), marks)) as conversation:
        asked = eventually(lambda: received(upstream, tag))
        if scenario.held_after:
            conversation.read_some()
    assert asked.closed.wait(20)
    entry = eventually(lambda: left(through, tag))
    assert (entry["state"], entry["status"]) == ("client_closed", scenario.status if scenario.held_after else 499)
    assert ANSWER.startswith(entry["answer_preview"])
    assert bool(entry["answer_preview"]) == scenario.streams


def received(upstream: Upstream, tag: str) -> Received | None:
    return next((request for request in upstream.received if request.header("x-tag") == tag), None)


def left(site: Site, tag: str) -> dict[str, Any] | None:
    found = site.rows(f"SELECT * FROM requestlog_request WHERE end_user = '{tag}' AND state <> 'started'")
    return found[0] if found else None
