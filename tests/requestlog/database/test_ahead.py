"""Rows that are begun and taken later are those that the queryset finds."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import psycopg
import pytest
from django.db import DataError, connection
from django.db.models import Func, IntegerField, TextField
from django.db.models.functions import Cast, Length

from requestlog.database.ahead import Ahead, Row
from requestlog.database.bounded import TookTooLongError, at_most
from requestlog.database.texts import Id, JsonBytes, Moment, Utf8
from tests.factories import NOW, create_entry

postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL begins before it is asked")
COLUMNS = (Id("id"), "rating", "model", "streamed", "latency_ms", Cast("metadata", TextField()), Moment("created_at"))
ACTIVE, IDLE = psycopg.pq.TransactionStatus.ACTIVE, psycopg.pq.TransactionStatus.IDLE


class Slow(Func):
    """A long text that takes a moment of each row."""

    template = "(pg_sleep(0.3)::text || repeat('x', 20000))"
    output_field = TextField()


class Divided(Func):
    """Fails at the third of the rows that are added."""

    template = "10 / (%(expressions)s - 2)"
    output_field = IntegerField()


def add(project, number: int = 3) -> None:
    for n in range(number):
        said = {"model": "a\\b\t\n€" * n or "x", "metadata": {"n": str(n)}, "latency_ms": n or None}
        create_entry(project, at=NOW - timedelta(minutes=n), **said)


def taken_within(rows, to_begin: float, to_take: float) -> list[Row]:
    with at_most(to_begin):
        ahead = Ahead(rows)
    with at_most(to_take):
        return ahead.take()


@pytest.mark.django_db
def test_it_takes_every_column_as_the_queryset_reads_it(project):
    add(project)
    rows = project.requests.newest_first().values_list(*COLUMNS)
    assert Ahead(rows).take() == list(rows)
    bodies = project.payloads.order_by("request_id").annotate(length=Length("request"))
    found = Ahead(bodies.values_list(Id("request_id"), "length", "request")).take()
    assert [(id, length, bytes(body)) for id, length, body in found] == [
        (str(payload.request_id), len(payload.request), bytes(payload.request)) for payload in bodies
    ]


@pytest.mark.django_db
def test_it_takes_text_as_the_bytes_that_are_sent(project):
    add(project)
    rows = project.requests.newest_first()
    texts = [(model.encode(), metadata) for model, metadata in rows.values_list("model", "metadata")]
    taken = Ahead(rows.values_list(Utf8("model"), JsonBytes("metadata"))).take()
    assert [(model, json.loads(metadata)) for model, metadata in taken] == texts


@pytest.mark.django_db
def test_it_takes_nothing_where_nothing_can_be_found(project):
    assert Ahead(project.requests.none().values_list("model")).take() == []
    assert Ahead(project.requests.values_list("model")).take() == []


@postgresql
@pytest.mark.django_db(transaction=True)
def test_it_has_the_server_at_work_before_the_rows_are_taken(project):
    add(project)
    rows = Ahead(project.requests.newest_first().values_list("latency_ms"))
    assert connection.connection.info.transaction_status == ACTIVE
    assert rows.take() == [(None,), (1,), (2,)]
    assert connection.connection.info.transaction_status == IDLE


@postgresql
@pytest.mark.django_db
def test_it_waits_to_be_taken_within_a_transaction(project):
    add(project)
    rows = Ahead(project.requests.values_list("latency_ms"))
    assert project.requests.count() == len(rows.take()) == 3


@postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("to_begin", "to_take"), [(0.1, 60), (60, 0.1)])
def test_it_is_ended_in_time_and_leaves_the_connection_well(project, to_begin, to_take):
    add(project)
    pid = connection.connection.info.backend_pid
    with pytest.raises(TookTooLongError):
        taken_within(project.requests.values_list(Slow()), to_begin, to_take)
    assert project.requests.count() == 3
    assert connection.connection.info.backend_pid == pid


@postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("arrived_after", [0, 0.3])
def test_it_says_where_the_server_broke_off_and_leaves_the_connection_well(project, arrived_after):
    add(project)
    pid = connection.connection.info.backend_pid
    rows = Ahead(project.requests.newest_first().values_list(Divided("latency_ms")))
    time.sleep(arrived_after)
    with pytest.raises(DataError, match="division by zero"):
        rows.take()
    assert project.requests.count() == 3
    assert connection.connection.info.backend_pid == pid


@postgresql
@pytest.mark.django_db(transaction=True)
def test_it_leaves_the_connection_well_where_nobody_takes_the_rows(project):
    add(project)
    rows = Ahead(project.requests.values_list("model"))
    assert connection.connection.info.transaction_status == ACTIVE
    del rows
    assert project.requests.count() == 3
