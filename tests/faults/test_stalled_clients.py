"""Readers that take nothing and heads that never end: everybody else is served as before, in bounded memory."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.faults.ledger import Ledger
from tests.faults.sizes import SECONDS, many
from tests.faults.speed import Speed, speed, speed_of_calls
from tests.faults.traffic import PATH, Plan, ask
from tests.faults.votes import vote
from tests.gateway.site import Site, call, eventually

STALLED = many(50, 200)
FAT_STREAM = Plan(stream=True, words=10_000, pad=8_000)
MOST_GROWTH_MB = 0.5 * STALLED + 40


def test_it_serves_the_others_as_before(site: Site, audit):
    with audit(site) as ledger:
        id = ask(ledger, Plan()).id
        site.entry(id)
        before, calls_before, memory = speed_of_the_site(site, id), speed_of_calls(ledger, SECONDS / 3), resident(site)
        with stalled_readers(ledger), half_sent_heads(site):
            calls, others = speed_of_calls(ledger, SECONDS / 3), speed_of_the_site(site, id)
            growth = resident(site) - memory
    ledger.figures |= {"p50/p99 of calls before": str(calls_before), "while": str(calls)}
    ledger.figures |= {"of votes and /healthz before": str(before), "while they stall": str(others)}
    ledger.figures["memory grew by"] = f"{growth:.0f} MB"
    assert calls.is_like(calls_before)
    assert others.is_like(before)
    assert growth <= MOST_GROWTH_MB


def speed_of_the_site(site: Site, id: str) -> Speed:
    """Of /healthz and of votes on one message, which must be answered."""
    seconds = []
    until = time.monotonic() + SECONDS / 5
    while time.monotonic() < until:
        began = time.monotonic()
        assert call(site.url.removesuffix("/v1"), "/healthz").status == 200
        seconds.append(time.monotonic() - began)
        given = vote(site, id)
        assert given.reply.status in (200, 208)
        seconds.append(given.seconds)
    return speed(seconds)


@contextmanager
def stalled_readers(ledger: Ledger) -> Iterator[None]:
    """Clients with little room that ask for a long answer and never look at it."""
    with ExitStack() as stack:
        for heard in [ledger.entered() for _ in range(STALLED)]:
            body = FAT_STREAM.body(heard.name)
            head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            connection = stack.enter_context(connected(ledger.site))
            connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            heard.ended = "left"
        eventually(lambda: not still_flows(ledger))
        yield


def still_flows(ledger: Ledger) -> bool:
    """Whether the upstream still sends: until all buffers on the way are full."""
    before = words_sent(ledger)
    time.sleep(0.5)
    return words_sent(ledger) > before


def words_sent(ledger: Ledger) -> int:
    return sum(len(ledger.sent(name).times) for name in ledger.heard)


@contextmanager
def half_sent_heads(site: Site) -> Iterator[None]:
    with ExitStack() as stack:
        for _ in range(STALLED):
            connection = stack.enter_context(connected(site))
            connection.sendall(f"POST {PATH} HTTP/1.1\r\nHost: loc".encode())
        yield


def connected(site: Site) -> socket.socket:
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", site.port))
    return connection


def resident(site: Site) -> float:
    """The megabytes that the gateway's workers hold."""
    statuses = [Path(f"/proc/{pid}/status").read_text() for pid in site.workers()]
    return sum(int(status.partition("VmRSS:")[2].split()[0]) for status in statuses) / 1024
