"""The databases that are measured: private ones, or those that somebody names."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from tests import postgres

ROOT = Path(__file__).parents[2]
# What a database of its own machine is given first; it flushes as in production
SERVER = {
    "shared_buffers": "2GB",
    "effective_cache_size": "8GB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
}


@contextmanager
def private(kind: str) -> Iterator[str]:
    """The URL of an empty database, which is removed afterwards."""
    with TemporaryDirectory(prefix="gptboost-scale-") as folder:
        if kind == "sqlite":
            yield f"sqlite:///{folder}/scale.sqlite3"
            return
        with postgres.server(options=" ".join(f"-c {name}={value}" for name, value in SERVER.items())) as server:
            name = f"scale_{secrets.token_hex(4)}"
            with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            yield f"{server}/{name}"


def run(module: str, url: str, *arguments: str) -> int:
    """A module of this package in a process of its own, on that database; returns its exit status."""
    with TemporaryDirectory(prefix="gptboost-scale-data-") as data:
        own = {"DATABASE_URL": url, "GPTBOOST_DATA_DIR": data, "LOG_LEVEL": "ERROR"}
        own["DJANGO_SETTINGS_MODULE"] = "gptboost_site.settings"
        command = [sys.executable, "-m", f"benchmarks.scale.{module}", *arguments]
        return subprocess.run(command, env={**os.environ, **own}, cwd=ROOT).returncode
