"""The built-in demo model as a server on loopback: an upstream that needs no account, no network and no download."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from requestlog.demo.upstream import EVENTS, JSON, Answered, answered, models, refused
from requestlog.ids import new_id

HOST = "127.0.0.1"
MOST_BYTES = 32 * 1024 * 1024


class Handler(BaseHTTPRequestHandler):
    """`GET /v1/models`, `POST /v1/chat/completions`, and `/health` for whoever waits for the start."""

    protocol_version = "HTTP/1.1"
    timeout = 60  # seconds for a client to send its request

    def do_GET(self) -> None:
        now = datetime.now(UTC)
        paths = {"/health": Answered(200, JSON, (b"{}",)), "/v1/models": models(now)}
        self.answer(paths.get(self.path.partition("?")[0]) or unknown(self.path))

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or int(length) > MOST_BYTES:
            self.close_connection = True
            self.answer(refused(f"Send a body of at most {MOST_BYTES:,} bytes, and its length.", "bad_length"))
            return
        body = self.rfile.read(int(length))
        asked = self.path.partition("?")[0] == "/v1/chat/completions"
        self.answer(answered(body, id=new_id(), now=datetime.now(UTC)) if asked else unknown(self.path))

    def answer(self, given: Answered) -> None:
        """A stream goes in chunks, an event each."""
        streams = given.media_type == EVENTS
        self.send_response(given.status)
        self.send_header("Content-Type", given.media_type)
        name, value = ("Transfer-Encoding", "chunked") if streams else ("Content-Length", str(len(given.body)))
        self.send_header(name, value)
        self.end_headers()
        self.write(chunks(given.pieces) if streams else given.pieces)

    def write(self, pieces: Sequence[bytes]) -> None:
        for piece in pieces:
            self.wfile.write(piece)
            self.wfile.flush()

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: the gateway's log has it all."""


def chunks(pieces: Sequence[bytes]) -> list[bytes]:
    """As HTTP/1.1 sends what has no length."""
    return [b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces] + [b"0\r\n\r\n"]


def unknown(path: str) -> Answered:
    return refused(f"The demo model knows no {path}; ask /v1/chat/completions.", "unknown_url", status=404)


def server(port: int) -> ThreadingHTTPServer:
    """A server that listens on `port` of loopback; raises `OSError` where nothing can."""
    return ThreadingHTTPServer((HOST, port), Handler)
