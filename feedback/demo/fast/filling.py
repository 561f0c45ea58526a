"""Stores batches of a plan, each in one transaction: whole conversations' votes, and their days told to the worker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import transaction

from feedback.demo.fast.likes import retold
from feedback.demo.fast.planning import Plan, Stretch, tasks
from feedback.demo.fast.samples import Patterns
from feedback.demo.fast.telling import Teller
from feedback.demo.team import team
from projects.models import Project
from requestlog.changes import days_changed
from requestlog.ids import day_of
from requestlog.search.indexes import index
from requestlog.storing import writer
from requestlog.storing.tables import table_of


def fill_fast(plans: Sequence[Plan]) -> Iterator[int]:
    """Stores what is planned; says after each batch how many calls it held. Whoever stops it leaves whole batches."""
    filler = Filler(plans)
    return (filler.fill(place, batch) for place, batch in tasks(plans))


class Filler:
    """Holds what was rendered once, for plans of the same month whose projects are of one kind."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        self.plans, self.patterns = plans, Patterns(plans[0])
        self.projects = [Project.objects.get(pk=plan.project_id) for plan in plans]
        self.people = [team(project) for project in self.projects]

    def fill(self, place: int, batch: Sequence[Stretch]) -> int:
        """Stores the calls of a batch of the plan at that place, and says how many they were."""
        plan, project = self.plans[place], self.projects[place]
        teller = Teller(project, self.people[place], plan.now, searched=plan.searched)
        calls = [call for stretch in batch for call in retold(plan, self.patterns, stretch)]
        for call in calls:
            teller.tell(call)
        with transaction.atomic():
            for model, rows in teller.rows.items():
                writer().add(table_of(model), rows)
            index().store(teller.documents)
            days_changed((project.pk, day_of(call.id)) for call in calls)
        return len(calls)
