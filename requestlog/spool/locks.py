"""Who is alive, and who may open the spool: locks on files, which the system lets go when their holder dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RECORDER = "recorder.lock"
DOOR = "door.lock"


class Lock:
    """An exclusive lock on `path`; never waits."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = -1

    def take(self) -> bool:
        """Whether the lock is ours now."""
        if self._file >= 0:
            return True
        file = _opened(self.path)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def release(self, *, remove: bool = False) -> None:
        """Lets go; does nothing where the lock is not ours."""
        if self._file < 0:
            return
        if remove:
            self.path.unlink(missing_ok=True)
        os.close(self._file)
        self._file = -1


def worker_path(folder: Path, worker: str) -> Path:
    return folder / f"worker-{worker}.lock"


def is_alive(folder: Path, worker: str) -> bool:
    """Whether the gateway worker still holds its lock; the file of a dead one is removed."""
    lock = Lock(worker_path(folder, worker))
    if not lock.take():
        return True
    lock.release(remove=True)
    return False


def recorder_alive(folder: Path) -> bool:
    """Whether a recorder is at work on the spool in `folder`. Makes no file, and holds a lock for no longer than it
    takes to ask: a recorder that starts in that moment asks again a second later."""
    try:
        file = os.open(folder / RECORDER, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


@contextmanager
def passing(folder: Path) -> Iterator[bool]:
    """For the time that it takes to open the spool's file: whether nobody is moving it meanwhile."""
    file = _opened(folder / DOOR)
    try:
        yield _shared(file)
    finally:
        os.close(file)


@contextmanager
def shut(folder: Path) -> Iterator[None]:
    """Nobody opens the spool's file meanwhile. Waits for those who just do."""
    file = _opened(folder / DOOR)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _shared(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
