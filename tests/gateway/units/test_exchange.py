"""A call whose client does not finish what it began to say."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from gateway.app import Gateway
from gateway.config import GatewayConfig
from gateway.policy import USUAL, Policy
from requestlog.spool import Spool
from tests.loops import awaited


class NoKeys:
    loaded = True

    async def look_up(self, digest: str) -> None:
        return None

    def policy_of(self, project_id: int) -> Policy:
        return USUAL

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


def answer_to(folder: Path, *messages: dict[str, Any]) -> list[dict[str, Any]]:
    """What the gateway sends for a request whose body comes in these messages."""
    sent: list[dict[str, Any]] = []
    path = b"/v1/chat/completions"
    scope = {
        "type": "http",
        "method": "POST",
        "path": path.decode(),
        "raw_path": path,
        "query_string": b"",
        "headers": [],
    }

    async def ask() -> None:
        coming = iter(messages)
        config = GatewayConfig(
            upstream_url="http://127.0.0.1:9/v1", spool_dir=folder, key_pepper=b"x", vote_token_pepper=b"y"
        )
        gateway = Gateway(config, NoKeys())
        await gateway.start()
        await gateway(
            scope, lambda: asyncio.sleep(0, next(coming)), lambda message: asyncio.sleep(0, sent.append(message))
        )
        await gateway.stop()

    awaited(ask())
    return sent


def test_it_tells_a_client_that_was_too_slow(tmp_path: Path):
    piece = {"type": "http.request", "body": b"{", "more_body": True}
    head, body = answer_to(tmp_path, piece, {"type": "http.disconnect"})
    assert head["status"] == 408
    assert json.loads(body["body"])["error"]["code"] == "request_timeout"
    assert Spool(tmp_path).stats()["received"] == 0
