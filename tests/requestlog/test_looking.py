"""Pages of a filter that no index serves: found step by step, both ways, and never missing or repeating a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects.models import Project
from requestlog.database.bounded import TookTooLongError
from requestlog.filters import RequestFilter
from requestlog.ids import moment_of, new_id
from requestlog.models import Request
from requestlog.pages import Page, cursor_of, page_of
from requestlog.querysets import RequestQuerySet
from tests.factories import NOW
from tests.questions import Questions

# Of each row: hours ago, model, status; never more than three a day
ROWS = [(hours, "gpt-5" if hours % 3 else "llama", 500 if hours % 7 == 0 else 200) for hours in range(0, 24 * 20, 17)]
FILTERS: dict[str, tuple[Callable[[RequestQuerySet], RequestQuerySet], Callable[[Request], bool]]] = {
    "all": (lambda rows: rows, lambda row: True),
    "failed": (lambda rows: rows.ended("error"), lambda row: row.status >= 400),
    "codes": (lambda rows: rows.ended("500", "429"), lambda row: row.status == 500),
    "models": (lambda rows: rows.filter(model__in=["llama", "none"]), lambda row: row.model == "llama"),
    "both": (
        lambda rows: rows.filter(model="llama").ended("500"),
        lambda row: row.model == "llama" and row.status > 400,
    ),
    "nothing": (lambda rows: rows.filter(model="none"), lambda row: False),
}


@dataclass
class Slow:
    """Rows of a project of which no more than `most` can be gone through at once."""

    project: Project
    ask: Callable[[RequestQuerySet], RequestQuerySet]
    most: int
    is_search: bool = False

    def within(self, low: UUID | None, high: UUID | None) -> RequestQuerySet:
        stretch = self.project.requests.all().within(low, high)
        if stretch.count() > self.most:
            raise TookTooLongError
        return self.ask(stretch)

    def parts(self, low: UUID | None, high: UUID | None, enough: int | None = None) -> list[RequestQuerySet]:
        return [self.within(low, high)]


@pytest.fixture
def entries(project) -> list[Request]:
    """The newest first."""
    facts = {"project": project, "endpoint": "chat/completions"}
    rows = [
        Request(id=new_id(at), created_at=at, model=model, status=status, **facts)
        for at, model, status in ((NOW - timedelta(hours=hours), model, status) for hours, model, status in ROWS)
    ]
    return Request.objects.bulk_create(rows)


def walk(found: Any, shown: RequestQuerySet, size: int, start: UUID | None = None) -> tuple[list[Page], list[Page]]:
    """The pages down to the oldest row, and those back up from the last of them."""
    down = [page_of(found, shown=shown, size=size, after=cursor_of(start) if start else "")]
    while down[-1].older:
        down.append(page_of(found, shown=shown, size=size, after=down[-1].older))
    up = [down[-1]]
    while up[-1].newer:
        up.append(page_of(found, shown=shown, size=size, before=up[-1].newer))
    return down, up


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(list(FILTERS)), most=st.sampled_from([2, 9, 1000]), size=st.integers(2, 9), drawn=st.data())
def test_it_turns_pages_of_any_filter_both_ways_as_a_list_has_them(project, entries, name, most, size, drawn):
    ask, keep = FILTERS[name]
    wanted = [entry for entry in entries if keep(entry)]
    start = drawn.draw(st.sampled_from([None, *(entry.id for entry in entries)]))
    found = Slow(project, ask, most, is_search=drawn.draw(st.booleans()))
    down, up = walk(found, project.requests.all(), size, start)
    assert [row for page in down for row in page.entries] == [row for row in wanted if not start or row.id < start]
    assert [row for page in reversed(up) for row in page.entries] == wanted
    assert all(len(page.entries) <= size for page in down + up)


def test_it_says_nothing_where_all_was_looked_through(project, entries):
    down, up = walk(Slow(project, FILTERS["failed"][0], 1000), project.requests.all(), 4)
    assert [page.looked_back_to for page in down + up] == [None] * len(down + up)


def test_it_says_how_far_it_looked_and_shows_what_it_found(project, entries):
    page = page_of(Slow(project, FILTERS["models"][0], 15), shown=project.requests.all())
    reached = moment_of(entries[0].id) - timedelta(days=7)
    assert abs(page.looked_back_to - reached) < timedelta(seconds=1)
    assert page.entries == [row for row in entries if row.model == "llama" and row.created_at >= reached]
    assert page.older
    assert not page.forwards


def test_it_looks_on_forwards_likewise(project, entries):
    last = cursor_of(entries[-1].id)
    page = page_of(Slow(project, FILTERS["nothing"][0], 15), shown=project.requests.all(), before=last)
    assert (page.entries, page.forwards) == ([], True)
    assert page.looked_back_to > entries[-1].created_at + timedelta(days=6)
    assert page.newer


def test_it_comes_nowhere_where_not_even_a_day_can_be_looked_through(project, entries):
    page = page_of(Slow(project, FILTERS["all"][0], 0), shown=project.requests.all())
    assert (page.entries, page.newer, page.older) == ([], None, None)
    assert page.looked_back_to is not None


def test_it_looks_back_from_the_newest_row_of_a_project_that_has_been_silent(project, entries, time_machine):
    time_machine.move_to(NOW + timedelta(days=3000))
    page = page_of(Slow(project, FILTERS["all"][0], 2), shown=project.requests.all())
    assert page.entries == entries[:2]


def test_it_merges_what_it_finds_of_each_of_several_values(project, entries):
    def rows(query: str, **cursors: str) -> list[Request]:
        filter = RequestFilter(QueryDict(query), project.requests.all(), project=project, now=NOW)
        assert len(filter.parts(None, None)) == 2
        return page_of(filter, shown=project.requests.all(), size=5, **cursors).entries

    kept = [entry for entry in entries if entry.status == 500 or entry.model == "llama"]
    assert rows("model=llama&model=gpt-5&model=llama") == entries[:5]
    assert rows("model=llama&model=gpt-5", after=cursor_of(entries[8].id)) == entries[9:14]
    assert rows("model=llama&model=gpt-5", before=cursor_of(entries[8].id)) == entries[3:8]
    assert rows("status=500&status=200&model=llama") == [row for row in kept if row.model == "llama"][:5]
    assert rows("status=500&status=error") == [row for row in kept if row.status == 500][:5]


def test_it_asks_once_where_an_index_serves(project, entries):
    with Questions() as asked:
        page = page_of(project.requests.ended("500"), size=3)
    assert page.entries == [entry for entry in entries if entry.status == 500][:3]
    assert [query["sql"].split()[0] for query in asked] == ["SELECT"]
