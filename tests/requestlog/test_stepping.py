"""Every row of a filter, however rare, by statements that are each answered in time."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from itertools import repeat

import pytest

from requestlog import exports, stepping
from requestlog.database.bounded import TookTooLongError
from requestlog.database.texts import Id
from requestlog.ids import first_id
from tests.factories import NOW, create_entry

DAYS = [0, 0.001, 0.002, 1, 2, 2.001, 9, 30, 30.001, 200]


@pytest.fixture
def entries(project):
    """Rows over most of a year, newest first."""
    return [create_entry(project, at=NOW - timedelta(days=days)) for days in DAYS]


@pytest.fixture
def asked(monkeypatch):
    """How long a stretch each statement was about; a longer one than `asked.most` takes too long."""

    class Asked(list):
        most = timedelta(days=400)

    asked, whole = Asked(), stepping.Stretch.low

    @contextmanager
    def at_most(seconds):
        yield
        if asked[-1] > asked.most:
            raise TookTooLongError

    def low(self, high):
        asked.append(self._length or timedelta(days=365))
        return whole(self, high)

    monkeypatch.setattr(stepping, "at_most", at_most)
    monkeypatch.setattr(stepping.Stretch, "low", low)
    return asked


def read(project, size=3, **places):
    pages = stepping.pages(
        project.requests.all(), lambda rows: rows.values_list(Id("id")), project=project, sizes=repeat(size), **places
    )
    return [list(page) for page in pages]


def ids_of(entries, size=3):
    ids = [(str(entry.id),) for entry in entries]
    return [ids[at : at + size] for at in range(0, len(ids), size)]


def test_it_asks_the_whole_log_while_that_is_answered_in_time(project, entries):
    assert read(project) == ids_of(entries)
    assert read(project, size=5) == ids_of(entries, 5)
    assert read(project, size=50) == ids_of(entries, 50)


def test_it_finds_every_row_once_in_steps_where_the_whole_log_takes_too_long(project, entries, asked):
    asked.most = timedelta(days=1)
    rows = [row for page in read(project) for row in page]
    assert rows == [(str(entry.id),) for entry in entries]
    assert asked[:3] == [timedelta(days=365), timedelta(days=1), timedelta(days=2)]
    assert asked[3] < asked.most


def test_it_fails_where_not_even_seconds_can_be_looked_through(project, entries, asked):
    asked.most = timedelta(0)
    with pytest.raises(TookTooLongError):
        read(project)


def test_it_reads_what_lies_between_two_places_alone(project, entries, asked):
    for asked.most in (timedelta(days=400), timedelta(days=1)):
        places = {"above": entries[6].id, "below": entries[2].id}
        assert [row for page in read(project, **places) for row in page] == ids_of(entries[3:7], 9)[0]


def test_it_reads_nothing_of_an_empty_log(project, asked):
    assert read(project) == []


def test_it_lets_its_pages_grow():
    assert [size for size, _ in zip(exports._sizes(500, 2_000), range(4), strict=False)] == [500, 1_000, 2_000, 2_000]
    assert next(exports._sizes(500, 500)) == 500


def test_it_steps_no_further_than_its_lowest_row(project, entries, asked):
    asked.most = timedelta(days=30)
    read(project, above=first_id(NOW - timedelta(days=40)))
    assert len(asked) < 60
