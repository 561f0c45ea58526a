"""Recorded exchanges with OpenAI's API; see NOTICE for where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
BETWEEN = b"\n=====\n"

Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer; `path` is relative to /v1, bodies are without content encoding."""

    name: str
    method: str
    path: str
    request_headers: Headers
    request_body: bytes
    status: int
    response_headers: Headers
    response_body: bytes

    @property
    def endpoint(self) -> str:
        return self.path.removeprefix("/")

    @property
    def streamed(self) -> bool:
        return dict(self.response_headers)["content-type"].startswith("text/event-stream")


def exchanges() -> list[Exchange]:
    """All 54, by name."""
    return [_exchange(file) for file in sorted(FOLDER.glob("*.http"))]


def exchange(name: str) -> Exchange:
    """The one of this name, such as "chat_completion_streaming"."""
    return _exchange(FOLDER / f"{name}.http")


def _exchange(file: Path) -> Exchange:
    request, response = file.read_bytes().split(BETWEEN)
    asked, request_headers, request_body = _message(request)
    status, response_headers, response_body = _message(response)
    method, path = asked.split(" ")
    return Exchange(
        file.stem, method, path, request_headers, request_body, int(status), response_headers, response_body
    )


def _message(message: bytes) -> tuple[str, Headers, bytes]:
    head, body = message.split(b"\n\n", 1)
    first, *lines = head.decode().split("\n")
    return first, [(name, value) for name, _, value in (line.partition(": ") for line in lines)], body
