"""Django's PostgreSQL backend for a server that may hang, end or come back at any time."""

from __future__ import annotations

import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import PoolTimeout

from requestlog.database.patience import breaker, patience


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks for no connection while the breaker is shut; hands out none that the server has ended."""

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        limit = f"-c statement_timeout={patience.seconds * 1000:.0f}"
        return {**params, "options": f"{params.get('options', '')} {limit}"}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not breaker.lets_pass():
            raise psycopg.OperationalError("the database did not answer a moment ago; it is asked again in two seconds")
        try:
            return self._living(super().get_new_connection(conn_params))
        except PoolTimeout:
            breaker.failed()
            raise

    def _living(self, connection: Any) -> Any:
        """`connection`, or another one of the pool where the server has ended it."""
        for _ in range(self.pool.max_size if self.pool else 0):
            if not has_ended(connection):
                break
            connection.close()
            self.pool.putconn(connection)
            connection = self.pool.getconn()
        return connection


def has_ended(connection: psycopg.Connection[Any]) -> bool:
    """Whether a connection that nobody uses has something to say: only its end, and it costs no trip to see that."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))
