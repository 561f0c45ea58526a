"""The JSON object of a request: the same everywhere, and lossless."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from feedback.services import change, give, vote_as_team
from feedback.services.reviewing import review
from feedback.snapshots import snapshot
from requestlog.documents import LEVELS, documents, dumps, spliced
from requestlog.ratings import Rating
from requestlog.triage import Triage
from tests.factories import NOW, create_entry
from tests.requestlog.conftest import create_row

HOUR = timedelta(hours=1)
FIELDS = [
    *("id", "message_id", "project", "created_at", "endpoint", "model", "status", "error", "streamed", "latency_ms"),
    *("time_to_first_token_ms", "prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens", "cost_usd"),
    *("user", "session", "metadata", "request", "response", "feedback", "votes", "review", "labels"),
]
LOSSLESS = [
    b'{"n":123456789012345678901234567890,"f":0.10000000000000000000001,"e":1E400}',
    b'{"s":"\\ud800 alone","nul":"\\u0000"}',
    b'{"a":1,"a":2}',
    '{"text":"Grüße 💥"}'.encode(),
    b"[]",
    b"null",
    b'"text"',
    b"-0.0",
]


def described(project, entry) -> bytes:
    return dumps(documents(project, [project.requests.get(id=entry.id)])[0])


def test_it_has_the_fields_of_the_contract_in_their_order(project):
    entry = create_row(project, rating="negative", comment="The link is dead.", tags=["links"], end_user="ann")
    document = json.loads(described(project, entry))
    assert list(document) == FIELDS
    assert (document["id"], document["project"], document["user"]) == (str(entry.id), "support", "ann")
    assert document["feedback"] == {
        "rating": "negative",
        "emoji": "👎",
        "comment": "The link is dead.",
        "tags": ["links"],
        "created_at": "2026-11-23T12:00:00Z",
    }


def test_it_says_of_a_vote_what_is_set(project):
    entry = create_entry(project)
    said = {"submitter": "ann", "reasons": ["wrong"], "correction": "42"}
    vote = give(message_id=str(entry.id), rating=Rating.NEGATIVE, project=project, now=NOW, **said).vote
    change(vote=vote, by="ann", now=NOW + HOUR, comment="no")
    document = json.loads(described(project, entry))
    assert document["feedback"] == {
        "rating": "negative", "emoji": "👎", "comment": "no", "tags": [], "created_at": "2026-11-23T12:00:00Z",
        **said, "updated_at": "2026-11-23T13:00:00Z",
    }  # fmt: skip


def test_it_says_every_vote_the_latest_first_as_snapshots_do(project, alice):
    entry = create_row(project, rating="negative", comment="bad", tags=["x"])
    give(message_id=str(entry.id), rating=Rating.AMAZING, submitter="ann", project=project, now=NOW + HOUR)
    vote_as_team(project=project, entry=entry, user=alice, rating=Rating.POSITIVE, now=NOW + 2 * HOUR)
    document = json.loads(described(project, entry))
    assert document["feedback"]["submitter"] == "ann"
    assert [(vote["source"], vote["rating"]) for vote in document["votes"]] == [
        ("team", "positive"), ("user", "amazing"), ("user", "negative")
    ]  # fmt: skip
    snapshots = [snapshot(vote) for vote in project.feedback.latest_first()]
    ids = {"message_id", "request_id"}
    assert document["votes"] == [{key: value for key, value in one.items() if key not in ids} for one in snapshots]


def test_it_says_what_the_team_makes_of_it(project, alice):
    entry = create_row(project, rating="negative")
    assert json.loads(described(project, entry))["review"] == {
        "status": "new", "assignee": None, "note": "", "correction": "", "updated_at": None
    }  # fmt: skip
    review(project=project, request_id=entry.id, user=alice, now=NOW, status=Triage.WONT_FIX, assignee=alice, note="n")
    assert json.loads(described(project, entry))["review"] == {
        "status": "wont_fix", "assignee": "alice", "note": "n", "correction": "", "updated_at": "2026-11-23T12:00:00Z"
    }  # fmt: skip


def test_it_knows_a_review_without_a_status(project, alice):
    entry = create_entry(project)
    review(project=project, request_id=entry.id, user=alice, now=NOW, correction="better")
    document = json.loads(described(project, entry))
    assert (document["review"]["status"], document["review"]["correction"]) == (None, "better")
    assert (document["feedback"], document["votes"]) == (None, [])


def test_it_says_nothing_of_another_project(project, other_project, charlie):
    entry, stranger = create_row(project, rating="negative"), create_row(other_project, rating="negative")
    review(project=other_project, request_id=stranger.id, user=charlie, now=NOW, note="secret")
    assert b"secret" not in b"".join(map(dumps, documents(project, [entry, stranger])))


def test_it_says_null_for_what_is_not_known(project):
    entry = create_entry(project, request=b"", response=b"", state="started", status=0, latency_ms=None)
    document = json.loads(described(project, entry))
    unknown = [name for name, value in document.items() if value is None]
    assert set(FIELDS) - set(unknown) == {
        "id",
        "project",
        "created_at",
        "endpoint",
        "streamed",
        "metadata",
        "votes",
        "labels",
    }


def test_it_names_how_a_call_broke_off(project):
    assert json.loads(described(project, create_entry(project, state="interrupted")))["error"] == "interrupted"
    assert json.loads(described(project, create_entry(project, error_type="rate_limit")))["error"] == "rate_limit"


@pytest.mark.parametrize("body", LOSSLESS, ids=ascii)
def test_it_keeps_each_byte_of_a_body_that_is_json(project, body):
    entry = create_entry(project, response=body)
    assert b'"response":' + body + b',"feedback"' in described(project, entry)


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"\xff\xfe",
        b"{",
        b"NaN",
        b"[NaN]",
        b"\xef\xbb\xbf{}",
        b"{}{}",
        b"'a'",
        b"1" * 5000,
        b"[" * 600 + b"]" * 600,
    ],
    ids=lambda body: ascii(body)[:30],
)
def test_it_quotes_a_body_that_readers_of_json_would_refuse(project, body):
    entry = create_entry(project, response=body)
    assert json.loads(described(project, entry))["response"] == body.decode("utf-8", "replace")


@pytest.mark.parametrize(("one", "body"), [(b"[%b]", b""), (b'{"":%b}', b"1")])
def test_it_takes_a_body_of_just_as_many_levels_as_readers_do(one, body):
    for _ in range(LEVELS):
        body = one % body
    assert dumps(spliced(body)) == body
    assert json.loads(dumps(spliced(one % body))) == (one % body).decode()


def test_it_stays_on_one_line():
    assert dumps(spliced(b'{\r\n  "a": "x\\ny"\n}')) == b'{    "a": "x\\ny" }'


def test_it_survives_numbers_in_metadata_that_no_double_holds(project):
    entry = create_entry(project, metadata={"wide": 2**70})
    assert json.loads(described(project, entry))["metadata"] == {"wide": 2**70}


def test_it_is_the_same_on_the_page_in_the_api_and_in_the_exports(project, log, api, as_alice, alice):
    give(message_id=str(log[2].id), rating=Rating.AMAZING, submitter="ann", project=project, now=NOW + HOUR)
    review(project=project, request_id=log[2].id, user=alice, now=NOW + HOUR / 7, note="n", correction="better")
    listed = api().content
    lines = as_alice.get("/p/support/requests.jsonl").getvalue().splitlines()
    rows = as_alice.get("/p/support/requests.json").getvalue()
    for entry, line in zip(log, lines, strict=True):
        assert line == described(project, entry) == api(f"/v1/requests/{entry.id}/").content
        assert as_alice.get(f"/p/support/requests/{entry.id}.json").content == line
        assert line in listed
        assert line in rows
