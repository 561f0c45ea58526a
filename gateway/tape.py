"""The copy of one call, on its way into the spool while the call goes on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from gateway.copying import Copy
from gateway.headers import Named, context
from gateway.listening import EVENT_STREAM, Deaf, Listener, listener_for
from gateway.policy import Log
from gateway.spelling import Spelling
from requestlog.calls import DEFAULT_PROJECT, Call
from requestlog.facts import facts_without_bodies
from requestlog.spool import Note, Start, Writer
from requestlog.spool.writes import STARTED, Write
from requestlog.wire.redact import secrets_in

FLUSH_BYTES = 64 * 1024
FLUSH_SECONDS = 0.75  # looked at ten times a second, so that a second's text is the most that a crash takes
CLIENT_CLOSED_STATUS = 499
TRUNCATED = "gptboost_truncated"
BODIES = "gptboost_bodies"


class Tape:
    """Records one call. Nothing here fails or holds up the call for longer than the spool's patience.

    Where bodies are not kept they never leave the memory: what they say is read at the beginning and at the end.
    """

    def __init__(self, writer: Writer, id: UUID, secrets: Sequence[bytes]) -> None:
        self.secrets = secrets
        self._writer = writer
        self._id = id
        self._key = id.bytes
        self._running = self._muted = self._begun = False
        self._keeps_bodies = True
        self._started_us = time.time_ns() // 1000
        self._began = self._flushed = time.monotonic()
        self._request = b""
        self._asked: dict[str, Any] = {}
        self._answer: dict[str, Any] = {"status": CLIENT_CLOSED_STATUS}
        self._copy: Copy | None = None
        self._listener: Listener = Deaf()
        self._spelling: Spelling | None = None
        self._new_ids: list[str] = []
        self._text: list[bytes] = []
        self._size = self._parts = 0

    @property
    def media_type(self) -> str:
        """The answer's."""
        return self._copy.media_type if self._copy else ""

    async def start(self, project_id: int, endpoint: str, headers: Named, copy: Copy, body: bytes, log: Log) -> None:
        """Back when the call is in the spool, if it is to be kept at all."""
        self._muted = log == "none"
        if self._muted:
            return
        said = context(headers)
        text = copy.plain(body)
        if found := secrets_in(text):
            self.secrets = [*self.secrets, *found]
            copy.hide(self.secrets)
        self._request = copy.scrubbed(text) + copy.end()
        metadata = said.metadata | ({TRUNCATED: "request"} if copy.truncated else {})
        self._asked = {"end_user": said.end_user, "session": said.session, "metadata": metadata}
        self._asked["request_type"] = copy.media_type
        if log == "metadata":
            self._keep_no_bodies("not_kept")
            self._asked["given"] = self._facts()
        self._running = True
        await self._commit(self._start(project_id, endpoint))
        self._begun = not self._muted

    def answered(self, status: int, copy: Copy, upstream_request_id: str) -> None:
        """The upstream's headers are here."""
        self._copy = copy
        self._listener = listener_for(copy.media_type)
        if copy.media_type == EVENT_STREAM and self.secrets:
            self._spelling = Spelling(self.secrets)
        self._answer = {
            "status": status,
            "response_type": copy.media_type,
            "upstream_request_id": upstream_request_id,
        }
        self._new_ids = [upstream_request_id] if upstream_request_id else []

    def hear(self, data: bytes) -> bool:
        """Takes the answer's next bytes; whether they must wait for `keep_up`, as they make an id known."""
        if self._muted or self._copy is None:
            return False
        text = self._copy.plain(data)
        if text:
            self._learn(self._listener.hear(text))
            self._text.append(self._copy.scrubbed(text))
            self._size += len(text) if self._keeps_bodies else 0
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
        self._copy, self._listener, self._spelling = None, Deaf(), None
        self._answer = {"status": status, "error_type": code}
        self._text, self._parts = [body], 0

    def _start(self, project_id: int, endpoint: str) -> Start:
        return Start(
            call=self._key,
            project_id=project_id,
            started_us=self._started_us,
            endpoint=endpoint,
            worker=self._writer.worker,
            asked=orjson.dumps(self._asked),
            request=self._request if self._keeps_bodies else b"",
        )

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
                self._tell(TRUNCATED, "both" if TRUNCATED in self._asked["metadata"] else "response")
        self._answer |= {"latency_ms": self._milliseconds(), **facts}
        return self._note(state)

    def _note(self, state: str = STARTED) -> Note:
        afresh = self._is_secret_spelled()
        if afresh:
            self._keep_no_bodies("redacted")
        if state != STARTED and not self._keeps_bodies:
            self._answer["given"] = self._facts()
        part = b"".join(self._text) if self._keeps_bodies else b""
        ids = tuple(dict.fromkeys(self._new_ids))
        note = Note(self._key, orjson.dumps(self._answer), ids, self._parts, part, state, afresh)
        self._text, self._size, self._new_ids = [] if self._keeps_bodies else self._text, 0, []
        self._parts += bool(part)
        self._flushed = time.monotonic()
        return note

    def _is_secret_spelled(self) -> bool:
        """Whether the stream so far spells a credential over several events, where no search in its bytes finds it."""
        return self._spelling is not None and self._keeps_bodies and self._spelling.hears(b"".join(self._text))

    def _keep_no_bodies(self, reason: str) -> None:
        self._keeps_bodies = False
        self._tell(BODIES, reason)

    def _tell(self, name: str, value: str) -> None:
        self._asked["metadata"][name] = value
        self._answer["metadata"] = self._asked["metadata"]

    def _facts(self) -> dict[str, Any]:
        """What the bodies say so far, for a call that is kept without them."""
        call = Call(
            id=self._id,
            project_id=DEFAULT_PROJECT,
            started_at=datetime.fromtimestamp(self._started_us / 1e6, UTC),
            endpoint="",
            request=self._request,
            response=b"".join(self._text),
            response_type=self.media_type or "application/json",
            error_type=self._answer.get("error_type", ""),
            known_ids=tuple(self._answer.get("known_ids", ())),
            **{name: value for name, value in self._asked.items() if name != "given"},
        )
        return facts_without_bodies(call, previews=False)

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
        self._writer.drop(self._key, begun=self._begun)
