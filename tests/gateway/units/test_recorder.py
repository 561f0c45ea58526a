"""`gateway.recorder.Recorder`: how many calls it takes at once."""

from __future__ import annotations

from datetime import UTC, datetime
from unittest.mock import Mock, patch

import pytest

from gateway.recorder import BATCH, Recorder
from requestlog.storing.copying import Copying
from requestlog.storing.inserting import Inserting

pytestmark = pytest.mark.django_db  # each batch closes a connection that is too old
SERVICES = Mock(with_projects=list, record_in_turn=lambda *, calls, now: [(calls, [])])


def sizes_of(waiting: int, writer: Inserting) -> list[int]:
    """The batches in which a recorder takes that many calls."""
    taken: list[int] = []

    def take(limit: int) -> list[Mock]:
        taken.append(min(limit, waiting - sum(taken)))
        return [Mock()] * taken[-1]

    spool = Mock(take=take, interrupt_orphans=Mock(return_value=0))
    recorder = Recorder(spool, now=lambda: datetime.now(UTC))
    with patch("gateway.recorder.writer", lambda: writer), patch("gateway.recorder.services", SERVICES):
        assert recorder.drain() == waiting
    return taken[:-1]


def test_it_takes_more_at_once_where_more_wait():
    assert sizes_of(8_000, Copying()) == [BATCH, 2 * BATCH, 4 * BATCH, 8 * BATCH, 16 * BATCH, 1_800]


def test_it_takes_few_where_few_wait():
    assert sizes_of(3, Copying()) == [3]


def test_it_takes_no_more_than_a_few_transactions_hold():
    assert sizes_of(2_300, Inserting()) == [BATCH, 2 * BATCH, 4 * BATCH, 4 * BATCH, 100]


def test_it_never_holds_the_one_lock_of_sqlite_for_longer():
    assert Inserting.most_calls == BATCH
