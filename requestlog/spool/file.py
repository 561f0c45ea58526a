"""The spool's file as one gateway worker writes it."""

from __future__ import annotations

import os
import sqlite3
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import zstandard

from requestlog.spool.locks import Lock
from requestlog.spool.schema import COUNT, FILE, LATEST, begin, inode_of, open_for_writing, report
from requestlog.spool.writes import Write

LOSSES = frozenset({"dropped", "cut"})


class SpoolFile:
    """One connection, used by one thread at a time; opens itself anew where it was closed or the file was replaced.

    While it is open the worker holds `lock`, by which others know that it lives.
    """

    def __init__(self, folder: Path, lock: Lock) -> None:
        self._folder = folder
        self._path = str(folder / FILE)
        self._lock = lock
        self._connection: sqlite3.Connection | None = None
        self._inode = 0
        self._packer = zstandard.ZstdCompressor(level=1, write_checksum=True)

    def commit(self, writes: Sequence[Write], *, patient: bool) -> None:
        """Commits all of `writes` or none; a `patient` caller waits for another writer, for a quarter of a second.

        Raises `sqlite3.Error` or `OSError`.
        """
        while True:
            self._commit(writes, patient)
            if self._is_in_place():
                return
            self.close()  # moved aside meanwhile, as broken: what went into it goes into the new one as well

    def connection(self) -> sqlite3.Connection:
        """The connection, opened where it is not. Raises as `commit` does."""
        if self._connection is None:
            # Before it is opened: where the file is replaced in between, the first commit notices
            self._inode = inode_of(self._folder)
            self._connection = open_for_writing(self._folder)
            self._inode = self._inode or inode_of(self._folder)
            self._lock.take()
        return self._connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _is_in_place(self) -> bool:
        try:
            return os.stat(self._path).st_ino == self._inode
        except FileNotFoundError:
            return False

    def _commit(self, writes: Sequence[Write], patient: bool) -> None:
        connection = self.connection()
        if not writes:
            return
        try:
            begin(connection) if patient else connection.execute("BEGIN IMMEDIATE")
            self._write(connection, writes)
            connection.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            report(self._folder, self._inode, error)
            if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_BUSY:
                self.close()
            raise

    def _write(self, connection: sqlite3.Connection, writes: Sequence[Write]) -> None:
        counted: list[str] = []
        for write in writes:
            changed = 1
            for sql, values in write.statements(self._packer):
                changed = connection.execute(sql, values).rowcount
            if changed:  # a call that is there already is not counted again
                counted += write.counts
        for name, count in Counter(counted).items():
            connection.execute(COUNT, (name, count))
        if not LOSSES.isdisjoint(counted):
            connection.execute(LATEST, ("last_loss", int(time.time())))
