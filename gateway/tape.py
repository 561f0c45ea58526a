"""The copy of one call, on its way into the spool while the call goes on."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

import orjson

from gateway.copying import Copy
from gateway.headers import Named, context
from gateway.listening import Deaf, Listener, listener_for
from requestlog.spool import Note, Start, Writer
from requestlog.spool.writes import STARTED, Write

FLUSH_BYTES = 64 * 1024
FLUSH_SECONDS = 0.75  # looked at four times a second, so that a second's text is the most that a crash takes
CLIENT_CLOSED_STATUS = 499
TRUNCATED = "gptboost_truncated"


class Tape:
    """Records one call. Nothing here fails or holds up the call for longer than the spool's patience."""

    def __init__(self, writer: Writer, id: UUID, *, muted: bool = False) -> None:
        self._writer = writer
        self._key = id.bytes
        self._muted = muted
        self._started_us = time.time_ns() // 1000
        self._began = self._flushed = time.monotonic()
        self._answer: dict[str, Any] = {"status": CLIENT_CLOSED_STATUS}
        self._copy: Copy | None = None
        self._listener: Listener = Deaf()
        self._new_ids: list[str] = []
        self._text: list[bytes] = []
        self._size = self._parts = 0
        self._metadata: dict[str, str] = {}
        self._running = False

    @property
    def media_type(self) -> str:
        """The answer's."""
        return self._copy.media_type if self._copy else ""

    async def start(self, project_id: int, endpoint: str, headers: Named, copy: Copy, body: bytes) -> None:
        """Back when the call is in the spool."""
        said = context(headers)
        kept = copy.scrubbed(copy.plain(body)) + copy.end()
        self._metadata = said.metadata | ({TRUNCATED: "request"} if copy.truncated else {})
        asked = {"end_user": said.end_user, "session": said.session, "metadata": self._metadata}
        self._running = True
        await self._commit(
            Start(
                call=self._key,
                project_id=project_id,
                started_us=self._started_us,
                endpoint=endpoint,
                worker=self._writer.worker,
                asked=orjson.dumps({**asked, "request_type": copy.media_type}),
                request=kept,
            )
        )

    def answered(self, status: int, copy: Copy, upstream_request_id: str) -> None:
        """The upstream's headers are here."""
        self._copy = copy
        self._listener = listener_for(copy.media_type)
        self._answer = {
            "status": status,
            "response_type": copy.media_type,
            "upstream_request_id": upstream_request_id,
        }
        self._new_ids = [upstream_request_id] if upstream_request_id else []

    def hear(self, data: bytes) -> bool:
        """Takes the answer's next bytes; whether they must wait for `keep_up`, as they make an id known."""
        assert self._copy is not None  # noqa: S101
        text = self._copy.plain(data)
        if text:
            self._learn(self._listener.hear(text))
            self._text.append(self._copy.scrubbed(text))
            self._size += len(text)
            if self._listener.spoken and "time_to_first_token_ms" not in self._answer:
                self._answer["time_to_first_token_ms"] = self._milliseconds()
        if self._size >= FLUSH_BYTES:
            self._put(self._note())
        return bool(self._new_ids)

    async def keep_up(self) -> None:
        """Back when everything heard so far is in the spool."""
        await self._commit(self._note())

    def look(self, now: float) -> None:
        """Puts down what came since the last time, where that is long enough ago."""
        if self._size and self._running and now - self._flushed >= FLUSH_SECONDS:
            self._put(self._note())

    async def end(self, state: str = "complete", **facts: Any) -> None:
        """Back when the call's end is in the spool."""
        if self._running:
            await self._commit(self._last_note(state, facts))

    def end_at_once(self, state: str, **facts: Any) -> None:
        """The same for those who cannot wait."""
        if self._running:
            self._put(self._last_note(state, facts))

    def replaced(self, status: int, body: bytes, code: str) -> None:
        """The client gets an answer of our own instead."""
        self._copy, self._listener = None, Deaf()
        self._answer = {"status": status, "error_type": code}
        self._text, self._parts = [body], 0

    def _learn(self, ids: list[str]) -> None:
        if ids:
            self._new_ids += ids
            self._answer["known_ids"] = [*self._answer.get("known_ids", ()), *ids]

    def _last_note(self, state: str, facts: dict[str, Any]) -> Note:
        self._running = False
        self._learn(self._listener.end())
        if self._copy is not None:
            self._text.append(self._copy.end())
            if self._copy.truncated:
                facts["metadata"] = self._metadata | {TRUNCATED: "response"}
        self._answer |= {"latency_ms": self._milliseconds(), **facts}
        return self._note(state)

    def _note(self, state: str = STARTED) -> Note:
        part = b"".join(self._text)
        ids = tuple(dict.fromkeys(self._new_ids))
        note = Note(self._key, orjson.dumps(self._answer), ids, self._parts, part, state)
        self._text, self._size, self._new_ids = [], 0, []
        self._parts += bool(part)
        self._flushed = time.monotonic()
        return note

    def _milliseconds(self) -> int:
        return round((time.monotonic() - self._began) * 1000)

    def _put(self, write: Write) -> None:
        if not self._muted and not self._writer.put(write):
            self._drop()

    async def _commit(self, write: Write) -> None:
        if not self._muted and not await self._writer.commit(write):
            self._drop()

    def _drop(self) -> None:
        self._muted = True
        self._writer.drop(self._key)
