"""What limits would let go at once, said before they are set."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from feedback.retention.choosing import old_bodies, old_requests, old_votes
from feedback.retention.holdings import up_to
from feedback.retention.limits import Kept
from projects.limits import LIMITS, Limits
from projects.models import Project
from requestlog.database.bounded import TookTooLongError, at_most
from requestlog.querysets import Count

SECONDS = 1.0
RATED = "keep_rated"
OLD: dict[str, Callable[[Project, Kept], QuerySet[Any]]] = {
    "bodies": old_bodies,
    "requests": old_requests,
    "votes": old_votes,
}


@dataclass(frozen=True, slots=True)
class Effect:
    """How many rows of a part are older than its `days`; None where they are too many to count in a second."""

    part: str
    days: int
    count: Count | None


def effects_of(*, project: Project, limits: Limits, changed: Collection[str], now: datetime) -> list[Effect]:
    """What goes, of parts of which anything goes, where any of the limits is `changed`."""
    if not {*LIMITS, RATED} & {*changed}:
        return []
    kept = Kept.of(Project(pk=project.pk, **asdict(limits)), now)
    effects = [_effect(project, name, days, kept) for name in LIMITS if (days := limits.of(name))]
    return [effect for effect in effects if effect.count is None or effect.count.value]


def _effect(project: Project, name: str, days: int, kept: Kept) -> Effect:
    part = LIMITS[name]
    try:
        with at_most(SECONDS):
            return Effect(part, days, up_to(OLD[part](project, kept)))
    except TookTooLongError:
        return Effect(part, days, None)
