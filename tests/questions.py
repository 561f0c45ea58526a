"""What is asked of the database, without the savepoints.

A test is a transaction, in which PostgreSQL has a savepoint for each part of a screen; a site's request has none.
"""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext


class Questions(CaptureQueriesContext):
    """The statements of a block: `len` of them, each a mapping with `sql`."""

    def __init__(self) -> None:
        super().__init__(connection)

    @property
    def captured_queries(self) -> list[dict[str, str]]:
        return [query for query in super().captured_queries if "SAVEPOINT" not in query["sql"]]
