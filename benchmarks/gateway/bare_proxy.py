"""The floor: an ASGI app that passes calls through aiohttp and does nothing else. `UPSTREAM` names the upstream."""

from __future__ import annotations

import os
from typing import Any

import aiohttp

LEFT_OUT = {b"connection", b"host", b"content-length", b"transfer-encoding"}
session: aiohttp.ClientSession | None = None


async def application(scope: Any, receive: Any, send: Any) -> None:
    global session
    if scope["type"] == "lifespan":
        await receive()
        session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), auto_decompress=False)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await session.close()
        await send({"type": "lifespan.shutdown.complete"})
        return
    assert session is not None
    body = b""
    while (message := await receive()) and message["type"] == "http.request":
        body += message["body"]
        if not message["more_body"]:
            break
    headers = {name.decode(): value.decode() for name, value in scope["headers"] if name not in LEFT_OUT}
    url = os.environ["UPSTREAM"] + scope["path"]
    async with session.request(scope["method"], url, data=body, headers=headers) as answer:
        kept = [(name, value) for name, value in answer.raw_headers if name.lower() not in LEFT_OUT]
        await send({"type": "http.response.start", "status": answer.status, "headers": kept})
        async for data in answer.content.iter_any():
            await send({"type": "http.response.body", "body": data, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
