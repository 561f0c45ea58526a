"""What is not called: nothing private, by no name, no redirect and no proxy; and what is said of each failure."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from ipaddress import ip_network

import pytest

from feedback.webhooks import sending
from feedback.webhooks.outcomes import Outcome, Verdict
from feedback.webhooks.sending import Letter, send_in_turn
from tests.factories import NOW
from tests.loops import awaited
from tests.webhooks.receiver import Receiver

LOOPBACK = [ip_network("127.0.0.1/32")]


@pytest.fixture
def canary() -> Iterator[Receiver]:
    """A receiver on loopback that nobody may call."""
    with Receiver() as canary:
        yield canary


def sent(url: str, *more: str, allowed=()) -> list[Outcome]:
    letters = [Letter(each, {}, b"{}") for each in (url, *more)]
    return awaited(send_in_turn(letters, allowed=allowed, now=NOW))


def resolving(monkeypatch, *answers: list[str]) -> list[str]:
    """Lets every name resolve to `answers` in turn, the last for good; returns the names that were asked for."""
    asked, left = [], list(answers)

    def getaddrinfo(host, port, *args, **kwargs):
        asked.append(host)
        addresses = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (each, port)) for each in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0.0.0.0"],
)
def test_it_makes_no_connection_to_loopback_however_it_is_written(canary, host):
    [outcome] = sent(f"http://{host}:{canary.port}/")
    assert outcome.verdict is Verdict.AWAY
    assert outcome.status is None
    assert canary.got == []


def test_it_says_what_may_be_done_about_a_private_address():
    [outcome] = sent("http://10.0.0.5/")
    assert outcome.words == "10.0.0.5 is a private address; the operator may allow it with GPTBOOST_WEBHOOK_NETWORKS."


def test_it_makes_no_connection_for_a_name_that_leads_inside(canary, monkeypatch):
    asked = resolving(monkeypatch, ["127.0.0.1"])
    [outcome] = sent(f"http://hooks.example.org:{canary.port}/")
    assert asked == ["hooks.example.org"]
    assert "127.0.0.1 is a loopback address" in outcome.words
    assert canary.got == []


def test_it_makes_no_connection_where_one_of_several_addresses_leads_inside(canary, monkeypatch):
    resolving(monkeypatch, ["127.0.0.1", "10.255.255.1"])
    [outcome] = sent(f"http://hooks.example.org:{canary.port}/")
    assert outcome.status is None
    assert "the operator may allow it" in outcome.words
    assert canary.got == []


def test_it_connects_to_the_address_that_it_checked(canary, receiver, monkeypatch):
    """A name that means something allowed at first and something inside afterwards."""
    asked = resolving(monkeypatch, ["127.0.0.1"], ["127.0.0.2"])
    url = f"http://rebinding.example.org:{receiver.port}/"
    receiver.headers = {"Connection": "close"}
    outcomes = [*sent(url, allowed=LOOPBACK), *sent(url, allowed=LOOPBACK)]
    assert [outcome.verdict for outcome in outcomes] == [Verdict.ARRIVED, Verdict.AWAY]
    assert len(asked) == 2
    assert "127.0.0.2 is a loopback address" in outcomes[1].words
    assert len(receiver.got) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_it_follows_no_redirect(canary, receiver, status):
    receiver.answers, receiver.headers = [status], {"Location": canary.url}
    [outcome] = sent(receiver.url, allowed=LOOPBACK)
    assert (outcome.verdict, outcome.status) == (Verdict.AGAIN, status)
    assert "Redirects are not followed" in outcome.words
    assert canary.got == []
    assert len(receiver.got) == 1


def test_it_uses_no_proxy_of_the_environment(canary, receiver, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{canary.port}")
    [outcome] = sent(receiver.url, allowed=LOOPBACK)
    assert outcome.verdict is Verdict.ARRIVED
    assert canary.got == []


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(200, "arrived"), (201, "arrived"), (204, "arrived"), (299, "arrived"), (304, "again"), (400, "again"),
     (401, "again"), (404, "again"), (410, "gone"), (429, "away"), (500, "again"), (503, "away"), (599, "again")],
)  # fmt: skip
def test_it_judges_by_the_status_alone(receiver, status, verdict):
    receiver.answers = [status]
    [outcome] = sent(receiver.url, allowed=LOOPBACK)
    assert (outcome.verdict.value, outcome.status) == (verdict, status)
    assert (outcome.words == "") is (verdict == "arrived")


def test_it_does_not_read_an_answer_without_end(monkeypatch):
    monkeypatch.setattr(sending, "SECONDS", 60)
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_answer_without_end, args=(server,), daemon=True).start()
        [outcome] = sent(f"http://127.0.0.1:{server.getsockname()[1]}/", allowed=LOOPBACK)
    assert outcome == Outcome(Verdict.ARRIVED, status=200)


def _answer_without_end(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            while True:
                connection.sendall(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")
        except OSError:
            pass


def test_it_says_when_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    [outcome] = sent(f"http://127.0.0.1:{port}/", allowed=LOOPBACK)
    assert outcome.words.startswith(f"Cannot connect to 127.0.0.1:{port}: ")


def test_it_says_when_a_name_is_not_known(monkeypatch):
    def unknown(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    [outcome] = sent("http://hooks.example.org/")
    assert outcome.words == "The name hooks.example.org is not known: Name or service not known."


@pytest.mark.parametrize("url", ["http://", "http://[", "ftp://127.0.0.1/", "http://127.0.0.1:99999/", "http://a b/"])
def test_it_calls_nothing_that_is_no_url(url):
    [outcome] = sent(url, allowed=LOOPBACK)
    assert outcome.verdict is Verdict.AWAY
    assert outcome.words


def test_it_leaves_the_rest_unsent_where_the_first_find_nobody():
    outcomes = sent(*["http://10.0.0.5/"] * 6)
    assert [outcome.verdict for outcome in outcomes] == [Verdict.AWAY] * 4 + [Verdict.UNSENT] * 2
