"""manage.py demomodel --port PORT"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gptboost_site.demo_model import HOST, server
from requestlog.demo.upstream import MODEL

LAST_PORT = 65535


class Command(BaseCommand):
    help = "Serves the built-in demo model on loopback, as an OpenAI-compatible upstream for a first try."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, required=True, help="the port of 127.0.0.1 to listen on")

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        if not 1 <= port <= LAST_PORT:
            raise CommandError(f"--port {port}: expected a number from 1 to {LAST_PORT}")
        try:
            listening = server(port)
        except OSError as error:
            raise CommandError(f"--port {port}: {error}") from error
        self.stdout.write(f"The model {MODEL} answers at http://{HOST}:{port}/v1")
        self.stdout.flush()
        with listening, suppress(KeyboardInterrupt):
            listening.serve_forever()
