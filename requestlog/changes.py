"""Tells the worker what of the log has changed: see `requestlog.models.derived`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from requestlog.ids import day_of, new_id
from requestlog.storing import writer
from requestlog.storing.tables import CHANGED_DAY, UNSEARCHED


def changed(*, project_id: int, ids: Iterable[UUID], texts: bool) -> None:
    """Has the days of these calls counted anew and, where `texts` may have changed, their words collected.

    To be called inside the transaction of the change.
    """
    known = list(ids)
    days_changed((project_id, day_of(id)) for id in known)
    if texts:
        texts_changed((project_id, id) for id in known)


def days_changed(days: Iterable[tuple[int, date]]) -> None:
    """The days, each with its project's id, are to be counted anew."""
    writer().add(CHANGED_DAY, [(new_id(), project_id, day) for project_id, day in sorted(set(days))])


def texts_changed(calls: Iterable[tuple[int, UUID]]) -> None:
    """The words of these calls, each with its project's id, are to be collected anew."""
    writer().add(UNSEARCHED, [(new_id(), project_id, id) for project_id, id in calls])
