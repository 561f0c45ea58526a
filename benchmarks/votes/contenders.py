"""GPTBoost and the bare DRF floor, each served by gunicorn on a database of its own."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from benchmarks.votes.load import Contender, post
from tests import postgres

ROOT = Path(__file__).parents[2]
FILL = """
from datetime import UTC, datetime
from django.db import connection
from projects.models import Project
from requestlog.calls import Call
from requestlog.ids import new_id
from requestlog.services import record
now, project = datetime.now(UTC), Project.objects.get(slug="default").pk
body = b'{"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Hello"}]}'
answer = '{"id": "chatcmpl-benchmark-%012d", "object": "chat.completion", "model": "gpt-5-mini", "choices": []}'
def call(n):
    return Call(id=new_id(), project_id=project, started_at=now, endpoint="chat/completions", request=body,
                response=(answer % n).encode())
for start in range(0, NUMBER, 1000):
    record(calls=[call(n) for n in range(start, min(start + 1000, NUMBER))], now=now)
connection.cursor().execute("ANALYZE")  # as both databases do by themselves, a little later
"""


@contextmanager
def floor_and_gptboost(folder: Path, floor_url: str, own_url: str, needed: int) -> Iterator[list[Contender]]:
    """Both applications with `needed` messages, prepared and served."""
    floor = {**os.environ, "FLOOR_DATABASE_URL": floor_url}
    own = {**os.environ, "DATABASE_URL": own_url, "GPTBOOST_DATA_DIR": str(folder), "LOG_LEVEL": "ERROR"}
    for command, environment in [
        (["-m", "benchmarks.votes.floor", str(needed)], floor),
        (["-m", "gptboost_site", "migrate", "--verbosity", "0"], own),
        (["-m", "gptboost_site", "shell", "--no-imports", "-c", FILL.replace("NUMBER", str(needed))], own),
    ]:
        subprocess.run([sys.executable, *command], env=environment, cwd=ROOT, check=True)
    with served("benchmarks.votes.floor", floor) as first, served("gptboost_site.wsgi", own) as second:
        yield [Contender("bare DRF floor", first, votes(needed)), Contender("GPTBoost", second, votes(needed))]


def votes(needed: int) -> Iterator[bytes]:
    """The first vote on each message."""
    for message in range(needed):
        body = {"message_id": f"chatcmpl-benchmark-{message:012}", "rating": "negative", "comment": "The link is dead."}
        yield post("/v1/feedback/", json.dumps(body).encode())


@contextmanager
def served(module: str, environment: dict[str, str]) -> Iterator[int]:
    """The WSGI application of `module` on a free port: two workers of eight threads."""
    port = postgres.free_port()
    flags = ["-k", "gthread", "-w", "2", "--threads", "8", "--no-control-socket", "--log-level", "error"]
    command = [sys.executable, "-m", "gunicorn", f"{module}:application", "-b", f"127.0.0.1:{port}", *flags]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        while process.poll() is None and not answers(port):
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def answers(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def new_database(server: str, name: str) -> str:
    own = f"{name}_{secrets.token_hex(4)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {own}")
    return f"{server}/{own}"
