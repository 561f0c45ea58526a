"""Time-ordered ids (UUID version 7, RFC 9562): a row's primary key and its place in the log at once."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import uuid_utils
import uuid_utils.compat

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_MILLISECOND = 2**48 - 1
LATEST_MILLISECOND = (datetime.max.replace(tzinfo=UTC) - EPOCH) // timedelta(milliseconds=1)


def new_id(at: datetime | None = None) -> uuid.UUID:
    """A new id, of the present or of the moment `at`; ids of one process and moment still increase."""
    if at is None:
        return uuid_utils.compat.uuid7()
    return uuid.UUID(int=uuid_utils.uuid7(nanoseconds=_microseconds(at) * 1000).int)


def first_id(at: datetime) -> uuid.UUID:
    """The smallest id of the millisecond of `at`, so that `id >= first_id(at)` means "not before `at`"."""
    milliseconds = min(max(_microseconds(at) // 1000, 0), LAST_MILLISECOND)
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62)


def _microseconds(at: datetime) -> int:
    delta = at - EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def moment_of(id: uuid.UUID) -> datetime:
    """The moment that `id` was made of, to the millisecond; the last one there is for an id of no moment."""
    return EPOCH + timedelta(milliseconds=min(id.int >> 80, LATEST_MILLISECOND))


def day_of(id: uuid.UUID) -> date:
    """The day (UTC) of the moment that `id` was made of."""
    return moment_of(id).date()
