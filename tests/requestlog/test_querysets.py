"""Counts and facets of the log: bounded, whatever it holds."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection

from feedback.services import give, vote_as_team
from requestlog.ids import new_id
from requestlog.models import Request
from requestlog.querysets import Count
from requestlog.ratings import Rating
from tests.factories import NOW, create_entry
from tests.sqlwatch import watching

HOUR = timedelta(hours=1)


def test_it_counts_no_further_than_it_is_told(project, log):
    with watching():
        counts = [str(project.requests.count_up_to(most)) for most in (8, 9, 10)]
    assert counts == ["8+", "9", "9"]
    assert str(Count(10_000, capped=True)) == "10,000+"


def test_it_loads_votes_for_a_page_in_one_query_of_the_project(project, log, django_assert_num_queries):
    with django_assert_num_queries(2) as asked, watching():
        entries = list(project.requests.listed().with_latest_vote(project).newest_first())
        votes = [vote.rating for entry in entries for vote in entry.latest_votes]
        shown = [(entry.model, entry.prompt_preview, entry.cost_usd, entry.end_user) for entry in entries]
    assert (len(votes), len(shown)) == (5, 9)
    assert not any("requestlog_payload" in query["sql"] for query in asked.captured_queries)


def test_it_loads_of_many_votes_only_the_latest_of_a_user(project, log, alice, django_assert_num_queries):
    for number in range(1, 4):
        when = NOW + number * HOUR
        give(message_id=str(log[2].id), rating=Rating.POSITIVE, submitter=f"u{number}", project=project, now=when)
    vote_as_team(project=project, entry=log[1], user=alice, rating=Rating.POSITIVE, now=NOW)
    with django_assert_num_queries(2), watching():
        entries = list(project.requests.listed().with_latest_vote(project).newest_first())
        latest = [[(vote.updated_at, vote.place) for vote in entry.latest_votes] for entry in entries]
    assert latest[:4] == [[(NOW, 1)], [], [(NOW + 3 * HOUR, 4)], [(NOW, 1)]]


@pytest.mark.parametrize("name", ["chatcmpl-x", "req-x", "job-x"])
def test_it_finds_by_name_the_newest_of_its_project(project, other_project, name):
    facts = {"message_id": "chatcmpl-x", "upstream_request_id": "req-x"}
    create_entry(project, at=NOW - timedelta(days=1), **facts)
    mine = create_entry(project, external_id="job-x", **facts)
    create_entry(other_project, at=NOW + timedelta(days=1), external_id="job-x", **facts)
    with watching():
        assert project.requests.named(project, name).newest_first().first() == mine
        assert project.requests.named(project, "a\0b").first() is None


def test_it_finds_the_few_unusual_states_by_their_own_index(project):
    project.requests.bulk_create(
        [Request(id=new_id(NOW), project=project, created_at=NOW, status=200) for _ in range(500)]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for state in ("complete", "interrupted"):
        wanted = project.requests.in_state(state).newest_first()[:51]
        assert bool(re.search("request_(unusual|by_state)", wanted.explain())) is (state == "interrupted")
