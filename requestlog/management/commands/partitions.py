"""manage.py partitions [--make]"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone
from rich.filesize import decimal
from rich.table import Table

from requestlog.partitions import MonthIsBusyError, make_months_for, oldest_in_rest, parts
from requestlog.progress import say


class Command(BaseCommand):
    help = "The tables that PostgreSQL keeps by month, with their sizes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--make",
            action="store_true",
            help="make the months that are missing, from the oldest row that is in none to the month after next",
        )

    def handle(self, *args: Any, make: bool, **options: Any) -> None:
        if connection.vendor != "postgresql":
            self.stdout.write("SQLite needs none: all is in one file, and months are a matter of PostgreSQL.")
            return
        if make:
            self.make()
        say(self.table(), self.stdout)

    def make(self) -> None:
        now = timezone.now()
        try:
            made = make_months_for(oldest_in_rest() or now, now, ahead=True)
        except MonthIsBusyError as error:
            raise CommandError("Others hold the tables, perhaps a backup. Nothing is lost: try again later.") from error
        self.stdout.write(f"Made {made:,} months." if made else "Every month is there.")

    def table(self) -> Table:
        table = Table("table", "month", box=None, pad_edge=False)
        table.add_column("rows, about", justify="right")
        table.add_column("size", justify="right")
        for part in parts():
            month = str(part.month).replace("_", "-") if part.month else "the rest"
            table.add_row(part.table, month, "?" if part.rows is None else f"{part.rows:,}", decimal(part.bytes))
        return table
