"""The benchmark's clients see what is wrong with an answer."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from benchmarks.gateway.answers import chunk
from benchmarks.gateway.client import CallFailed, question
from benchmarks.gateway.load import Load, Result

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
EVENT = chunk(b'data: {"choices": []}\n\n')
DONE = chunk(b"data: [DONE]\n\n")
END = b"0\r\n\r\n"
WRONG = {
    "an error": b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops",
    "a stream without its last event": HEAD + EVENT + END,
    "a stream that breaks off": HEAD + EVENT,
    "no answer": b"",
}


@pytest.fixture
def server() -> Iterator[Callable[..., int]]:
    """Starts a server that gives each caller in turn the next of these bytes, then hangs up; returns its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threads = []

        def serve(*answers: bytes) -> None:
            for answer in answers:
                with listener.accept()[0] as client:
                    client.recv(65536)
                    client.sendall(answer)

        def start(*answers: bytes) -> int:
            threads.append(threading.Thread(target=serve, args=answers))
            threads[0].start()
            return int(listener.getsockname()[1])

        yield start
        threads[0].join()


def ask(port: int) -> Result:
    return Load(port, question(port, stream=True), 1).closed(0)


def test_it_takes_a_whole_stream(server):
    result = ask(server(HEAD + EVENT + DONE + END))
    assert result.calls == 1
    assert result.bytes == len(EVENT + DONE + END)


@pytest.mark.parametrize("answer", WRONG.values(), ids=WRONG)
def test_it_does_not_count(server, answer):
    port = server(answer)
    with pytest.raises(CallFailed):
        ask(port)


def test_it_counts_what_a_peer_fails(server):
    port = server(HEAD + EVENT, HEAD + EVENT + DONE + END)
    sending = Load(port, question(port, stream=True), 1, tolerant=True)
    result = sending.paced(rate=1000, seconds=0.002)
    assert (result.calls, result.failed) == (1, 1)
