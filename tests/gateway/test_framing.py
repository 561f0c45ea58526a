"""Requests that two servers could read differently are refused, all others arrive byte for byte."""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing

import h11
import pytest

from tests.gateway.site import Site, call, running
from tests.upstream import Upstream

POST = b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n"
LIMIT = 4096
AMBIGUOUS = {
    "length-and-chunked": (POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"),
    "chunked-and-length": (POST + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", "400"),
    "two-lengths": (POST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", "400"),
    "two-equal-lengths": (POST + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "400"),
    "list-of-lengths": (POST + b"Content-Length: 3, 3\r\n\r\nabc", "400"),
    "plus": (POST + b"Content-Length: +3\r\n\r\nabc", "400"),
    "minus": (POST + b"Content-Length: -3\r\n\r\nabc", "400"),
    "hexadecimal": (POST + b"Content-Length: 0x3\r\n\r\nabc", "400"),
    "underscore-in-length": (POST + b"Content-Length: 1_0\r\n\r\nabcdefghij", "400"),
    "no-number": (POST + b"Content-Length: abc\r\n\r\nabc", "400"),
    "empty-length": (POST + b"Content-Length:\r\n\r\n", "400"),
    "xchunked": (POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "400|501"),
    "chunked-twice": (POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400|501"),
    "chunked-not-last": (POST + b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", "400|501"),
    "vertical-tab": (POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n", "400|501"),
    "space-before-colon": (POST + b"Content-Length : 3\r\n\r\nabc", "400"),
    "space-before-name": (POST + b" X: 1\r\n\r\n", "400"),
    "bare-newlines": (b"POST /v1/chat/completions HTTP/1.1\nHost: x\nContent-Length: 0\n\n", "400"),
    "bare-newline-in-header": (POST + b"X: 1\nContent-Length: 3\r\n\r\nabc", "400"),
    "bare-return-in-header": (POST + b"X: 1\rY: 2\r\nContent-Length: 0\r\n\r\n", "400"),
    "folded": (POST + b"X: 1\r\n 2\r\nContent-Length: 0\r\n\r\n", "400"),
    "nul-in-value": (POST + b"X: a\0b\r\nContent-Length: 0\r\n\r\n", "400"),
    "nul-in-name": (POST + b"X\0: a\r\nContent-Length: 0\r\n\r\n", "400"),
    "no-name": (POST + b": a\r\nContent-Length: 0\r\n\r\n", "400"),
    "no-colon": (POST + b"Nothing\r\nContent-Length: 0\r\n\r\n", "400"),
    "two-hosts": (POST + b"Host: y\r\nContent-Length: 0\r\n\r\n", "400"),
    "many-headers": (POST + b"".join(b"X-%d: 1\r\n" % n for n in range(110)) + b"\r\n", "400|431"),
    "long-header": (POST + b"X: " + b"h" * 9000 + b"\r\n\r\n", "400|431"),
    "long-line": (b"POST /v1/" + b"x" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", "400|414"),
    "wrong-chunk-size": (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n", "400"),
    "signed-chunk-size": (POST + b"Transfer-Encoding: chunked\r\n\r\n+3\r\nabc\r\n0\r\n\r\n", "400"),
    "chunk-without-end": (POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n", "400"),
    "no-version": (b"POST /v1/chat/completions\r\nHost: x\r\n\r\n", "400"),
    "odd-version": (b"POST /v1/chat/completions HTTP/9.9\r\nHost: x\r\n\r\n", "400|505"),
    "odd-method": (b"P\x01ST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n\r\n", "400"),
}  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, upstream: Upstream) -> Iterator[Site]:
    """A gateway that takes bodies of at most `LIMIT` bytes."""
    with running(tmp_path_factory.mktemp("small"), upstream.url, GPTBOOST_MAX_BODY_BYTES=str(LIMIT)) as site:
        yield site


def status_of(site: Site, question: bytes, *, more: bool = False) -> str:
    """The status of the one answer to raw bytes, after which comes nothing `more`; "" where there is none."""
    with closing(connected(site)) as connection:
        connection.sendall(question)
        if not more:
            connection.shutdown(socket.SHUT_WR)
        heard = b"".join(iter(lambda: connection.recv(65536), b""))
    found = re.findall(rb"HTTP/1\.[01] (\d{3})", heard)
    assert len(found) <= 1
    return found[0].decode() if found else ""


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_it_refuses_what_could_be_read_in_two_ways(site: Site, upstream: Upstream, name: str):
    seen = len(upstream.received)
    question, expected = AMBIGUOUS[name]
    assert re.fullmatch(expected, status_of(site, question))
    assert len(upstream.received) == seen
    assert site.chat().status == 200


def test_it_passes_no_header_that_could_be_taken_for_another(site: Site, upstream: Upstream):
    question = (
        POST + b"Content_Length: 9\r\nX_GPTBoost_Key: sk_wrong\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
    )
    assert status_of(site, question, more=True) == "200"
    assert not [name for name, _ in upstream.last.headers if "_" in name]
    assert upstream.last.body == b"{}"


def test_it_smuggles_no_second_request(site: Site, upstream: Upstream):
    seen = len(upstream.received)
    hidden = b"GET /v1/hidden HTTP/1.1\r\nHost: x\r\n\r\n"
    question = POST + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(hidden) + hidden
    assert status_of(site, question, more=True) == "200"
    assert [call.target for call in upstream.received[seen:]] == ["/v1/chat/completions"]
    assert upstream.last.body == hidden


@pytest.mark.parametrize("size", [1, 65_536, 5_000_000])
@pytest.mark.parametrize("piece", [1000, 70_000])
def test_it_passes_chunked_bodies_byte_for_byte(site: Site, upstream: Upstream, size: int, piece: int):
    body = os.urandom(size)
    assert asked(site, body, piece) == 200
    assert upstream.last.body == body
    assert upstream.last.header("content-length") == str(size)
    assert upstream.last.header("transfer-encoding") is None


def asked(site: Site, body: bytes, piece: int) -> int:
    """The status of the answer to a chunked body."""
    with closing(connected(site)) as connection:
        connection.sendall(POST + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
        for at in range(0, len(body), piece):
            part = body[at : at + piece]
            connection.sendall(b"%x\r\n%s\r\n" % (len(part), part))
        connection.sendall(b"0\r\n\r\n")
        return int(connection.recv(65536)[9:12])


def connected(site: Site) -> socket.socket:
    return socket.create_connection(("127.0.0.1", site.port), timeout=30)


@pytest.mark.parametrize(("size", "status"), [(LIMIT - 1, 200), (LIMIT, 200), (LIMIT + 1, 413), (LIMIT * 300, 413)])
def test_it_holds_to_the_limit_of_a_body(small: Site, size: int, status: int):
    reply = call(small.url, "/chat/completions", b"x" * size)
    assert reply.status == status
    if status == 413:
        assert set(reply.json["error"]) == {"message", "type", "param", "code"}
        assert reply.json["error"]["code"] == "body_too_large"


@pytest.mark.parametrize(("size", "status"), [(LIMIT - 1, 200), (LIMIT, 200), (LIMIT + 1, 413), (LIMIT * 300, 413)])
def test_it_holds_to_the_limit_of_a_body_that_does_not_say_its_size(small: Site, size: int, status: int):
    assert asked(small, b"x" * size, 1000) == status


@pytest.mark.parametrize("said", [2**31, 2**63, 2**64, 10**30])
def test_it_refuses_a_body_that_is_said_to_be_huge_before_it_comes(small: Site, said: int):
    with closing(connected(small)) as connection:
        connection.sendall(POST + b"Content-Length: %d\r\n\r\n" % said)
        assert connection.recv(65536)[9:12] in (b"413", b"400")


def test_it_serves_the_next_call_on_a_connection_whose_body_was_too_large_or_closes_it(small: Site, upstream: Upstream):
    body = b"x" * (LIMIT + 1)
    with closing(connected(small)) as connection:
        connection.sendall(POST + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        assert answer_on(connection) == 413
        try:
            connection.sendall(POST + b"Content-Length: 2\r\n\r\n{}")
            assert answer_on(connection) in (200, None)
        except ConnectionError:
            pass
    assert b"x" * 100 not in upstream.last.body


def answer_on(connection: socket.socket) -> int | None:
    """The status of the next whole answer; None where the connection is closed."""
    reader = h11.Connection(h11.CLIENT)
    reader.send(h11.Request(method="POST", target="/", headers=[("Host", "x"), ("Content-Length", "0")]))
    reader.send(h11.EndOfMessage())
    status = None
    while not isinstance(event := reader.next_event(), h11.EndOfMessage):
        if isinstance(event, h11.Response):
            status = event.status_code
        elif isinstance(event, h11.ConnectionClosed):
            return None
        elif event is h11.NEED_DATA:
            reader.receive_data(connection.recv(65536))
    return status


def test_it_asks_for_a_body_whose_sender_waits(site: Site, upstream: Upstream):
    with closing(connected(site)) as connection:
        connection.sendall(POST + b"Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 100")
        connection.sendall(b"{}")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
    assert (upstream.last.body, upstream.last.header("expect")) == (b"{}", None)


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory, upstream: Upstream) -> Iterator[Site]:
    """A gateway that waits for its clients for a second only."""
    with running(tmp_path_factory.mktemp("hasty"), upstream.url, GPTBOOST_CLIENT_IDLE_SECONDS="1") as site:
        yield site


def test_it_closes_a_connection_on_which_no_whole_head_comes(hasty: Site):
    with socket.create_connection(("127.0.0.1", hasty.port), timeout=30) as connection:
        connection.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n")
        assert connection.recv(100) == b""


def test_it_keeps_a_connection_on_which_one_came(hasty: Site):
    with socket.create_connection(("127.0.0.1", hasty.port), timeout=30) as connection:
        for _ in range(3):
            connection.sendall(b"GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
            time.sleep(0.6)
