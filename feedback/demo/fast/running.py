"""Carries a plan out by several processes. Imports no models: a new process comes here before Django is ready."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from signal import SIG_IGN, SIGINT, signal
from typing import TYPE_CHECKING

import django

from feedback.demo.fast.planning import Plan, Stretch, tasks
from requestlog.database.patience import patience

if TYPE_CHECKING:
    from feedback.demo.fast.filling import Filler

_fillers: list[Filler] = []


def fill_by_several(plans: Sequence[Plan], processes: int) -> Iterator[int]:
    """Stores what is planned; says after each batch how many calls it held.

    Whoever stops it waits for the batches that have begun, and leaves whole ones.
    """
    own = (plans, patience.seconds)
    pool = ProcessPoolExecutor(processes, get_context("spawn"), initializer=_begin, initargs=own)
    try:
        yield from pool.map(_fill, *zip(*tasks(plans), strict=True))
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(plans: Sequence[Plan], seconds: float) -> None:
    signal(SIGINT, SIG_IGN)  # the terminal tells it to all; the one who was started stops the others
    patience.seconds = seconds
    django.setup()
    from feedback.demo.fast.filling import Filler

    _fillers.append(Filler(plans))


def _fill(place: int, batch: Sequence[Stretch]) -> int:
    return _fillers[0].fill(place, batch)
