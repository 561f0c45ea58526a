"""An upstream that streams numbered words, with a ledger of its own: which call came, and when each word was sent."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

from tests.scripts import CHUNKED, EVENTS, JSON, USAGE, event
from tests.upstream import Received, Upstream, Wire


@dataclass
class Sent:
    """What the upstream did for one call; moments are those of `time.monotonic`."""

    arrivals: int = 0
    times: list[float] = field(default_factory=list)
    finished: bool = False
    closed_at: float | None = None


class NumberedUpstream(Upstream):
    """A call's `user` is its name in the ledger; its `words`, `pause` (seconds) and `pad` (bytes a word) are obeyed."""

    def __init__(self) -> None:
        super().__init__(play=self._answer)
        self.sent: dict[str, Sent] = {}

    async def _answer(self, request: Received, wire: Wire) -> None:
        asked = request.json
        sent = self.sent.setdefault(str(asked.get("user")), Sent())
        sent.arrivals += 1
        try:
            await (streamed if asked.get("stream") else whole)(asked, sent, wire)
            sent.finished = True
        except (asyncio.CancelledError, ConnectionError):
            sent.closed_at = time.monotonic()
            raise


async def whole(asked: dict[str, Any], sent: Sent, wire: Wire) -> None:
    await asyncio.sleep(asked.get("pause", 0))
    message = {"role": "assistant", "content": word(0, asked)}
    choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
    answer = {**frame(asked), "object": "chat.completion", "choices": choices, "usage": USAGE}
    sent.times.append(time.monotonic())
    await wire.answer(200, json.dumps(answer).encode(), JSON)


async def streamed(asked: dict[str, Any], sent: Sent, wire: Wire) -> None:
    base = {**frame(asked), "object": "chat.completion.chunk"}
    await wire.head(200, EVENTS, CHUNKED)
    for number in range(asked.get("words", 1)):
        choices = [{"index": 0, "delta": {"content": word(number, asked)}, "finish_reason": None}]
        await wire.chunk(event(base | {"choices": choices}))
        sent.times.append(time.monotonic())
        await asyncio.sleep(asked.get("pause", 0))
    await wire.chunk(b"data: [DONE]\n\n")
    await wire.last_chunk()


def frame(asked: dict[str, Any]) -> dict[str, Any]:
    return {"id": message_id(asked["user"]), "created": 1795406554, "model": asked.get("model")}


def message_id(name: str) -> str:
    """The id of the answer to the call of that name."""
    return f"chatcmpl-{name}"


def word(number: int, asked: dict[str, Any]) -> str:
    return f"{number}{'x' * asked.get('pad', 0)} "
