"""Whoever deletes requests or their votes goes by the order of votes: the entry's own lock, then its row."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from feedback import statements
from projects.models import Project

LOCK = "SELECT pg_advisory_xact_lock(number) FROM unnest(%s::bigint[]) number"


def lock_entries(*, project: Project, ids: Iterable[UUID]) -> list[UUID]:
    """Lets nobody else vote on these entries, review or change them until the transaction ends; returns those there.

    In the order of ids, so that no two wait for each other. A vote that waits finds its entry as it is then.
    """
    ordered = sorted(ids)
    numbers = [statement.values[0] for id in ordered for statement in statements.lock(id)]
    if numbers:
        statements.run_together([statements.Statement(LOCK, [numbers])])
    rows = project.requests.filter(id__in=ordered).select_for_update().order_by("id")
    return list(rows.values_list("id", flat=True))
