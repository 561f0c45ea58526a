"""What belongs to the calls of a page in other tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
FEW, ROOM = 50, 2


def beside(rows: QuerySet[Row], ids: Sequence[str]) -> QuerySet[Row]:
    """Those of `rows` that belong to the calls of `ids`, newest first, by their `request_id`; perhaps a few others.

    They are asked for by where they lie, which is much quicker than by each id, unless too many others lie there too.
    """
    if not ids:
        return rows.none()
    near = rows.filter(request_id__gte=ids[-1], request_id__lte=ids[0])
    return near if is_dense(near, len(ids)) else near.filter(request_id__in=ids)


def is_dense(near: QuerySet[Row], number: int) -> bool:
    """Whether rows near these calls, a `number` of them, are hardly more than that."""
    most = ROOM * number
    return number > FEW and near.values("request_id")[: most + 1].count() <= most
