"""Plans carried out, in the way that the database takes best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta

from django.db import connection

from feedback.demo.fast.filling import fill_fast
from feedback.demo.fast.planning import Plan
from feedback.demo.fast.running import fill_by_several
from feedback.demo.team import team
from projects.models import Project
from requestlog.database.parts import MonthIsBusyError
from requestlog.partitions import make_months_for


def store(plans: Sequence[Plan], *, processes: int) -> Iterator[int]:
    """Stores what is planned for projects of one kind; says after each batch how many calls it held.

    SQLite has one writer, and so one process. Whoever stops it leaves whole batches.
    """
    span = plans[0]
    with suppress(MonthIsBusyError):  # without a month of its own, what belongs there is in the rest
        make_months_for((span.now - timedelta(days=span.days)).date(), span.now.date())
    for plan in plans:
        team(Project.objects.get(pk=plan.project_id))  # before several processes look for it
    several = processes > 1 and connection.vendor == "postgresql"
    return fill_by_several(plans, processes) if several else fill_fast(plans)
