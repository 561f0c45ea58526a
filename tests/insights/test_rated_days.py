"""Rated answers counted by dimension with each day of the roll-up."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from feedback.retention.erasing import erase
from feedback.services import change, give, withdraw
from feedback.services.receiving import Spot, find
from insights.models import RatedDay
from insights.rated.figures import LEFT_OUT, MOST_VALUES, Figure, bounded, categories
from projects.models import Project
from requestlog.ids import day_of
from requestlog.models import ChangedDay
from requestlog.ratings import Rating
from requestlog.rollup.rolling import roll_up
from tests.factories import NOW, create_entry


def rated(project: Project, rating: Rating = Rating.POSITIVE, **facts: Any) -> str:
    """A rated call's message id."""
    words = {name: facts.pop(name) for name in ("comment", "tags", "reasons") if name in facts}
    entry = create_entry(project, **facts)
    give(message_id=entry.message_id, rating=rating, project=project, now=NOW, **words)
    return entry.message_id


def stored(project: Project, dimension: str) -> dict[str, tuple[int, int, int, int]]:
    rows = project.rated_days.filter(dimension=dimension)
    return {row.value: (row.negative, row.positive, row.amazing, row.commented) for row in rows}


def test_it_counts_rated_answers_by_what_they_have_in_common(project):
    rated(project, Rating.NEGATIVE, comment="no", tags=["tone", "fact"], reasons=["wrong"], metadata={"plan": "pro"})
    rated(project, Rating.AMAZING, tags=["tone"], metadata={"plan": "free", "seats": 3, "trial": True})
    create_entry(project, metadata={"plan": "unrated"})
    assert roll_up(now=NOW) == 1
    assert stored(project, "tag") == {"tone": (1, 0, 1, 1), "fact": (1, 0, 0, 1)}
    assert stored(project, "reason") == {"wrong": (1, 0, 0, 1)}
    assert stored(project, "endpoint") == {"chat/completions": (1, 0, 1, 1)}
    assert stored(project, "model") == {"gpt-5-mini": (1, 0, 1, 1)}
    assert stored(project, "meta.plan") == {"pro": (1, 0, 0, 1), "free": (0, 0, 1, 0)}
    assert (stored(project, "meta.seats"), stored(project, "meta.trial")) == (
        {"3": (0, 0, 1, 0)},
        {"true": (0, 0, 1, 0)},
    )


def test_it_sums_cost_and_latency_of_the_rated(project):
    for dollars, latency in (("0.25", 1000), ("0.5", None)):
        rated(project, given={"cost_usd": Decimal(dollars)}, latency_ms=latency, tags=["tone"])
    roll_up(now=NOW)
    for dimension in ("endpoint", "tag"):
        row = project.rated_days.get(dimension=dimension)
        assert (row.cost_usd, row.latency_ms, row.timed) == (Decimal("0.75"), 1000, 1)


def test_it_counts_a_word_of_several_votes_on_an_answer_once(project):
    entry = create_entry(project)
    for name in ("ann", "ben"):
        said = {"submitter": name, "tags": ["tone"], "project": project, "now": NOW}
        give(message_id=entry.message_id, rating=Rating.NEGATIVE, **said)
    roll_up(now=NOW)
    assert stored(project, "tag") == {"tone": (1, 0, 0, 0)}


def test_it_follows_votes_that_change_and_go(project):
    message_id = rated(project, Rating.NEGATIVE, tags=["tone"])
    spot = Spot(message_id=message_id, submitter="", project=project, only=None, may_wait=False, by="us")
    seen = []
    for step in (
        lambda vote: change(vote=vote, by="us", now=NOW, rating=Rating.POSITIVE, tags=["kind"]),
        lambda vote: withdraw(vote=vote, by="us", now=NOW),
    ):
        step(find(spot=spot))
        roll_up(now=NOW)
        seen.append((stored(project, "tag"), stored(project, "endpoint")))
    assert seen == [({"kind": (0, 1, 0, 0)}, {"chat/completions": (0, 1, 0, 0)}), ({}, {})]


