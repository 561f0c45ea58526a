"""PostgreSQL ends the connection in the middle of a COPY."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unittest.mock import patch

import psycopg
import pytest
from django.db import Error, connection

from projects.models import Project
from requestlog import services
from requestlog.database.away import is_away
from requestlog.models import ChangedDay, KnownId, Payload, Request, Unsearched
from requestlog.storing.copying import MANY, Copying
from requestlog.storing.tables import Row, Table
from tests.factories import NOW, chat_call

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connection to lose")
TABLES = (Request, Payload, KnownId, ChangedDay, Unsearched)
values = Copying.values


@pytest.mark.parametrize("table", ["request", "payload", "unsearched"])
@pytest.mark.django_db(transaction=True)
def test_it_leaves_the_batch_for_later_with_nothing_stored(table: str):
    project = Project.objects.create(slug="lost", name="Lost")
    calls = [chat_call(project) for _ in range(3 * MANY)]

    def cut_off(self: Copying, into: Table, rows: Sequence[Row]) -> Iterator[Row]:
        for number, row in enumerate(values(self, into, rows)):
            if into.name == f"requestlog_{table}" and number == MANY:
                end_connection()
            yield row

    with patch.object(Copying, "values", cut_off), pytest.raises(Error) as raised:
        services.record(calls=calls, now=NOW)
    assert is_away(raised.value)
    connection.close()
    assert [model.objects.count() for model in TABLES] == [0] * len(TABLES)
    assert services.record(calls=calls, now=NOW) == []
    assert Request.objects.count() == Payload.objects.count() == Unsearched.objects.count() == len(calls)


def end_connection() -> None:
    """Has the server end the connection of this test."""
    pid = connection.connection.info.backend_pid
    parameters = connection.get_connection_params()
    names = {name: parameters.get(name) for name in ("host", "port", "user", "password", "dbname")}
    with psycopg.connect(**names, autocommit=True) as other:
        assert other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid]).fetchone() == (True,)
