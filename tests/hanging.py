"""A PostgreSQL server of a test's own that hangs, ends connections and turns read-only when it is told to."""

from __future__ import annotations

import os
import secrets
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg


def new_database(server: str) -> str:
    """The URL of a fresh database on `server`."""
    name = f"hanging_{secrets.token_hex(6)}"
    with administered(server) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


def administered(server: str) -> psycopg.Connection:
    return psycopg.connect(f"{server}/postgres", autocommit=True)


@contextmanager
def hanging(server: str) -> Iterator[None]:
    """The server and all that it has begun stand still meanwhile; sockets stay open, nothing answers."""
    with administered(server) as connection:
        folder = connection.execute("SHOW data_directory").fetchone()[0]
    postmaster = int((Path(folder) / "postmaster.pid").read_text().split()[0])
    stopped = [postmaster]
    os.kill(postmaster, signal.SIGSTOP)
    try:
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        stopped += map(int, children)
        signalled(stopped[1:], signal.SIGSTOP)
        yield
    finally:
        signalled(stopped, signal.SIGCONT)


def signalled(processes: Iterable[int], number: int) -> None:
    """Signals those that are still there."""
    for process in processes:
        with suppress(ProcessLookupError):  # a child may have been ending already, and the postmaster buried it
            os.kill(process, number)


def end_connections(url: str) -> int:
    """Ends every connection to the database of `url`, as a restart does; how many there were."""
    server, _, name = url.rpartition("/")
    with administered(server) as connection:
        of_it = "FROM pg_stat_activity WHERE datname = %s"
        return connection.execute(f"SELECT pg_terminate_backend(pid, 5000) {of_it}", [name]).rowcount


@contextmanager
def read_only(url: str) -> Iterator[None]:
    """The database of `url` takes no writes meanwhile, as a standby after a fail-over."""
    server, _, name = url.rpartition("/")
    with administered(server) as connection:
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        end_connections(url)
        try:
            yield
        finally:
            connection.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
            end_connections(url)