def test_it_follows_who_is_erased(project):
    rated(project, end_user="ann", metadata={"plan": "pro"}, tags=["tone"])
    rated(project, end_user="ben", metadata={"plan": "free"})
    roll_up(now=NOW)
    assert set(stored(project, "meta.plan")) == {"pro", "free"}
    list(erase(project=project, user="ann", now=NOW))
    roll_up(now=NOW)
    assert set(stored(project, "meta.plan")) == {"free"}
    assert stored(project, "tag") == {}


def test_it_follows_retention(project):
    rated(project, at=NOW - timedelta(days=90), metadata={"plan": "old"})
    rated(project, metadata={"plan": "new"})
    roll_up(now=NOW)
    assert RatedDay.objects.filter(value="old").exists()
    Project.objects.filter(pk=project.pk).update(keep_requests_days=30, keep_rated=False)
    call_command("prune", stdout=StringIO())
    roll_up(now=NOW)
    assert set(stored(project, "meta.plan")) == {"new"}


def test_it_keeps_projects_apart(project, other_project):
    rated(project, metadata={"plan": "ours"})
    rated(other_project, metadata={"plan": "theirs"})
    roll_up(now=NOW)
    assert (set(stored(project, "meta.plan")), set(stored(other_project, "meta.plan"))) == ({"ours"}, {"theirs"})


def test_it_is_checked_and_rebuilt(project):
    rated(project, tags=["tone"])
    roll_up(now=NOW)
    project.rated_days.filter(dimension="tag").update(positive=7)
    project.rated_days.filter(dimension="model").delete()
    said = StringIO()
    with pytest.raises(CommandError, match="--rebuild"):
        call_command("rollup", "--check", stdout=said)
    assert "tag tone positive: 7 in the roll-up, 1 in the log" in said.getvalue()
    assert "model gpt-5-mini rated: None in the roll-up, 1 in the log" in said.getvalue()
    call_command("rollup", "--rebuild", stdout=StringIO())
    call_command("rollup", "--check", stdout=StringIO())
    assert stored(project, "tag") == {"tone": (0, 1, 0, 0)}


def test_it_is_told_of_days_that_were_counted_before(project):
    entry = rated(project) and project.requests.get()
    roll_up(now=NOW)
    assert not ChangedDay.objects.exists()
    editor = SimpleNamespace(connection=connection, execute=lambda sql: connection.cursor().execute(sql))
    import_module("insights.migrations.0001_rated_days").tell_of_rated_days(None, editor)
    assert list(ChangedDay.objects.values_list("project", "day")) == [(project.pk, day_of(entry.id))]


def test_it_leaves_out_a_key_with_too_many_values():
    many = {str(number): Figure(positive=1) for number in range(MOST_VALUES + 1)}
    few = dict(list(many.items())[:MOST_VALUES])
    found = bounded({"meta.trace": many, "meta.plan": few, "meta.text": {"x" * 201: Figure(negative=2)}, "tag": many})
    assert found["meta.trace"] == {LEFT_OUT: Figure(positive=MOST_VALUES + 1)}
    assert found["meta.text"] == {LEFT_OUT: Figure(negative=2)}
    assert (found["meta.plan"], found["tag"]) == (few, many)


def test_it_keeps_the_keys_with_the_most_votes():
    found = bounded({f"meta.k{number:02}": {"a": Figure(positive=number)} for number in range(60)})
    assert Counter(name > "meta.k09" for name in found) == {True: 50}


@pytest.mark.parametrize("metadata", [None, [], "text", {"a": None}, {"a": ""}, {"a": 1.5}, {"a": {}}])
def test_it_takes_no_category_of_values_that_are_none(metadata):
    assert list(categories(metadata)) == []


@pytest.mark.parametrize("key", ["", "12", " 7", "a=b", "a\0", "k" * 61])
def test_it_takes_no_category_of_keys_that_the_log_cannot_be_asked_for(key: str):
    assert list(categories({key: "x"})) == []
