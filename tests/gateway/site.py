"""gunicorn with the product's ASGI app and the recorder, each a process that a test may end."""

from __future__ import annotations

import http.client
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import psycopg
from psycopg.rows import dict_row

from gateway.directory import REFRESH_SECONDS
from projects.models import ApiKey
from requestlog.rows import unpacked
from requestlog.spool import Spool
from tests import at_site
from tests.live import migrated_database
from tests.postgres import free_port

ROOT = Path(__file__).parent.parent.parent
PATIENCE_SECONDS = 60.0
T = TypeVar("T")


@dataclass
class Reply:
    """An answer as it came over the wire."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def id(self) -> str:
        return self.header("x-gptboost-request-id")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Opened:
    """An answer of which not all is here yet."""

    answer: http.client.HTTPResponse

    def pieces(self) -> Iterator[bytes]:
        return iter(lambda: self.answer.read1(65536), b"")

    def read_until(self, text: bytes) -> str:
        """Reads until `text` has come; returns the call's id."""
        heard = b""
        while text not in heard:
            heard += next(self.pieces())
        return self.answer.headers["x-gptboost-request-id"]

    def rest(self) -> bytes:
        """What still comes, also where it is cut off."""
        try:
            return b"".join(self.pieces())
        except (OSError, http.client.IncompleteRead) as error:
            return getattr(error, "partial", b"")


