"""Django in threads under gunicorn's ASGI worker: clients that leave, odd query strings."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time

import pytest

from tests.postgres import free_port

GUNICORN = [sys.executable, "-m", "gunicorn", "-k", "asgi", "--no-control-socket", "--log-level", "warning"]


@pytest.fixture
def server(tmp_path):
    """The port of a gunicorn that serves tests.site.endless with two threads."""
    port = free_port()
    env = {**os.environ, "CLOSED_FILE": str(tmp_path / "closed")}
    process = subprocess.Popen([*GUNICORN, "-b", f"127.0.0.1:{port}", "tests.site.endless:application"], env=env)
    wait_until(lambda: connects(port))
    yield port
    process.terminate()
    process.wait(timeout=30)


def connects(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(true, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def asked(port: int, target: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    return connection


def whole_answer(port: int, target: bytes) -> bytes:
    with asked(port, target) as connection:
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize("stalled", [0, 1])
def test_it_frees_the_thread_of_a_client_that_left(server, tmp_path, stalled):
    for _ in range(2):
        with asked(server, b"/endless") as connection:
            assert connection.recv(15) == b"HTTP/1.1 200 OK"
            time.sleep(stalled)
    wait_until(lambda: (tmp_path / "closed").exists() and (tmp_path / "closed").read_text() == "closed closed ")
    assert whole_answer(server, b"/?alive").endswith(b"alive\r\n0\r\n\r\n")


def test_it_passes_the_query_string_as_it_is(server):
    assert whole_answer(server, b"/?a=b%20c&d=%ff").endswith(b"a=b%20c&d=%ff\r\n0\r\n\r\n")


def test_it_refuses_a_query_string_that_is_not_ascii(server):
    assert whole_answer(server, b"/?q=\xc3\xa4").startswith(b"HTTP/1.1 400 ")
