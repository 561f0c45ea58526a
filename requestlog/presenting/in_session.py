"""Where a request stands in its session."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Subquery

from projects.models import Project
from requestlog.models import Request
from requestlog.querysets import Count, Counted

COUNTED = 100


@dataclass(frozen=True, slots=True)
class InSession:
    """The request before this one in its session, None for none, and how many the session has in all."""

    previous: UUID | None = None
    count: Count = Count(0)  # noqa: RUF009


def beside(project: Project, entry: Request) -> InSession:
    """Asks once, and not at all for a request without a session."""
    if not entry.session:
        return InSession()
    rows = project.requests.in_session(entry.session)
    previous = Subquery(rows.filter(id__lt=entry.id).order_by("-id").values("id")[:1])
    counted = Counted(rows.order_by().values("id")[: COUNTED + 1])
    id, count = project.requests.filter(id=entry.id).values_list(previous, counted).first() or (None, 0)
    return InSession(id, Count(min(count, COUNTED), count > COUNTED))
