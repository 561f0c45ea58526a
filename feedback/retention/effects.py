"""What limits would let go at once, said before they are set."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from feedback.retention.holdings import up_to
from projects.limits import LIMITS, Limits
from projects.models import Project
from requestlog.database.bounded import TookTooLongError, at_most
from requestlog.ids import first_id
from requestlog.querysets import Count, RequestQuerySet

SECONDS = 1.0
RATED = "keep_rated"


@dataclass(frozen=True, slots=True)
class Effect:
    """How many rows of a part are older than its `days`; None where they are too many to count in a second."""

    part: str
    days: int
    count: Count | None


def effects_of(*, project: Project, limits: Limits, changed: Collection[str], now: datetime) -> list[Effect]:
    """What goes by the limits that are `changed`, of parts of which anything goes."""
    asked = [name for name in LIMITS if name in changed or RATED in changed]
    effects = [_effect(project, name, days, limits.keep_rated, now) for name in asked if (days := limits.of(name))]
    return [effect for effect in effects if effect.count is None or effect.count.value]


def _effect(project: Project, name: str, days: int, keep_rated: bool, now: datetime) -> Effect:
    part = LIMITS[name]
    try:
        with at_most(SECONDS):
            return Effect(part, days, up_to(_older(project, part, now - timedelta(days=days), keep_rated)))
    except TookTooLongError:
        return Effect(part, days, None)


def _older(project: Project, part: str, than: datetime, keep_rated: bool) -> QuerySet[Any]:
    first = first_id(than)
    if part == "votes":
        return project.feedback.filter(id__lt=first)
    unrated = _unrated(project) if keep_rated else project.requests.all()
    if part == "requests":
        return unrated.filter(id__lt=first)
    bodies = project.payloads.filter(request_id__lt=first)
    return bodies.filter(Exists(unrated.filter(id=OuterRef("request_id")))) if keep_rated else bodies


def _unrated(project: Project) -> RequestQuerySet:
    return project.requests.filter(rating=None, team_rating=None)
