"""A PostgreSQL server of a run's own, which is stopped, hung and made read-only under the product."""

from __future__ import annotations

import shlex
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.hanging import signalled
from tests.postgres import binaries, control, server

DATABASE = "gptboost"


@dataclass
class Server:
    """`url` names the database of the product; `data` is the server's folder."""

    url: str
    admin_url: str
    data: Path

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """As in a crash: nobody is told, nothing is finished."""
        options = shlex.join(shlex.split((self.data / "postmaster.opts").read_text())[1:])
        self._control("-m", "immediate", "stop")
        try:
            yield
        finally:
            self._control("-l", f"{self.data.parent}/log", "-o", options, "start")

    @contextmanager
    def hung(self) -> Iterator[None]:
        """Every process of it stands still; its sockets take connections all the same."""
        postmaster = int((self.data / "postmaster.pid").read_text().split()[0])
        pids = [postmaster, *children(postmaster)]
        try:
            signalled(pids, signal.SIGSTOP)
            yield
        finally:
            signalled(pids, signal.SIGCONT)

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """As a standby that is asked by mistake: it answers, and refuses every write."""
        self._say(f"ALTER DATABASE {DATABASE} SET default_transaction_read_only = on")
        try:
            yield
        finally:
            self._say(f"ALTER DATABASE {DATABASE} RESET default_transaction_read_only")

    def _say(self, sql: str) -> None:
        """Runs it, and has everybody connect anew."""
        with closing(psycopg.connect(self.admin_url, autocommit=True)) as connection:
            connection.execute(sql)
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [DATABASE])

    def _control(self, *arguments: str) -> None:
        folder = binaries()
        assert folder is not None
        control(folder, "pg_ctl", "-D", str(self.data), "-w", *arguments)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def own_server() -> Iterator[Server]:
    with server() as url:
        admin = f"{url}/postgres"
        with closing(psycopg.connect(admin, autocommit=True)) as connection:
            connection.execute(f"CREATE DATABASE {DATABASE}")
            (data,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        yield Server(f"{url}/{DATABASE}", admin, Path(data))
