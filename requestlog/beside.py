"""What belongs to the calls of a page in other tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
FEW, ROOM = 50, 2


def beside(rows: QuerySet[Row], ids: Sequence[str], *, dense: bool | None = None) -> QuerySet[Row]:
    """Those of `rows` that belong to the calls of `ids`, newest first, by their `request_id`; perhaps a few others.

    They are asked for by where they lie, which is much quicker than by each id, unless too many others lie there too:
    `dense` where it is known that few do.
    """
    if not ids:
        return rows.none()
    near = _near(rows, ids)
    return near if (is_dense(rows, ids) if dense is None else dense) else near.filter(request_id__in=ids)


def is_dense(rows: QuerySet[Row], ids: Sequence[str]) -> bool:
    """Whether rows lie near these calls that are hardly more than these have."""
    most = ROOM * len(ids)
    return len(ids) > FEW and _near(rows, ids).values("request_id")[: most + 1].count() <= most


def _near(rows: QuerySet[Row], ids: Sequence[str]) -> QuerySet[Row]:
    return rows.filter(request_id__gte=ids[-1], request_id__lte=ids[0])
