"""The gateway's side of the spool: what a worker says of its calls is committed at once, and never fails a call."""

from __future__ import annotations

import asyncio
import logging
import os
import queue
import sqlite3
import threading
import time
import uuid
from collections import deque
from collections.abc import Iterable
from pathlib import Path

from requestlog.spool.file import SpoolFile
from requestlog.spool.limits import shrink
from requestlog.spool.locks import Lock, worker_path
from requestlog.spool.schema import BUSY_SECONDS
from requestlog.spool.writes import Cut, Dropped, Write

log = logging.getLogger(__name__)

MOST_BYTES = 8 * 1024**3
MOST_WAITING_BYTES = 64 * 1024 * 1024
MOST_BYTES_HERE = 64 * 1024
SLOW_SECONDS = 0.05
THREAD_SECONDS = 1.0
MOST_IN_A_COMMIT = 500
PATIENCE_SECONDS = BUSY_SECONDS
RETRY_SECONDS = 0.5
MEASURE_SECONDS = 1.0

Waiting = tuple[Write, "asyncio.Future[bool] | None"]
BROKEN = (sqlite3.Error, OSError)


class Writer:
    """Commits in the event loop, which costs a fraction of asking a thread to: at once, or, where `crowded` says that
    several calls are under way, at the end of the loop's turn, together.

    What the loop must not wait for goes to a thread: large bodies, a spool that another process is writing, a disk
    that was slow a moment ago, a spool that fails. What cannot be committed yet waits in memory; beyond 64 MiB it is
    dropped and counted.
    """

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self.worker = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.failing = self.crowded = False
        self._most_bytes = most_bytes
        self._lock = Lock(worker_path(folder, self.worker))
        self._file = SpoolFile(folder, self._lock)
        self._turn: list[Waiting] = []
        self._queue: queue.SimpleQueue[list[Waiting] | None] = queue.SimpleQueue()
        self._handed = self._taken = self._finished = 0
        self._unanswered: deque[tuple[float, asyncio.Future[bool]]] = deque()
        self._put_bytes = self._done_bytes = 0
        self._to_thread_until = self._measured = 0.0
        self._thread = threading.Thread(target=self._run, name="spool", daemon=True)

    def start(self) -> None:
        """Opens the spool in the thread; call it inside the event loop that will write."""
        self._loop = asyncio.get_running_loop()
        self._hand_over([])
        self._thread.start()

    def stop(self) -> None:
        """Commits what is waiting, as far as it can be within two seconds."""
        self._commit_turn()
        self._queue.put(None)
        self._thread.join(2)

    def put(self, write: Write) -> bool:
        """Has `write` committed soon; False where there is no room left for it."""
        return (self._is_alone() and self._committed([(write, None)])) or self._take(write, None)

    async def commit(self, write: Write) -> bool:
        """Like `put`, and back when it is committed, or when that takes longer than a call may wait for."""
        if self._is_alone() and self._committed([(write, None)]):
            return True
        if self.failing:
            return self._take(write, None)
        future: asyncio.Future[bool] = self._loop.create_future()
        return self._take(write, future) and await future

    def drop(self, call: bytes, *, begun: bool) -> None:
        """Counts a call that is not kept, or, where it has `begun` in the spool, whose end is not."""
        self._take(Cut(call) if begun else Dropped(), None)

    def look(self) -> None:
        """Lets go of those who wait for a commit that hangs; call it several times a second."""
        now = time.monotonic()
        while self._unanswered and self._unanswered[0][1].done():
            self._unanswered.popleft()
        if self._unanswered and now - self._unanswered[0][0] > PATIENCE_SECONDS:
            self.failing = True
            answer(future for _, future in self._unanswered)
            self._unanswered.clear()
        if self._is_idle() and now - self._measured > MEASURE_SECONDS:
            self._measured = now
            self._hand_over([])

    def _is_alone(self) -> bool:
        return not self.crowded and not self._turn

    def _take(self, write: Write, future: asyncio.Future[bool] | None) -> bool:
        """Takes `write` on for the end of the turn; False where there is no room left for it."""
        if write.size and self._put_bytes - self._done_bytes + write.size > MOST_WAITING_BYTES:
            return False
        self._put_bytes += write.size
        self._turn.append((write, future))
        if len(self._turn) == 1:
            self._loop.call_soon(self._commit_turn)
        return True

    def _commit_turn(self) -> None:
        turn, self._turn = self._turn, []
        if self._committed(turn):
            self._put_bytes -= sum(write.size for write, _ in turn)
            answer(future for _, future in turn if future is not None)
        else:
            self._hand_over(turn)

    def _committed(self, turn: list[Waiting]) -> bool:
        """Whether `turn` is committed: at once or not at all."""
        began = time.monotonic()
        small = sum(write.size for write, _ in turn) <= MOST_BYTES_HERE
        if not small or not self._is_idle() or began < self._to_thread_until:
            return False
        try:
            self._file.commit([write for write, _ in turn], patient=False)
        except BROKEN:
            return False
        if time.monotonic() - began > SLOW_SECONDS:
            self._to_thread_until = began + THREAD_SECONDS
        return True

    def _hand_over(self, turn: list[Waiting]) -> None:
        now = time.monotonic()
        self._unanswered.extend((now, future) for _, future in turn if future is not None)
        self._handed += 1
        self._queue.put(turn)

    def _is_idle(self) -> bool:
        """Whether the thread has nothing to do, so that the file may be used here."""
        return self._finished == self._handed and not self.failing

    # In the thread

    def _run(self) -> None:
        waiting: list[Waiting] = []
        while self._collect(waiting):
            self._try_to_commit(waiting)
        self._file.close()
        self._lock.release(remove=not waiting)

    def _collect(self, waiting: list[Waiting]) -> bool:
        """Adds what has come to `waiting`; False at the end."""
        try:
            turn = self._queue.get(timeout=RETRY_SECONDS if waiting or self.failing else None)
            while True:
                if turn is None:
                    self._queue.put(None)
                    return bool(waiting) and not self.failing
                waiting += turn
                self._taken += 1
                if len(waiting) >= MOST_IN_A_COMMIT:
                    return True
                turn = self._queue.get_nowait()
        except queue.Empty:
            return True

    def _try_to_commit(self, waiting: list[Waiting]) -> None:
        """Commits what waits, and forgets it; or keeps it for the next time. Nobody is left waiting for an answer."""
        try:
            self._file.commit([write for write, _ in waiting], patient=True)
        except BROKEN as error:
            self._say_failing(error)
            self._answer_soon(waiting)
            waiting[:] = [(write, None) for write, _ in waiting]
        else:
            self._done_bytes += sum(write.size for write, _ in waiting)
            self._answer_soon(waiting)
            waiting.clear()
            self.failing = False
            self._keep_to_size()
            self._finished = self._taken

    def _keep_to_size(self) -> None:
        try:
            if shrink(self._file.connection(), self._most_bytes):
                self._measured = 0.0  # there may be more to do
        except BROKEN as error:
            self._say_failing(error)

    def _answer_soon(self, waiting: list[Waiting]) -> None:
        futures = [future for _, future in waiting if future is not None]
        if futures and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(answer, futures)

    def _say_failing(self, error: Exception) -> None:
        if not self.failing:
            log.error("The spool cannot be written; calls go on and wait in memory: %s", error)
        self.failing = True


def answer(futures: Iterable[asyncio.Future[bool]]) -> None:
    for future in futures:
        if not future.done():
            future.set_result(True)
