"""What a person last did with many requests, kept in their session until the next time, so that it can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase

from feedback.selection.choosing import in_batches
from feedback.services.labelling import add_label, remove_label
from feedback.services.triaging import triage_many
from projects.models import Project
from requestlog.triage import Triage

KEY = "undo"
MOST = 1_000  # a session is read with every page


@dataclass(frozen=True, slots=True)
class Step:
    """What undoes a deed: a label that comes `off` or back `on`, or the `status` that was."""

    verb: str
    word: str
    ids: list[UUID]


OFF, ON, STATUS = "off", "on", "status"


def keep(session: SessionBase, project: Project, steps: Iterable[Step]) -> bool:
    """Keeps `steps` in place of what was kept; false where there are none, or too many to keep."""
    kept = [step for step in steps if step.ids]
    session.pop(KEY, None)
    if not 0 < sum(len(step.ids) for step in kept) <= MOST:
        return False
    written = [[step.verb, step.word, [id.hex for id in step.ids]] for step in kept]
    session[KEY] = {"project": project.pk, "steps": written}
    return True


def undo(*, session: SessionBase, project: Project, user: User, now: datetime) -> int:
    """Undoes what is kept of `project`, once; returns how many requests changed."""
    kept: Mapping[str, Any] = session.get(KEY, {})
    if kept.get("project") != project.pk:
        return 0
    del session[KEY]
    steps = (Step(verb, word, [UUID(id) for id in ids]) for verb, word, ids in kept["steps"])
    return sum(_undone(step, project, user, now) for step in steps)


def _undone(step: Step, project: Project, user: User, now: datetime) -> int:
    changed = 0
    for ids in in_batches(step.ids):
        if step.verb == STATUS:
            found = triage_many(project=project, ids=ids, user=user, status=Triage(int(step.word)), now=now)
            changed += sum(map(len, found.values()))
        else:
            change = add_label if step.verb == ON else remove_label
            changed += len(change(project=project, ids=ids, name=step.word))
    return changed
