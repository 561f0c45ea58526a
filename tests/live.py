"""The product as people run it: `make run` on a free port, with a data folder and a database of its own."""

from __future__ import annotations

import atexit
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import requests

from tests import at_site
from tests.postgres import free_port

ROOT = Path(__file__).parent.parent
START_SECONDS = 60


@dataclass
class Site:
    """A running `make run`."""

    url: str
    environment: dict[str, str]
    folder: Path
    secret_key: str = ""

    @property
    def base_url(self) -> str:
        """What an OpenAI client is given."""
        return f"{self.url}/v1"

    @property
    def signin_link(self) -> str:
        """The link that the start printed."""
        return re.findall(r"http://\S+/accounts/link/\S+", (self.folder / "site.log").read_text())[-1]

    def command(self, *arguments: str) -> str:
        """What a `gptboost` command prints, with the site's own settings where they play a part."""
        if at_site.is_done_here(arguments):
            return at_site.said(self.environment["DATABASE_URL"], arguments)
        command = [sys.executable, "-m", "gptboost_site", *arguments]
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout

    def entry(self, message_id: str) -> dict[str, Any]:
        """The log's JSON object of a call, once the recorder has stored its end; fails after ten seconds."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            answer = self.get(f"/v1/requests/{message_id}/")
            if answer.status_code == 200 and answer.json()["latency_ms"] is not None:
                return dict(answer.json())
            time.sleep(0.05)
        raise AssertionError(f"{message_id} is not in the log: {answer.status_code} {answer.text[:200]}")

    def get(self, path: str) -> requests.Response:
        return requests.get(self.url + path, headers={"Authorization": f"Bearer {self.secret_key}"}, timeout=30)

    def vote(self, message_id: str, rating: str = "positive", **fields: Any) -> requests.Response:
        body = {"message_id": message_id, "rating": rating, **fields}
        return requests.post(f"{self.url}/v1/feedback/", json=body, timeout=30)


@contextmanager
def running(folder: Path, upstream_url: str, **environment: str) -> Iterator[Site]:
    """Starts the product with `make run` in front of `upstream_url` and ends it in order."""
    port = free_port()
    env = {
        **os.environ,
        "GPTBOOST_DATA_DIR": str(folder),
        "DATABASE_URL": own_database(folder),
        "PORT": str(port),
        "UPSTREAM": upstream_url,
        "LOG_LEVEL": "INFO",
        **environment,
    }
    env.pop("DJANGO_SETTINGS_MODULE", None)
    env.pop("PYTHONUNBUFFERED", None)  # people have it not, and are told the link all the same
    with open(folder / "site.log", "ab") as log:
        process = subprocess.Popen(["make", "--no-print-directory", "run"], cwd=ROOT, env=env, stdout=log, stderr=log)
    site = Site(f"http://127.0.0.1:{port}", env, folder)
    try:
        wait_until_ready(folder / "site.log", process)
        site.secret_key = site.command("createkey", "--project", "default", "--kind", "secret").strip()
        yield site
    finally:
        process.terminate()
        process.wait(timeout=60)


def wait_until_ready(log: Path, process: subprocess.Popen[bytes]) -> None:
    """Until the sign-in link is printed: by then everything answers."""
    deadline = time.monotonic() + START_SECONDS
    while "/accounts/link/" not in log.read_text():
        assert time.monotonic() < deadline, f"make run did not come up:\n{log.read_text()}"
        assert process.poll() is None, f"make run ended:\n{log.read_text()}"
        time.sleep(0.1)


def own_database(folder: Path, like: str = "template1") -> str:
    """A fresh database beside the one that the tests use: a new one on that server (like another), or a file."""
    url = urlsplit(os.environ.get("DATABASE_URL", ""))
    if not url.scheme.startswith("postgres"):
        return f"sqlite:///{folder / 'site.sqlite3'}"
    name = f"live_{secrets.token_hex(6)}"
    with psycopg.connect(url._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
    return url._replace(path=f"/{name}").geturl()


def migrated_database(folder: Path) -> str:
    """The same, migrated: a copy of one that was migrated once in this process."""
    template = _template()
    if template.startswith("sqlite"):
        shutil.copy(template.removeprefix("sqlite:///"), folder / "site.sqlite3")
        return own_database(folder)
    return own_database(folder, like=template.rpartition("/")[2])


@cache
def _template() -> str:
    folder = Path(tempfile.mkdtemp(prefix="gptboost-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    environment = {**os.environ, "GPTBOOST_DATA_DIR": str(folder), "DATABASE_URL": own_database(folder)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "gptboost_site", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return environment["DATABASE_URL"]
