"""A worker that has no file descriptor left: others get an answer or a refusal, and it recovers without a restart."""

from __future__ import annotations

import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.faults.traffic import Plan, ask_all
from tests.gateway.site import Site, eventually

SPARE = 30
IDLE = 60
NOTHING = 0  # the connection was closed at once
HASTY = Plan(patience=3)


def test_it_recovers_when_descriptors_are_free_again(site: Site, audit):
    (worker,) = site.workers()
    with audit(site) as ledger:
        with few_descriptors(worker) as most, ExitStack() as idle:
            for _ in range(IDLE):
                idle.enter_context(socket.create_connection(("127.0.0.1", site.port)))
            eventually(lambda: open_files(worker) >= most - 1)
            tried = ask_all(ledger, [HASTY] * 5, at_once=5)
        assert eventually(site.healthy)
        assert [heard.status for heard in ask_all(ledger, [Plan()] * 10)] == [200] * 10
    assert site.workers() == [worker]
    assert {heard.status for heard in tried} <= {200, 502, 503, NOTHING}
    assert not any(ledger.sent(heard.name).arrivals for heard in tried if heard.status == NOTHING)


@contextmanager
def few_descriptors(pid: int) -> Iterator[int]:
    """Leaves the process a few more than it has now; how many that are in all."""
    usual = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    most = open_files(pid) + SPARE
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (most, usual[1]))
    try:
        yield most
    finally:
        resource.prlimit(pid, resource.RLIMIT_NOFILE, usual)


def open_files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))
