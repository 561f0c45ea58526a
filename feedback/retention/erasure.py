"""The report of what was erased of one person."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User

from feedback.retention.erasing import erase
from feedback.retention.holdings import KINDS, Holdings, look_up
from feedback.snapshots import moment
from projects.audit import note
from projects.models import Action, Project
from requestlog.querysets import Count
from requestlog.spool import Spool

# What a person who waits for an answer is made to wait for
SECONDS = 5.0
ON_THEIR_WAY = ("in_flight", "waiting", "refused")
NOT_REACHED = (
    "Calls that are still in a spool, of this host or of others: the log gets them when they are recorded.",
    "Backups of the database, and space of its files that it has not used anew yet.",
    "What webhooks, chats and mails have received, and what people have downloaded.",
    "What other people’s requests and comments say of this person.",
    "The application and the model’s provider.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What was erased of `user`, by whom and when; what is `left`, and how many calls, of anybody, this host's spool
    still holds. Nothing personal but the id that was given."""

    project: str
    user: str
    at: datetime
    by: str
    erased: Mapping[str, int]
    left: Holdings
    on_their_way: int

    @property
    def done(self) -> bool:
        return not self.left

    def document(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "project": self.project,
            "user": self.user,
            "at": moment(self.at),
            "by": self.by,
            "done": self.done,
            "erased": {kind: self.erased.get(kind, 0) for kind in KINDS},
            "left": counts(self.left),
            "calls_on_their_way": self.on_their_way,
            "not_reached": NOT_REACHED,
        }


def erase_within(
    *,
    project: Project,
    user: str,
    by: User | str,
    now: datetime,
    seconds: float = SECONDS,
    so_far: Mapping[str, int] | None = None,
) -> Erasure:
    """Erases for about so many seconds, at least one batch; `so_far` is what calls before this one erased.

    Raises as `person` does.
    """
    until = time.monotonic() + seconds
    erased = Counter[str]()
    for batch in erase(project=project, user=user, now=now):
        erased += batch
        if time.monotonic() >= until:
            break
    note_erasure(project=project, by=by, now=now, erased=erased)
    return report(project=project, user=user, by=by, now=now, erased=erased + Counter(so_far or {}))


def note_erasure(*, project: Project, by: User | str, now: datetime, erased: Mapping[str, int]) -> None:
    """The project's notes keep that somebody's data went, and how much; nothing of whom."""
    details = {said: erased[kind] for kind, said in KINDS.items() if erased.get(kind)}
    if details:
        note(project=project, by=by, action=Action.PERSON_ERASED, details=details, now=now)


def report(*, project: Project, user: str, by: User | str, now: datetime, erased: Mapping[str, int]) -> Erasure:
    """The report, once that much is erased."""
    left = look_up(project=project, user=user)
    said_by = by.get_username() if isinstance(by, User) else by
    return Erasure(
        project=project.slug, user=user, at=now, by=said_by, erased=erased, left=left, on_their_way=calls_on_their_way()
    )


def calls_on_their_way() -> int:
    """How many calls, of anybody, this host's spool holds that are not in the log yet."""
    stats = Spool(settings.SPOOL_DIR).stats()
    return sum(stats.get(name, 0) for name in ON_THEIR_WAY)


def counts(holdings: Holdings) -> dict[str, Any]:
    """Each kind with its number, and whether there are `more` than were counted."""
    return {kind: _count(holdings.counts[kind]) for kind in KINDS}


def _count(count: Count) -> dict[str, Any]:
    return {"count": count.value, "more": count.capped}
