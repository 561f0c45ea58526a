"""Tables by month on PostgreSQL: made ahead, for the past, and with what was stored before there was a month."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from requestlog import partitions
from requestlog.database.parts import MonthIsBusyError, drop, parts_of
from requestlog.months import Month, months_between
from requestlog.partitions import make_months, make_months_for, parts
from tests.factories import NOW, create_entry

POSTGRESQL = "postgresql" in settings.DATABASES["default"]["ENGINE"]
on_postgresql = pytest.mark.skipif(not POSTGRESQL, reason="SQLite has no such tables")
PAYLOAD = "requestlog_payload"


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch):
    monkeypatch.setattr(partitions, "_not_before", {})


@pytest.fixture
def fresh(transactional_db):
    """A database without months, and none left behind."""
    drop_months()
    yield
    drop_months()


def drop_months():
    for part in parts():
        if part.month:
            drop(part)


def months(table=PAYLOAD):
    return [str(part.month) for part in parts_of([table]) if part.month]


def rows_of(name):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT request_id FROM {name}")
        return {row[0] for row in cursor.fetchall()}


def test_it_knows_the_months_of_a_span():
    found = months_between(datetime(2026, 11, 30, 23, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    assert [str(month) for month in found] == ["2026_11", "2026_12", "2027_01"]


def test_it_knows_the_month_of_a_tables_name():
    assert Month.named("requestlog_payload_2026_12") == Month(2026, 12)
    assert [Month.named(name) for name in ("requestlog_payload_rest", "requestlog_payload_2026_13")] == [None, None]


@pytest.mark.skipif(POSTGRESQL, reason="of SQLite")
def test_it_needs_no_months_on_sqlite(db):
    assert make_months(now=NOW) == 0
    assert "SQLite needs none" in said("partitions", "--make")


@on_postgresql
def test_it_makes_this_month_and_two_more_once(fresh):
    tables = len({part.table for part in parts()})
    assert make_months(now=NOW) == 3 * tables
    assert make_months(now=NOW) == 0
    assert months() == ["2026_11", "2026_12", "2027_01"]


@on_postgresql
def test_it_makes_months_like_their_parent(fresh):
    make_months(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, attstorage FROM pg_attribute WHERE attrelid = 'requestlog_payload_2026_11'::regclass"
            " AND attname IN ('request', 'response') ORDER BY attname"
        )
        assert cursor.fetchall() == [("request", "e"), ("response", "e")]  # external: packed already
        cursor.execute(
            "SELECT contype FROM pg_constraint WHERE conrelid = 'requestlog_payload_2026_11'::regclass ORDER BY 1"
        )
        assert cursor.fetchall() == [("f",), ("p",)]


@on_postgresql
def test_it_moves_what_came_before_its_month(fresh, project):
    before, entry = create_entry(project, at=NOW - timedelta(days=30)), create_entry(project)
    make_months(now=NOW)
    assert rows_of("requestlog_payload_2026_11") == {entry.id}
    assert rows_of("requestlog_payload_rest") == {before.id}
    assert project.payloads.count() == 2


@on_postgresql
def test_it_leaves_a_large_month_where_it_is_until_it_is_asked_for(fresh, project, monkeypatch):
    monkeypatch.setattr(partitions, "MOST_MOVED", 1)
    entries = [create_entry(project, at=NOW - timedelta(days=number)) for number in range(3)]
    make_months(now=NOW)
    assert months() == ["2026_12", "2027_01"]
    assert "Made" in said("partitions", "--make")
    assert rows_of("requestlog_payload_2026_11") == {entry.id for entry in entries}


@on_postgresql
def test_it_makes_months_of_the_past(fresh):
    make_months_for(NOW - timedelta(days=60), NOW)
    assert months() == ["2026_09", "2026_10", "2026_11"]


@on_postgresql
def test_it_gives_up_soon_where_others_hold_the_table_and_tries_again_later(fresh):
    holding, held = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE requestlog_payload_rest IN ACCESS SHARE MODE")
            held.set()
            holding.wait(30)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(30)
    try:
        assert make_months(now=NOW) == 0
        with pytest.raises(MonthIsBusyError):
            make_months_for(NOW, NOW)
    finally:
        holding.set()
        thread.join()
    assert make_months(now=NOW + timedelta(seconds=1)) == 0
    assert make_months(now=NOW + timedelta(minutes=2)) > 0


@on_postgresql
def test_it_makes_months_beside_a_recorder_that_inserts(fresh, project):
    ended, ids = threading.Event(), []

    def record():
        try:
            while not ended.is_set():
                ids.append(create_entry(project, at=NOW + timedelta(seconds=len(ids))).id)
        finally:
            ended.set()
            connection.close()

    thread = threading.Thread(target=record)
    thread.start()
    while len(ids) < 5 and not ended.wait(0.01):
        pass
    make_months(now=NOW)
    before = len(ids)
    while len(ids) < before + 10 and not ended.wait(0.01):
        pass
    ended.set()
    thread.join()
    assert rows_of("requestlog_payload_2026_11") == set(ids)
    assert rows_of("requestlog_payload_rest") == set()


@on_postgresql
def test_it_says_what_there_is(fresh, project):
    create_entry(project, at=NOW - timedelta(days=300))
    make_months_for(NOW, NOW)
    shown = said("partitions")
    assert PAYLOAD in shown
    assert "2026-11" in shown
    assert "the rest" in shown


def said(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()
