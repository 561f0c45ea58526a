"""The controls of the log page: each changes one filter and keeps the rest."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feedback.services import give
from requestlog.ratings import Rating
from requestlog.search.filling import fill_search
from tests.factories import NOW, create_entry
from tests.pages.world import create_rated, read, text_of

LOG = "/p/support/requests/"
MINUTE = timedelta(minutes=1)
LATER = NOW + MINUTE


@pytest.fixture
def log(project):
    create_rated(project, "negative", comment="bad", tags=("pricing",), model="gpt-5", prompt="first", at=NOW)
    create_rated(project, "positive", model="gpt-5-mini", prompt="second", end_user="ann", session="s1", at=LATER)
    newest = create_entry(project, model="gpt-5-mini", prompt="third", status=500, at=LATER + MINUTE)
    fill_search(now=LATER + MINUTE)
    return newest


def prompts(answer) -> list[str]:
    return [read(row.prompt) for row in answer.context["rows"]]


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("rating=negative", ["first"]),
        ("rating=negative&rating=positive", ["second", "first"]),
        ("rating=unrated", ["third"]),
        ("comment=yes", ["first"]),
        ("model=gpt-5-mini", ["third", "second"]),
        ("tag=pricing", ["first"]),
        ("status=error", ["third"]),
        ("user=ann&session=s1", ["second"]),
        ("q=SECOND", ["second"]),
        ("since=2026-11-24", []),
        ("until=2026-11-23", ["third", "second", "first"]),
    ],
)
def test_it_shows_the_rows_that_are_asked_for(log, as_alice, query, seen):
    assert prompts(as_alice.get(f"{LOG}?{query}")) == seen


def test_it_counts_each_rating_within_the_other_filters(log, as_alice):
    answer = as_alice.get(f"{LOG}?model=gpt-5-mini&rating=positive")
    counts = {link.words: link.count for link in answer.context["ratings"]}
    assert counts == {"All": "2", "Amazing": "0", "Positive": "1", "Negative": "0", "Unrated": "1", "With comment": "0"}
    assert [link.words for link in answer.context["ratings"] if link.current] == ["Positive"]
    assert answer.context["total"] == "1 request"


def test_it_keeps_the_other_filters_in_every_link_and_form(log, as_alice):
    answer = as_alice.get(f"{LOG}?model=gpt-5-mini&q=scarecrow")
    links = {link.words: link.url for group in answer.context["groups"] for link in group.links}
    assert links["gpt-5"] == f"{LOG}?model=gpt-5-mini&model=gpt-5&q=scarecrow"
    assert links["gpt-5-mini"] == f"{LOG}?q=scarecrow"
    assert links["Failed"] == f"{LOG}?model=gpt-5-mini&q=scarecrow&status=error"
    assert answer.context["search"].kept == [("model", "gpt-5-mini")]
    assert '<input type="hidden" name="q" value="scarecrow">' in answer.content.decode()


def test_it_takes_one_span_of_time_at_a_time(log, as_alice):
    answer = as_alice.get(f"{LOG}?since=2026-11-01&until=2026-11-30&rating=positive")
    when = {link.words: link.url for link in answer.context["groups"][0].links}
    assert when["Last 7 days"] == f"{LOG}?rating=positive&since=7d"
    assert [field.value for field in answer.context["between"].fields] == ["2026-11-01", "2026-11-30"]
    assert answer.context["between"].open is True


def test_it_says_its_filters_in_words_that_can_be_removed(log, as_alice):
    answer = as_alice.get(f"{LOG}?rating=negative&model=gpt-5")
    assert [(chip.words, chip.url) for chip in answer.context["chips"]] == [
        ("Rated 👎 negative", f"{LOG}?model=gpt-5"),
        ("Model gpt-5", f"{LOG}?rating=negative"),
    ]


def test_it_folds_what_few_people_need_unless_it_is_in_use(log, as_alice):
    answer = as_alice.get(f"{LOG}?team=rated")
    assert {group.name: group.open for group in answer.context["groups"] if group.folds} == {
        "team": True, "correction": False, "state": False
    }  # fmt: skip
    assert answer.content.decode().count('<details class="group"') == 3


def test_it_offers_reasons_and_statuses_as_links(project, log, as_alice):
    reasons = {"reasons": ["wrong"], "submitter": "ann"}
    give(message_id=str(log.id), rating=Rating.NEGATIVE, project=project, now=LATER, **reasons)
    links = {link.words: link for group in as_alice.get(f"{LOG}?triage=new").context["groups"] for link in group.links}
    assert (links["wrong"].url, links["wrong"].count) == (f"{LOG}?triage=new&reason=wrong", "1")
    assert links["Waiting for the team"].url == f"{LOG}?triage=new&triage=waiting"
    assert (links["New"].url, links["New"].current) == (LOG, True)
    assert links["Assigned to nobody"].url == f"{LOG}?triage=new&assignee=none"


def test_it_asks_for_voters_and_members_in_a_form(log, as_alice):
    who = as_alice.get(f"{LOG}?submitter=ann&assignee=mia&q=x").context["who"]
    assert {field.label: field.value for field in who.fields} == {
        "Person": "", "Session": "", "Voter": "ann", "Assigned to": "mia"
    }  # fmt: skip
    assert who.kept == [("q", "x")]


def test_it_shows_a_model_and_a_tag_in_use_that_is_rare(log, as_alice):
    links = [link for group in as_alice.get(f"{LOG}?model=gone").context["groups"] for link in group.links]
    assert [(link.words, link.url) for link in links if link.current] == [("gone", LOG)]


def test_it_exports_what_it_shows(log, as_alice):
    answer = as_alice.get(f"{LOG}?rating=negative")
    urls = [export["url"] for export in answer.context["exports"]]
    assert urls == [f"/p/support/requests.{ending}?rating=negative" for ending in ("csv", "json", "jsonl")]
    rows = b"".join(as_alice.get(urls[2]).streaming_content).decode().strip().splitlines()
    assert len(rows) == 1


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("rating=great", "Rating"),
        ("comment=maybe", "Comment"),
        ("status=9999", "Outcome"),
        ("since=yesterday", "From"),
        ("until=2026-13-01", "To"),
        ("q=" + "x" * 300, "Search"),
        ("user=a&user=b", "Person"),
        ("session=" + "x" * 300, "Session"),
        ("tag=%00", "Feedback tag"),
        ("triage=done", "Triage"),
        ("team=good", "Team’s rating"),
        ("correction=maybe", "Correction"),
        ("assignee=a&assignee=b", "Assigned to"),
        ("submitter=" + "x" * 300, "Voter"),
        ("after=x", "After"),
    ],
)
def test_it_names_the_filter_that_it_cannot_read_and_shows_no_rows(log, as_alice, query, label):
    answer = as_alice.get(f"{LOG}?{query}&model=gpt-5-mini")
    assert answer.status_code == 200
    assert answer.context["rows"] == []
    assert [error["label"] for error in answer.context["errors"]] == [label]
    assert as_alice.get(answer.context["errors"][0]["url"]).context["errors"] == []


def test_it_ignores_parameters_that_it_does_not_know(log, as_alice):
    answer = as_alice.get(f"{LOG}?utm_source=mail")
    assert len(answer.context["rows"]) == 3
    assert "cannot be read" not in text_of(answer)
