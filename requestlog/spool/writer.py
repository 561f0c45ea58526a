"""The gateway's side of the spool: one thread a worker commits whatever is waiting, all in one transaction."""

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
from pathlib import Path

import zstandard

from requestlog.spool.locks import Lock, worker_path
from requestlog.spool.schema import BUSY_SECONDS, begin, open_for_writing
from requestlog.spool.writes import Dropped, Note, Write

log = logging.getLogger(__name__)

MOST_WAITING_BYTES = 64 * 1024 * 1024
MOST_IN_A_COMMIT = 500
PATIENCE_SECONDS = BUSY_SECONDS
RETRY_SECONDS = 0.5

Waiting = tuple[Write, "asyncio.Future[bool] | None"]


class Writer:
    """Never fails its caller: what cannot be committed yet waits in memory; beyond 64 MiB it is dropped and counted."""

    def __init__(self, folder: Path) -> None:
        self.worker = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.dropped = 0
        self.failing = False
        self._folder = folder
        self._lock = Lock(worker_path(folder, self.worker))
        self._connection: sqlite3.Connection | None = None
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._unanswered: deque[tuple[float, asyncio.Future[bool]]] = deque()
        self._put_bytes = self._done_bytes = 0
        self._packer = zstandard.ZstdCompressor(level=1)
        self._thread = threading.Thread(target=self._run, name="spool", daemon=True)

    def start(self) -> None:
        """Starts the thread; call it inside the event loop that will write."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    def stop(self) -> None:
        """Commits what is waiting, as far as it can be within two seconds."""
        self._queue.put(None)
        self._thread.join(2)

    @property
    def waiting_bytes(self) -> int:
        return self._put_bytes - self._done_bytes

    def put(self, write: Write) -> bool:
        """Has `write` committed soon; False where there is no room left for it."""
        if self.waiting_bytes + write.size > MOST_WAITING_BYTES:
            return False
        self._put_bytes += write.size
        self._queue.put((write, None))
        return True

    async def commit(self, write: Write) -> bool:
        """Like `put`, and back when it is committed, or when that takes longer than a call may wait for."""
        if self.failing or self.waiting_bytes + write.size > MOST_WAITING_BYTES:
            return self.put(write)
        self._put_bytes += write.size
        future: asyncio.Future[bool] = self._loop.create_future()
        self._unanswered.append((time.monotonic(), future))
        self._queue.put((write, future))
        return await future

    def drop(self, call: bytes) -> None:
        """Counts a call that is not kept; what the spool has of it ends as interrupted."""
        self.dropped += 1
        self._queue.put((Dropped(1), None))
        self._queue.put((Note(call, b"{}", state="interrupted"), None))

    def look(self) -> None:
        """Lets go of those who wait for a commit that hangs; call it several times a second."""
        now = time.monotonic()
        while self._unanswered and self._unanswered[0][1].done():
            self._unanswered.popleft()
        if self._unanswered and now - self._unanswered[0][0] > PATIENCE_SECONDS:
            self.failing = True
            self._answer([future for _, future in self._unanswered])
            self._unanswered.clear()

    def _run(self) -> None:
        waiting: list[Waiting] = []
        self._try_to_commit(waiting)
        while self._collect(waiting):
            self._try_to_commit(waiting)
        self._close()
        self._lock.release(remove=not waiting)

    def _try_to_commit(self, waiting: list[Waiting]) -> None:
        """Commits what waits, and forgets it; or keeps it for the next time. Nobody is left waiting for an answer."""
        try:
            self._commit(waiting)
        except (sqlite3.Error, OSError) as error:
            self._say_failing(error)
            self._close()
            self._answer_soon(waiting)
            waiting[:] = [(write, None) for write, _ in waiting]
        else:
            self.failing = False
            self._done_bytes += sum(write.size for write, _ in waiting)
            self._answer_soon(waiting)
            waiting.clear()

    def _collect(self, waiting: list[Waiting]) -> bool:
        """Adds what has come to `waiting`, at least one thing where nothing waits; False at the end."""
        try:
            item = self._queue.get(timeout=RETRY_SECONDS if waiting else None)
            while True:
                if item is None:
                    self._queue.put(None)
                    return bool(waiting) and not self.failing
                waiting.append(item)
                if len(waiting) >= MOST_IN_A_COMMIT:
                    return True
                item = self._queue.get_nowait()
        except queue.Empty:
            return True

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = open_for_writing(self._folder)
            self._lock.take()
        return self._connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _commit(self, waiting: list[Waiting]) -> None:
        connection = self._open()
        statements = [statement for write, _ in waiting for statement in write.statements(self._packer)]
        begin(connection)
        for sql, values in statements:
            connection.execute(sql, values)
        connection.execute("COMMIT")

    def _answer_soon(self, waiting: list[Waiting]) -> None:
        futures = [future for _, future in waiting if future is not None]
        if futures and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._answer, futures)

    def _answer(self, futures: list[asyncio.Future[bool]]) -> None:
        for future in futures:
            if not future.done():
                future.set_result(True)

    def _say_failing(self, error: Exception) -> None:
        if not self.failing:
            log.error("The spool cannot be written; calls go on and wait in memory: %s", error)
        self.failing = True
