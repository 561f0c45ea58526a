"""manage.py serve [--upstream URL|local|demo] [--next PATH]"""

from __future__ import annotations

import socket
import sys
import time
import urllib.request
from typing import Any
from urllib.error import URLError

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from gptboost_site.supervisor import Child, Supervisor, environment

# Upstreams that this serves itself, by the commands that do
MODELS = {"local": "localmodel", "demo": "demomodel"}
START_SECONDS = 60


class Command(BaseCommand):
    help = "Migrates, then serves the dashboard, the APIs and the gateway, with recorder and worker beside them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--upstream",
            help="the OpenAI-compatible upstream's URL, 'local' for a small real model, 'demo' for the built-in one",
        )
        parser.add_argument("--next", default="/", help="the path that the sign-in link opens")

    def handle(self, *args: Any, **options: Any) -> None:
        self.awaited = [f"http://{own_address()}/healthz"]
        self.refuse_taken_port()
        call_command("migrate", verbosity=0)
        connections.close_all()
        supervisor = Supervisor(self.children(options["upstream"]))
        code = supervisor.run(when_started=lambda: self.say_where(supervisor, options["next"]))
        sys.exit(code)

    def children(self, upstream: str | None) -> list[Child]:
        """The web, the recorder, the worker and, if wanted, a model, in the order in which they end."""
        changes: dict[str, str] = {}
        models: list[Child] = []
        if upstream in MODELS:
            port, command = free_port(), MODELS[upstream]
            upstream = f"http://127.0.0.1:{port}/v1"
            self.awaited.append(f"http://127.0.0.1:{port}/health")
            models = [Child("model", gptboost(command, "--port", str(port)), environment())]
        if upstream:
            changes["GPTBOOST_UPSTREAM_URL"] = upstream
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:gptboost_site.gunicorn"]
        web = Child("web", [*gunicorn, "gptboost_site.asgi:application"], environment(**changes), vital=True)
        recorder = Child("recorder", gptboost("record"), environment(**changes))
        return [web, recorder, Child("worker", gptboost("work"), environment(**changes)), *models]

    def say_where(self, supervisor: Supervisor, path: str) -> None:
        """Waits until everything answers, then prints the one line that one needs."""
        web = supervisor.children[0]
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and not web.ended() and not supervisor.stopping:
            if all(answers(url) for url in self.awaited):
                call_command("signinlink", next=path, stdout=self.stdout)
                self.stdout.flush()  # a file or pipe would have it at the end
                connections.close_all()
                return
            time.sleep(0.1)

    def refuse_taken_port(self) -> None:
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((settings.HOST, settings.PORT))
            except OSError as error:
                advice = f"Say PORT={settings.PORT + 1} (or another) to use a free one."
                where = f"{settings.HOST}:{settings.PORT}"
                raise CommandError(f"Cannot listen on {where}: {error.strerror}. {advice}") from error


def gptboost(*arguments: str) -> list[str]:
    """A management command of this installation, as a process."""
    return [sys.executable, "-m", "gptboost_site", *arguments]


def own_address() -> str:
    host = "127.0.0.1" if settings.HOST == "0.0.0.0" else settings.HOST  # noqa: S104
    return f"{host}:{settings.PORT}"


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as response:  # noqa: S310
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
