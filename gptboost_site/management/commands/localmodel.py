"""manage.py localmodel --port PORT"""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gptboost_site import local_model

LAST_PORT = 65535


class Command(BaseCommand):
    help = "Serves a small real language model on loopback, as an OpenAI-compatible upstream to try things with."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, required=True, help="the port of 127.0.0.1 to listen on")

    def handle(self, *args: Any, **options: Any) -> None:
        server = self.started(options["port"])
        self.stdout.write(f"The model {local_model.MODEL} answers at {server.listening_address}/v1")
        self.stdout.flush()
        with suppress(KeyboardInterrupt):
            threading.Event().wait()

    def started(self, port: int) -> Any:
        if not 1 <= port <= LAST_PORT:
            raise CommandError(f"--port {port}: expected a number from 1 to {LAST_PORT}")
        try:
            return local_model.start(port)
        except local_model.NotInstalled as error:
            raise CommandError("The local model is not installed. Run: make local-model") from error
        except OSError as error:
            raise CommandError(f"--port {port}: {error}") from error
