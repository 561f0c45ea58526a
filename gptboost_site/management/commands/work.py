"""manage.py work [--once]"""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from feedback.retention.pruning import prune_due
from feedback.services.holding import attach_held, expire_held
from feedback.webhooks.delivering import deliver_due
from feedback.webhooks.pruning import prune_deliveries
from feedback.webhooks.telling import make_deliveries
from gptboost_site.worker import Worker, run_beside_each_other
from projects.accounts.sessions import clear_sessions
from requestlog.database.patience import patience
from requestlog.partitions import make_months
from requestlog.rollup.rolling import roll_up
from requestlog.search.filling import fill_search

NICENESS = 5  # calls and votes on their way go first
STATEMENT_SECONDS = 30.0  # a batch may be long, and nobody waits for it
# Apart, for receivers may be slow: no vote waits for them, nor for what is counted and collected
STEPS = (
    (attach_held, expire_held, make_deliveries, prune_deliveries),
    (deliver_due,),
    (roll_up, fill_search),
    (make_months, prune_due, clear_sessions),
)


class Command(BaseCommand):
    help = "Gives the votes that waited for their message and tells webhooks, until it is told to end."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what there is to do, then end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        patience.seconds = STATEMENT_SECONDS
        workers = [Worker(steps, now=lambda: datetime.now(UTC)) for steps in STEPS]
        if once:
            self.stdout.write(f"{sum(worker.work() for worker in workers)} done")
            return
        ending = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ending.set())
        os.nice(NICENESS)
        run_beside_each_other(workers, ending)
