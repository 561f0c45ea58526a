"""`gateway.recorder.Recorder`: how many calls it takes at once."""

from __future__ import annotations

from datetime import UTC, datetime
from unittest.mock import Mock, patch

from gateway.recorder import BATCH, Recorder
from requestlog.storing.copying import Copying
from requestlog.storing.inserting import Inserting


def sizes_of(waiting: int, writer: Inserting) -> list[int]:
    """The batches in which a recorder takes that many calls."""
    taken: list[int] = []

    def take(limit: int) -> list[Mock]:
        taken.append(min(limit, waiting - sum(taken)))
        return [Mock()] * taken[-1]

    spool = Mock(take=take, interrupt_orphans=Mock(return_value=0))
    recorder = Recorder(spool, now=lambda: datetime.now(UTC))
    with patch("gateway.recorder.writer", lambda: writer), patch.object(recorder, "_store", return_value=[]):
        assert recorder.drain() == waiting
    return taken[:-1]


def test_it_takes_more_at_once_where_more_wait():
    assert sizes_of(3_000, Copying()) == [BATCH, 2 * BATCH, 4 * BATCH, 1_000, 600]


def test_it_takes_few_where_few_wait():
    assert sizes_of(3, Copying()) == [3]


def test_it_never_holds_the_one_lock_of_sqlite_for_longer():
    assert sizes_of(500, Inserting()) == [BATCH, BATCH, 100]
