"""The database works on the next page of an export while the last one is written down."""

from __future__ import annotations

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, connections

Item = TypeVar("Item")


def ahead(items: Generator[Item]) -> Generator[Item]:
    """`items`, which read the database: on PostgreSQL in a thread and by a connection of their own, one ahead.

    Not within a transaction, which another connection would not see.
    """
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        return _ahead(items)
    return items


def _ahead(items: Generator[Item]) -> Generator[Item]:
    with ThreadPoolExecutor(1, "export") as reader:
        try:
            coming = reader.submit(next, items, None)
            while (item := coming.result()) is not None:
                coming = reader.submit(next, items, None)
                yield item
        finally:
            reader.submit(items.close)
            reader.submit(connections.close_all)
