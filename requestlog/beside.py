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
    most = ROOM * len(ids)
    if len(ids) > FEW and (number := near.values("request_id")[: most + 1].count()) <= most:
        return near if number else rows.none()
    return near.filter(request_id__in=ids)
