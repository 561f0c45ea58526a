"""Recording while the database will not write at all, and what it will not have of one call."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import DatabaseError, InternalError, OperationalError, connection
from psycopg.errors import ProgramLimitExceeded, ReadOnlySqlTransaction

from requestlog import services
from tests.factories import NOW, chat_call


def refusing(error: DatabaseError, cause: Exception, when: str = "INSERT") -> AbstractContextManager[None]:
    """Each statement that holds `when`, in its text or among its values, raises `error`, as from PostgreSQL."""

    def refuse(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if when in sql or when in str(params):
            raise error from cause
        return execute(sql, params, many, context)

    return connection.execute_wrapper(refuse)


def test_it_keeps_every_call_for_later_while_the_database_is_read_only(project):
    calls = [chat_call(project, message_id=f"m-{n}") for n in range(3)]
    with refusing(InternalError(), ReadOnlySqlTransaction()), pytest.raises(InternalError):
        services.record(calls=calls, now=NOW)
    assert services.record(calls=calls, now=NOW) == []
    assert project.requests.count() == 3


def test_it_refuses_the_one_call_that_is_too_large_for_an_index(project):
    calls = [chat_call(project, message_id=f"m-{n}") for n in range(3)]
    with refusing(OperationalError(), ProgramLimitExceeded(), when=str(calls[1].id)):
        assert services.record(calls=calls, now=NOW) == [calls[1].id]
    assert set(project.requests.values_list("id", flat=True)) == {calls[0].id, calls[2].id}


def test_it_asks_a_program_to_come_again_while_the_database_is_read_only(project, client, secret_key):
    sent = {"request": {"model": "m", "messages": []}, "response": {}}
    headers = {"Authorization": f"Bearer {secret_key}"}
    with refusing(InternalError(), ReadOnlySqlTransaction()):
        answer = client.post("/v1/requests/", sent, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert not project.requests.exists()
