"""Who is alive: a lock on a file, which the system lets go when its holder dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

RECORDER = "recorder.lock"


class Lock:
    """An exclusive lock on `path`; never waits."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = -1

    def take(self) -> bool:
        """Whether the lock is ours now."""
        if self._file >= 0:
            return True
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
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


def is_held(path: Path) -> bool:
    """Whether a process holds the lock on `path`. Only looks: it shares the lock for that instant, and makes no file."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False
