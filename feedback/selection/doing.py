"""What is done with the requests that were selected: in batches, a transaction each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User

from feedback.selection.choosing import in_batches
from feedback.selection.undoing import OFF, ON, STATUS, Step
from feedback.services.labelling import add_label, remove_label
from feedback.services.triaging import triage_many
from projects.models import Project
from requestlog.triage import Triage


@dataclass(frozen=True, slots=True)
class Done:
    """How many requests changed, in words, and what would undo it."""

    changed: int
    said: str
    undo: list[Step] = field(default_factory=list)


def label(*, project: Project, ids: list[UUID], name: str) -> Done:
    new = [id for batch in in_batches(ids) for id in add_label(project=project, ids=batch, name=name)]
    return Done(len(new), f"Label “{name}”: added to {requests(len(new))}{_others(ids, new)}.", [Step(OFF, name, new)])


def unlabel(*, project: Project, ids: list[UUID], name: str) -> Done:
    had = [id for batch in in_batches(ids) for id in remove_label(project=project, ids=batch, name=name)]
    return Done(len(had), f"Label “{name}”: removed from {requests(len(had))}.", [Step(ON, name, had)])


def triage(*, project: Project, ids: list[UUID], user: User, status: Triage, now: datetime) -> Done:
    """Those without a 👎 have no status and are left as they are."""
    had: dict[Triage, list[UUID]] = defaultdict(list)
    for batch in in_batches(ids):
        for before, found in triage_many(project=project, ids=batch, user=user, status=status, now=now).items():
            had[before] += found
    changed = [id for found in had.values() for id in found]
    words = f"Set to “{status.label}”: {requests(len(changed))}{_others(ids, changed, ' or have no 👎')}."
    return Done(len(changed), words, [Step(STATUS, str(before.value), found) for before, found in had.items()])


def requests(number: int) -> str:
    """1 request; 1,200 requests."""
    return f"{number:,} request{'' if number == 1 else 's'}"


def _others(ids: list[UUID], changed: list[UUID], why: str = "") -> str:
    left = len(ids) - len(changed)
    return f"; {left:,} {'was' if left == 1 else 'were'} so already{why}" if left else ""
