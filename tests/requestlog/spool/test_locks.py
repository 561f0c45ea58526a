"""Who is alive."""

from __future__ import annotations

from pathlib import Path

from requestlog.spool import Spool
from requestlog.spool.locks import RECORDER, passing, recorder_alive, shut


def test_it_sees_a_recorder_at_work(spool: Spool):
    assert not recorder_alive(spool.folder)
    assert spool.lease()
    assert recorder_alive(spool.folder)
    spool.close()
    assert not recorder_alive(spool.folder)


def test_it_leaves_nothing_behind_when_it_looks(tmp_path: Path):
    assert not recorder_alive(tmp_path / "nowhere")
    assert not recorder_alive(tmp_path)
    assert not (tmp_path / RECORDER).exists()


def test_it_lets_many_through_the_door_at_once(tmp_path: Path):
    with passing(tmp_path) as first, passing(tmp_path) as second:
        assert (first, second) == (True, True)


def test_it_lets_nobody_through_a_door_that_is_shut(tmp_path: Path):
    with shut(tmp_path), passing(tmp_path) as free:
        assert not free
    with passing(tmp_path) as free:
        assert free
