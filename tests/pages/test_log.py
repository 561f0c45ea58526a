"""The log page: its rows, its pages, what it asks of the database, its empty states."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from feedback.services import give, vote_as_team
from feedback.services.reviewing import review
from requestlog.models import PREVIEW_CHARACTERS
from requestlog.ratings import Rating
from requestlog.search.filling import fill_search
from requestlog.triage import STATUSES
from tests.factories import NOW, create_entry
from tests.pages.world import create_rated, read, text_of
from tests.questions import Questions

LOG = "/p/support/requests/"
# Session, person; project, project menu; rows, latest votes, counts, labels, facets, saved views
QUERIES = 10
# Whether it is an id; the newest call that search knows; whether the words are frequent; by month, rows and votes
# again, and twice the newest for numbers and for choices
SEARCHED = 8


def test_it_shows_a_call_with_its_vote(project, as_alice):
    entry = create_rated(
        project, "negative", comment="wrong: SSO is Enterprise only", tags=("pricing",),
        prompt="Which plan includes SSO?", answer="Team at $12", given={"cost_usd": "0.0014"},
    )  # fmt: skip
    page = as_alice.get(LOG)
    text = text_of(page)
    for seen in ("Which plan includes SSO?", "Team at $12", "“wrong: SSO is Enterprise only”", "pricing", "gpt-5-mini",
                 "$0.0014", "1.2 s", "12:00:00", "23 Nov", "1 request"):  # fmt: skip
        assert seen in text, seen
    html = page.content.decode()
    assert f'href="{LOG}{entry.id}/"' in html
    assert 'role="img" aria-label="Negative"' in html


def test_it_shows_the_latest_users_vote_and_how_many_more_voted(project, as_alice):
    entry = create_rated(project, "negative", comment="bad")
    for number, rating in enumerate((Rating.POSITIVE, Rating.AMAZING), start=1):
        said = {"comment": f"word {number}", "submitter": f"user {number}"}
        give(message_id=str(entry.id), rating=rating, project=project, now=NOW + timedelta(hours=number), **said)
    page = as_alice.get(LOG)
    [row] = page.context["rows"]
    assert (row.verdict.word, row.verdict.comment, row.verdict.others) == ("Amazing", "word 2", 2)
    assert "and 2 more voted" in text_of(page)


@pytest.mark.parametrize(
    ("status", "words"),
    [("new", None), ("looking", "The team is looking at it"), ("resolved", "Resolved by the team"),
     ("wont_fix", "The team won’t fix it")],
)  # fmt: skip
def test_it_marks_what_the_team_did_in_words(project, alice, as_alice, status, words):
    entry = create_rated(project, "negative")
    review(project=project, request_id=entry.id, user=alice, now=NOW, status=STATUSES[status])
    [row] = as_alice.get(LOG).context["rows"]
    assert [mark.said for mark in row.marks] == ([words] if words else [])
    assert words is None or words in text_of(as_alice.get(LOG))


def test_it_marks_the_teams_own_vote_and_keeps_it_out_of_the_rating(project, alice, as_alice):
    vote_as_team(project=project, entry=create_entry(project), user=alice, rating=Rating.POSITIVE, now=NOW)
    [row] = as_alice.get(LOG).context["rows"]
    assert (row.verdict, [mark.said for mark in row.marks]) == (None, ["Rated positive by the team"])
    assert "Unrated" in text_of(as_alice.get(LOG))


def test_it_says_how_a_call_failed(project, as_alice):
    error = {"error": {"message": "Rate limit reached", "type": "tokens", "code": "rate_limit_exceeded"}}
    create_entry(project, status=429, response=json.dumps(error).encode())
    text = text_of(as_alice.get(LOG))
    assert "429" in text
    assert "rate_limit_exceeded — Rate limit reached" in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("started", "in flight"),
        ("interrupted", "interrupted"),
        ("client_closed", "client went away"),
        ("upstream_error", "upstream failed"),
    ],
)
def test_it_says_that_a_call_did_not_simply_end(project, as_alice, state, words):
    create_entry(project, state=state, response=b"", status=0)
    assert words in text_of(as_alice.get(LOG))


def test_it_shows_no_more_of_a_row_than_fits(project, as_alice):
    create_rated(project, "amazing", comment="so good " * 1000, tags=tuple(f"t{n}" for n in range(10)))
    html = as_alice.get(LOG).content.decode()
    assert html.count("so good") <= PREVIEW_CHARACTERS / 8
    assert "+7" in html


def test_it_escapes_what_strangers_wrote(project, as_alice):
    evil = "<script>alert(1)</script>{{7*7}}"
    create_rated(
        project, "negative", comment=evil, tags=(evil,), prompt=evil, answer=evil, model=evil, end_user=evil,
        session=evil, metadata={evil: evil},
    )  # fmt: skip
    html = as_alice.get(LOG, {"user": evil, "q": evil}).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in html


def test_it_makes_hidden_characters_visible(project, as_alice):
    create_entry(project, prompt="pay \u202ecod.exe\u202c", answer="zero\u200bwidth")
    text = text_of(as_alice.get(LOG))
    assert "pay ⟨U+202E⟩cod.exe⟨U+202C⟩" in text
    assert "zero⟨U+200B⟩width" in text


def test_it_turns_pages_of_fifty_by_links(project, as_alice):
    for minute in range(60):
        create_entry(project, at=NOW + timedelta(minutes=minute), prompt=f"call {minute:02}")
    first = as_alice.get(LOG, {"model": "gpt-5-mini"})
    assert (len(first.context["rows"]), first.context["pager"]["newer"]) == (50, "")
    second = as_alice.get(first.context["pager"]["older"])
    assert [read(row.prompt) for row in second.context["rows"]] == [
        f"call {minute:02}" for minute in reversed(range(10))
    ]
    assert second.context["pager"]["older"] == ""
    again = as_alice.get(second.context["pager"]["newer"])
    assert [row.url for row in again.context["rows"]] == [row.url for row in first.context["rows"]]


def test_it_asks_the_database_a_fixed_number_of_times_and_never_for_a_body(project, as_alice):
    for _ in range(50):
        create_rated(project, "positive", comment="good", tags=("a", "b"))
    fill_search(now=NOW)
    as_alice.get(LOG)
    with Questions() as asked:
        assert len(as_alice.get(LOG, {"rating": "positive", "tag": "a", "q": "joke"}).context["rows"]) == 50
    assert len(asked) == QUERIES + SEARCHED
    assert not [query["sql"] for query in asked if "requestlog_payload" in query["sql"] or "metadata" in query["sql"]]


def test_it_teaches_how_to_connect_where_no_request_is_yet(project, as_alice):
    text = text_of(as_alice.get(LOG))
    assert 'base_url=" http://testserver/v1 "' in text
    assert "X-GPTBoost-Key" in text
    assert "Waiting for your first request…" in text


def test_it_says_which_filters_leave_nothing(project, as_alice):
    create_entry(project)
    answer = as_alice.get(LOG, {"rating": "negative", "model": "gpt-9"})
    text = text_of(answer)
    assert "No request matches" in text
    assert [chip.url for chip in answer.context["chips"]] == [f"{LOG}?model=gpt-9", f"{LOG}?rating=negative"]


def test_it_gives_htmx_the_results_alone_and_history_the_whole_page(project, as_alice):
    create_entry(project, prompt="Hello there")
    whole = as_alice.get(LOG)
    part = as_alice.get(LOG, headers={"HX-Request": "true"})
    restored = as_alice.get(LOG, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert ["<html" in answer.content.decode() for answer in (whole, part, restored)] == [True, False, True]
    assert "Hello there" in part.content.decode()
    assert "HX-Request" in whole.headers["Vary"]
