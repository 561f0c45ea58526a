"""The newest rows of searches: found once, by month, and no further than they are looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import QueryDict

from requestlog import newest
from requestlog.facets import facets_of
from requestlog.filters import RequestFilter
from requestlog.pages import page_of
from requestlog.search.filling import fill_search
from tests.factories import NOW, create_entry
from tests.pages.world import create_rated
from tests.questions import Questions


@pytest.fixture
def calls(project):
    """Six that say so, of three months, the newest first; the first and the last are rated."""
    days = (0, 1, 40, 41, 80)
    entries = [create_entry(project, prompt="refund", at=NOW - timedelta(days=ago)) for ago in days]
    first = create_rated(project, "negative", prompt="refund", tags=("tone",), at=NOW + timedelta(minutes=1))
    last = create_rated(project, "positive", prompt="refund", tags=("price",), at=NOW - timedelta(days=90))
    create_entry(project, prompt="joke", at=NOW)
    fill_search(now=NOW)
    return [first, *entries, last]


def search(project, query: str) -> RequestFilter:
    return RequestFilter(QueryDict(query), project.requests.all(), project=project, now=NOW)


def test_it_finds_the_newest_of_all_months(project, calls):
    assert list(search(project, "q=refund").newest.newest_first()) == calls
    assert search(project, "q=refund&rating=negative").newest.get() == calls[0]
    assert not search(project, "q=refund").is_cut


@pytest.mark.parametrize("most", [1, 2, 3, 5])
def test_it_finds_one_more_than_are_looked_at(project, calls, monkeypatch, most):
    monkeypatch.setattr(newest, "MOST", most)
    assert list(search(project, "q=refund").newest.newest_first()) == calls[: most + 1]


def test_it_asks_once_for_all_who_ask_the_same(project, calls):
    filter = search(project, "q=refund&rating=negative")
    assert list(filter.without("rating").newest.newest_first()) == calls
    with Questions() as asked:
        assert list(filter.without("rating", "after").newest.newest_first()) == calls
    assert len(asked) == 1


def test_it_leaves_other_filters_as_they_are(project, calls):
    assert search(project, "rating=negative").newest.get() == calls[0]
    assert not search(project, "q=-").newest.exists()


def test_it_says_that_tags_are_of_the_newest(project, calls, monkeypatch):
    monkeypatch.setattr(newest, "MOST", 3)
    monkeypatch.setattr("requestlog.facets.MOST", 3)
    monkeypatch.setattr("requestlog.filters.MOST", 3)
    tags = facets_of(project, search(project, "q=refund"), None).of("tag")
    assert ([facet.value for facet in tags.facets], tags.newest, tags.rated) == (["tone"], 3, False)


def pages(project, size: int) -> list[list]:
    found, cursor = [], ""
    while cursor is not None:
        page = page_of(search(project, "q=refund"), shown=project.requests.all(), size=size, after=cursor)
        found.append(list(page.entries))
        cursor = page.older
    return found


def test_it_turns_pages_from_month_to_month(project, calls):
    assert pages(project, 2) == [calls[:2], calls[2:4], calls[4:6], calls[6:]]


def test_it_tells_calls_of_one_moment_apart(project):
    for _ in range(7):
        create_entry(project, prompt="refund", at=NOW)
    fill_search(now=NOW)
    newest_first = list(project.requests.newest_first())
    assert pages(project, 2) == [newest_first[:2], newest_first[2:4], newest_first[4:6], newest_first[6:]]


def test_it_passes_over_words_of_calls_that_are_gone(project, calls):
    project.payloads.filter(request_id__in=[entry.id for entry in calls[1:4]]).delete()
    project.requests.filter(id__in=[entry.id for entry in calls[1:4]]).delete()
    assert project.words.count() == len(calls) + 1
    assert pages(project, 2) == [[calls[0], calls[4]], calls[5:]]
    assert list(search(project, "q=refund").newest.newest_first()) == [calls[0], *calls[4:]]
