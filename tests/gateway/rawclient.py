"""A client that sees an answer as the wire has it, and takes it at once, slowly, or not to its end."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import h11

HEADER_BYTES = 2**20
HASTE = 2**18
FIRST_PIECES = 20


@dataclass
class Heard:
    """What came; `whole` where it ended as its framing says."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    whole: bool = False

    @property
    def id(self) -> str:
        return self.header("x-gptboost-request-id")

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    @property
    def error(self) -> dict[str, Any]:
        """In OpenAI's shape."""
        return dict(json.loads(self.body)["error"])


class Conversation:
    """One POST to the chat on a connection of its own."""

    def __init__(
        self,
        port: int,
        body: bytes,
        headers: Iterable[tuple[str, str]] = (),
        *,
        slow: bool = False,
        patience_seconds: float = 60,
    ) -> None:
        self.heard = Heard()
        self._slow = slow
        self._reader = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEADER_BYTES)
        self._pieces: list[bytes] = []
        self._connection = socket.socket()
        if slow:
            self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._connection.settimeout(patience_seconds)
        self._connection.connect(("127.0.0.1", port))
        self._ask(body, headers)

    def close(self) -> None:
        self._connection.close()

    def read_all(self) -> Heard:
        """Everything, to the proper end, to where it is cut off, or to where nothing more comes."""
        try:
            for data in self._received():
                if self._take(data):
                    break
        except (OSError, h11.RemoteProtocolError):
            pass
        self.close()
        self.heard.body = b"".join(self._pieces)
        return self.heard

    def read_some(self) -> Heard:
        """The head and the first bytes of the body."""
        while not self._pieces:
            self._take(self._connection.recv(HASTE))
        return self.heard

    def _ask(self, body: bytes, headers: Iterable[tuple[str, str]]) -> None:
        named = [("Host", "x"), ("Content-Type", "application/json"), ("Content-Length", str(len(body))), *headers]
        question = h11.Request(method="POST", target="/v1/chat/completions", headers=named)
        parts = [self._reader.send(event) for event in (question, h11.Data(data=body), h11.EndOfMessage())]
        self._connection.sendall(b"".join(part or b"" for part in parts))

    def _received(self) -> Iterator[bytes]:
        """The wire's bytes, and b"" for its end; a slow client pauses at first and takes little at a time."""
        number = 0
        while True:
            slowly = self._slow and number < FIRST_PIECES
            number += 1
            time.sleep(0.01 if slowly else 0)
            yield self._connection.recv(100 if slowly else HASTE)

    def _take(self, data: bytes) -> bool:
        """Whether the answer is complete."""
        self._reader.receive_data(data)
        while True:
            event = self._reader.next_event()
            if isinstance(event, h11.Response):
                self.heard.status = event.status_code
                self.heard.headers = [(name.decode(), value.decode("latin-1")) for name, value in event.headers]
            elif isinstance(event, h11.Data):
                self._pieces.append(bytes(event.data))
            elif isinstance(event, h11.EndOfMessage):
                self.heard.whole = True
                return True
            else:
                return event is h11.PAUSED
