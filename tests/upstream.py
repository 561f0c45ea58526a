"""A scripted upstream on loopback: speaks HTTP/1.1 as plainly as it can, so that it can also break it.

It answers as OpenAI does (see `tests.scripts`); a model's name, the `x-script` header or the path picks another script.
Everything it received stays in `received`, byte for byte.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Received:
    """One request as it came over the wire; `closed` is set once its connection is."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes
    closed: threading.Event = field(default_factory=threading.Event)

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)

    @property
    def json(self) -> dict[str, Any]:
        try:
            value = json.loads(self.body or b"{}")
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    @property
    def script(self) -> str:
        return self.header("x-script") or str(self.json.get("model", ""))


class Wire:
    """What a script writes to."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.keep_alive = True

    async def raw(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def head(self, status: int, *headers: tuple[str, str]) -> None:
        lines = [f"HTTP/1.1 {status} Scripted", *(f"{name}: {value}" for name, value in headers), "", ""]
        await self.raw("\r\n".join(lines).encode("latin-1"))

    async def answer(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        await self.head(status, *headers, ("Content-Length", str(len(body))))
        await self.raw(body)

    async def chunk(self, data: bytes) -> None:
        await self.raw(b"%x\r\n%s\r\n" % (len(data), data))

    async def last_chunk(self) -> None:
        await self.raw(b"0\r\n\r\n")

    def cut(self) -> None:
        """Ends the connection at once, without a word."""
        self.keep_alive = False

    def reset(self) -> None:
        """Ends it with a reset."""
        self.keep_alive = False
        linger = struct.pack("ii", 1, 0)
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


Play = Callable[[Received, Wire], Awaitable[None]]


class Upstream:
    """`with Upstream() as upstream:` serves on `upstream.url` (which ends in /v1) until the end of the block."""

    def __init__(self, port: int = 0, play: Play | None = None) -> None:
        self.port = port
        self._script = play
        self.received: list[Received] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def last(self) -> Received:
        return self.received[-1]

    def __enter__(self) -> Upstream:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start(self) -> asyncio.Server:
        return await asyncio.start_server(self._serve, "127.0.0.1", self.port, limit=2**20)

    async def _stop(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from tests.scripts import play

        script = self._script or play
        wire = Wire(writer)
        try:
            while wire.keep_alive:
                request = await read_request(reader)
                self.received.append(request)
                await self._play(script(request, wire), request, reader)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _play(self, script: Any, request: Received, reader: asyncio.StreamReader) -> None:
        """Plays the script until its end, or until the other side hangs up."""
        playing = asyncio.ensure_future(script)
        while not playing.done():
            await asyncio.wait([playing], timeout=0.02)
            if reader.at_eof() or reader.exception():
                playing.cancel()
                request.closed.set()
                raise ConnectionError
        playing.result()


async def read_request(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ")
    headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    lengths = [int(value) for name, value in headers if name.lower() == "content-length"]
    body = await reader.readexactly(lengths[0]) if lengths else b""
    return Received(method, target, headers, body)
