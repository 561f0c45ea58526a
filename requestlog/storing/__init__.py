"""How rows of calls get into their tables, many at a time and fast; which rows, and what they mean, is `services`'."""

from __future__ import annotations

from django.db import connection

from requestlog.storing.copying import Copying
from requestlog.storing.inserting import Inserting

WRITERS: dict[str, Inserting] = {"postgresql": Copying()}
INSERTING = Inserting()


def writer() -> Inserting:
    """The one for the database in use."""
    return WRITERS.get(connection.vendor, INSERTING)
