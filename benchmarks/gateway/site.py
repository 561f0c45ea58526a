"""GPTBoost itself: its gateway, its recorder, and what became of each call."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.gateway.processes import ROOT
from requestlog.spool import Spool

MANAGE = [sys.executable, "-m", "gptboost_site"]
RECORDER = [*MANAGE, "record"]
GATEWAY = [sys.executable, "-m", "gunicorn", "-c", "python:gptboost_site.gunicorn", "gptboost_site.asgi:application"]
DRAIN_SECONDS = 180
LOST = ("dropped", "cut", "bodies_dropped", "refused")
CHAT_IDS = "chatcmpl-bench-"


@dataclass
class Site:
    """What was sent through the gateway, to be found in the log again."""

    environment: dict[str, str]
    spool: Spool
    calls: int = 0
    chats: int = 0

    def backlog(self) -> int:
        """Calls that are in the spool and not yet in the database."""
        stats = self.spool.stats()
        return stats.get("waiting", 0) + stats.get("in_flight", 0)

    def drained(self) -> float:
        """Waits for the recorder; for how many seconds it had to."""
        began = time.monotonic()
        while self.backlog():
            if time.monotonic() - began > DRAIN_SECONDS:
                raise SystemExit(f"{self.backlog()} calls are still in the spool after {DRAIN_SECONDS} s")
            time.sleep(0.05)
        return time.monotonic() - began

    def lost(self) -> dict[str, int]:
        """What the spool had to give up, by its names for it."""
        stats = self.spool.stats()
        return {name: stats[name] for name in LOST if stats.get(name)}


def prepared(folder: Path, database: str, upstream: str, port: int) -> Site:
    """A new site with an empty log."""
    environment = {
        "GPTBOOST_DATA_DIR": str(folder),
        "GPTBOOST_SPOOL_DIR": str(folder / "spool"),
        "DATABASE_URL": database or f"sqlite:///{folder}/bench.sqlite3",
        "GPTBOOST_UPSTREAM_URL": f"{upstream}/v1",
        "GPTBOOST_PRODUCTION": "0",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "gptboost_site.settings",
    }
    subprocess.run([*MANAGE, "migrate", "--verbosity", "0"], env={**os.environ, **environment}, cwd=ROOT, check=True)
    return Site(environment, Spool(folder / "spool"))


@dataclass(frozen=True)
class Stored:
    """What the database has, of calls and of different answers to chats."""

    calls: int
    chats: int
    not_complete: int


def stored(site: Site) -> Stored:
    """Reads the log. Sets Django up in this process: the last thing to do."""
    os.environ.update(site.environment)
    import django

    django.setup()
    from requestlog.models import Request

    chats = Request.objects.filter(message_id__startswith=CHAT_IDS).values("message_id").distinct()
    return Stored(Request.objects.count(), chats.count(), Request.objects.exclude(state="complete").count())
