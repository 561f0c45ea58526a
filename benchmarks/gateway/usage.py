"""What processes use of the machine, out of /proc. Linux."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PROCESS_CLOCK = 2  # as clock_getcpuclockid() makes a clock's id out of a process's
PAGE = os.sysconf("SC_PAGE_SIZE")
MEGABYTE = 1024 * 1024
LOOK_SECONDS = 0.05


def family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread may end meanwhile
            for child in (task / "children").read_text().split():
                found += family(int(child))
    return found


def cpu_seconds(pid: int) -> float:
    """What a process and its descendants have spent so far, to the nanosecond: by the clock that each process has."""
    return sum(time.clock_gettime((~one << 3) | PROCESS_CLOCK) for one in family(pid))


def resident_mb(pid: int) -> float:
    """Resident memory of the largest process of the family: of a server, its worker."""
    return max(int(Path(f"/proc/{one}/statm").read_text().split()[1]) * PAGE for one in family(pid)) / MEGABYTE


class Peak:
    """The most resident memory seen, in MB."""

    def __init__(self, mb: float) -> None:
        self.before = self.most = mb

    @property
    def growth(self) -> float:
        return self.most - self.before


@contextmanager
def watched_memory(pid: int) -> Iterator[Peak]:
    """Looks twenty times a second while the block runs."""
    peak, ended = Peak(resident_mb(pid)), threading.Event()

    def look() -> None:
        while not ended.wait(LOOK_SECONDS):
            peak.most = max(peak.most, resident_mb(pid))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        ended.set()
        thread.join()
