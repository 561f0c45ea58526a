"""Stores batches of a plan, each in one transaction: whole conversations' votes, and their days told to the worker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import transaction

from feedback.demo.fast.likes import retold
from feedback.demo.fast.planning import Plan, Stretch, batches
from feedback.demo.fast.samples import Patterns
from feedback.demo.fast.telling import Teller
from feedback.demo.team import team
from projects.models import Project
from requestlog.changes import days_changed
from requestlog.ids import day_of
from requestlog.storing import writer
from requestlog.storing.tables import table_of


def fill_fast(plan: Plan) -> Iterator[int]:
    """Stores what is planned; says after each batch how many calls it held. Whoever stops it leaves whole batches."""
    return map(Filler(plan).fill, batches(plan))


class Filler:
    """Holds what was rendered once; to be made outside a transaction."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.patterns = plan, Patterns(plan)
        self.project = Project.objects.get(pk=plan.project_id)
        self.people = team(self.project)

    def fill(self, batch: Sequence[Stretch]) -> int:
        """Stores the calls of `batch` and says how many they were."""
        teller = Teller(self.project, self.people, self.plan.now, searched=self.plan.searched)
        calls = [call for stretch in batch for call in retold(self.plan, self.patterns, stretch)]
        for call in calls:
            teller.tell(call)
        with transaction.atomic():
            for model, rows in teller.rows.items():
                writer().add(table_of(model), rows)
            days_changed((self.project.pk, day_of(call.id)) for call in calls)
        return len(calls)