@dataclass
class Site:
    folder: Path
    port: int
    environment: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def spool(self) -> Spool:
        return Spool(self.folder / "spool")

    def start(self, name: str) -> None:
        """Starts "web" or "recorder"."""
        gunicorn = ["-m", "gunicorn", "-c", "python:gptboost_site.gunicorn", "gptboost_site.asgi:application"]
        command = {"web": gunicorn, "recorder": ["-m", "gptboost_site", "record"]}[name]
        with open(self.folder / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )

    def stop(self, name: str, number: int = signal.SIGTERM) -> None:
        process = self.processes.pop(name)
        process.send_signal(number)
        process.wait(timeout=60)

    def workers(self) -> list[int]:
        """The process ids of gunicorn's workers."""
        pid = self.processes["web"].pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def command(self, *arguments: str, stdin: str = "") -> str:
        """What a `gptboost` command prints, with the site's own settings where they play a part."""
        if at_site.is_done_here(arguments):
            said = at_site.said(self.environment["DATABASE_URL"], arguments, stdin).strip()
            time.sleep(2 * REFRESH_SECONDS)  # by then the gateway has read it
            return said
        command = [sys.executable, "-m", "gptboost_site", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, input=stdin, check=True, stdout=subprocess.PIPE, text=True
        ).stdout.strip()

    def revoke(self, key: str) -> None:
        with at_site.database_of(self.environment["DATABASE_URL"]):
            ApiKey.objects.filter(prefix=key[:11]).update(revoked_at="2026-01-01T00:00Z")

    def call(self, path: str, body: Any = None, *, method: str = "", **headers: str) -> Reply:
        return call(self.url, path, body, method=method, **headers)

    def chat(self, model: str = "gpt-5-mini", *, fields: dict[str, Any] | None = None, **headers: str) -> Reply:
        return self.call("/chat/completions", chat(model, **(fields or {})), **headers)

    def connection(self, model: str, headers: dict[str, str] | None = None) -> http.client.HTTPConnection:
        """A connection that has asked for a stream and has not looked for its answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = json.dumps(chat(model, stream=True))
        given = {"Content-Type": "application/json", **(headers or {})}
        connection.request("POST", "/v1/chat/completions", body, given)
        return connection

    @contextmanager
    def opened(self, model: str) -> Iterator[Opened]:
        """An answer that has begun; hangs up at the end of the block."""
        with closing(self.connection(model)) as connection:
            yield Opened(connection.getresponse())

    def stream(self, model: str) -> Iterator[bytes]:
        """The pieces of a streamed answer as they come; hangs up when it is left."""
        with self.opened(model) as answer:
            yield from answer.pieces()

    def healthy(self) -> bool:
        try:
            return call(self.url.removesuffix("/v1"), "/healthz").status == 200
        except (OSError, http.client.HTTPException):
            return False

    @contextmanager
    def database_away(self) -> Iterator[None]:
        """SQLite is locked by another process meanwhile, PostgreSQL refuses connections."""
        url = self.environment["DATABASE_URL"]
        if not url.startswith("postgres"):
            with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
                other.execute("BEGIN EXCLUSIVE")
                yield
            return
        at = urlsplit(url)
        name = at.path.removeprefix("/")
        with psycopg.connect(at._replace(path="/postgres").geturl(), autocommit=True) as other:
            other.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            yield
            other.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    def rows(self, sql: str) -> list[dict[str, Any]]:
        url = self.environment["DATABASE_URL"]
        if url.startswith("postgres"):
            with psycopg.connect(url, row_factory=dict_row) as connection:
                return connection.execute(sql).fetchall()
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql)]

    def entry(self, id: str) -> dict[str, Any]:
        """The stored row of a call once it has ended."""
        return eventually(lambda: self.ended(id))

    def ended(self, id: str) -> dict[str, Any] | None:
        found = self.rows(f"SELECT * FROM requestlog_request WHERE id = '{self.key(id)}' AND state <> 'started'")
        return found[0] if found else None

    def payload(self, id: str) -> tuple[bytes, bytes]:
        """The stored bodies of a call."""
        row = self.rows(f"SELECT * FROM requestlog_payload WHERE request_id = '{self.key(id)}'")[0]
        return unpacked(row["request"]), unpacked(row["response"])

    def key(self, id: str) -> str:
        """An id as the database writes it."""
        return id if self.environment["DATABASE_URL"].startswith("postgres") else id.replace("-", "")


def call(base_url: str, path: str, body: Any = None, *, method: str = "", **headers: str) -> Reply:
    """One request on a connection of its own; `body` is sent as it is where it is bytes, else as JSON."""
    at = urlsplit(base_url)
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    given = {"Content-Type": "application/json"} if data is not None else {}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(http.client.HTTPConnection(at.netloc, timeout=60)) as connection:
        connection.request(method or ("POST" if data is not None else "GET"), at.path + path, data, given | named)
        answer = connection.getresponse()
        return Reply(answer.status, answer.getheaders(), whole(answer))


def whole(answer: http.client.HTTPResponse) -> bytes:
    """The body, or what came of it."""
    try:
        return answer.read()
    except http.client.IncompleteRead as error:
        return error.partial


def chat(model: str = "gpt-5-mini", **fields: Any) -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": "Say hello"}], **fields}


def eventually(found: Callable[[], T | None]) -> T:
    """What `found` returns as soon as it is something."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        result = found()
        if result:
            return result
        time.sleep(0.02)
    raise AssertionError(f"nothing after {PATIENCE_SECONDS} seconds")


@contextmanager
def running(folder: Path, upstream_url: str, **settings: str) -> Iterator[Site]:
    """Starts both processes on a database that is ready for them, and ends them."""
    port = free_port()
    environment = {
        **os.environ,
        "GPTBOOST_DATA_DIR": str(folder),
        "DATABASE_URL": settings.get("DATABASE_URL") or migrated_database(folder),
        "GPTBOOST_UPSTREAM_URL": upstream_url,
        "PORT": str(port),
        "LOG_LEVEL": "DEBUG",
        "GPTBOOST_GRACEFUL_SECONDS": "5",
        **settings,
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    site = Site(folder, port, environment)
    if "DATABASE_URL" in settings:
        site.command("migrate", "--verbosity", "0")
    site.start("web")
    site.start("recorder")
    try:
        eventually(site.healthy)
        yield site
    finally:
        for name in list(site.processes):
            site.stop(name)
