"""Counts and facets of the log: bounded, whatever it holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from feedback.services import give, vote_as_team
from requestlog.ids import new_id
from requestlog.models import Request
from requestlog.querysets import Count, Facet, recent_models_and_states, recent_tags_and_reasons
from requestlog.ratings import Rating
from tests.factories import NOW, create_entry
from tests.requestlog.conftest import create_row
from tests.sqlwatch import watching

HOUR = timedelta(hours=1)


def test_it_counts_each_rating_in_one_query(project, other_project, log, django_assert_num_queries):
    create_row(other_project, rating="amazing")
    with django_assert_num_queries(1), watching():
        counts = project.requests.rating_counts()
    values = {name: count.value for name, count in counts.items()}
    assert values == {"all": 9, "amazing": 1, "positive": 2, "negative": 2, "unrated": 4, "comment": 3}


def test_it_counts_no_further_than_it_is_told(project, log):
    with watching():
        counts = project.requests.rating_counts(2)
    assert counts["all"] == Count(2, capped=True)
    assert counts["positive"] == Count(2, capped=False)
    assert [str(project.requests.count_up_to(most)) for most in (8, 9, 10)] == ["8+", "9", "9"]
    assert str(Count(10_000, capped=True)) == "10,000+"


def test_it_counts_within_a_filter(project, log):
    assert project.requests.filter(model="gpt-5").rating_counts()["amazing"] == Count(1)
    assert project.requests.none().rating_counts()["all"] == Count(0)


def test_it_names_the_models_and_tags_of_late(project, other_project, log, django_assert_num_queries):
    create_row(other_project, model="secret", rating="amazing", tags=["secret"])
    with django_assert_num_queries(2), watching():
        (models, states), tags = recent_models_and_states(project), recent_tags_and_reasons(project)[0]
    assert models == [Facet("gpt-5", 4), Facet("gpt-5-mini", 3), Facet("gpt-5-nano", 2)]
    assert states == [Facet("complete", 7), Facet("client_closed", 1), Facet("interrupted", 1)]
    assert tags == [Facet("money", 2), Facet("tone", 2)]


def test_it_looks_at_no_more_than_the_newest_rows(project, log, monkeypatch):
    monkeypatch.setattr("requestlog.querysets.LOOKED_AT", 2)
    assert recent_models_and_states(project)[0] == [Facet("gpt-5", 1), Facet("gpt-5-mini", 1)]


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


def test_it_names_the_reasons_of_late(project, log):
    for number, name in enumerate(("ann", "bea")):
        said = {"submitter": name, "reasons": ["wrong", "unclear"][: number + 1]}
        give(message_id=str(log[3].id), rating=Rating.NEGATIVE, project=project, now=NOW, **said)
    assert recent_tags_and_reasons(project)[1] == [Facet("wrong", 2), Facet("unclear", 1)]


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
        assert ("request_unusual" in wanted.explain()) is (state == "interrupted")
