"""manage.py record [--once]"""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from gateway.recorder import Recorder
from requestlog.database.away import is_away
from requestlog.database.patience import patience
from requestlog.spool import Spool

LEASE_SECONDS = 1.0
NICENESS = 5  # calls on their way go first
# A batch may be long, and nobody waits for it
STATEMENT_SECONDS = 30.0


class Command(BaseCommand):
    help = "Takes finished calls from this host's spool into the database, until it is told to end."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="record what is there, then end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        patience.seconds = STATEMENT_SECONDS
        spool = Spool(Path(settings.SPOOL_DIR))
        recorder = Recorder(spool, now=lambda: datetime.now(UTC))
        try:
            self.drain(spool, recorder) if once else self.keep_recording(spool, recorder)
        finally:
            spool.close()

    def drain(self, spool: Spool, recorder: Recorder) -> None:
        if not spool.lease():
            raise CommandError("Another recorder is at work on this spool.")
        try:
            recorded = recorder.drain()
        except Error as error:
            if not is_away(error):
                raise
            raise CommandError(f"The database is away; nothing was lost: {error}") from error
        self.stdout.write(f"{recorded} calls recorded")

    def keep_recording(self, spool: Spool, recorder: Recorder) -> None:
        ending = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ending.set())
        make_room()
        while not spool.lease() and not ending.is_set():
            time.sleep(LEASE_SECONDS)
        if spool.lease():
            recorder.run(stopping=ending.is_set)


def make_room() -> None:
    """For long work beside the gateway: less of the processor, and no collector that looks at all that was loaded."""
    os.nice(NICENESS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
