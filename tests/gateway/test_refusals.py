"""What the gateway answers itself: limits, paths, strangers where they are refused."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.gateway.site import Site, call, running
from tests.upstream import Upstream


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory, upstream: Upstream) -> Iterator[Site]:
    """A gateway that refuses unknown keys and bodies above 2,000 bytes, and is soon out of patience."""
    settings = {
        "GPTBOOST_UNKNOWN_KEYS": "reject",
        "GPTBOOST_MAX_BODY_BYTES": "2000",
        "GPTBOOST_UPSTREAM_IDLE_SECONDS": "1",
    }
    with running(tmp_path_factory.mktemp("strict"), upstream.url, **settings) as site:
        yield site


@pytest.fixture(scope="module")
def key(strict: Site) -> str:
    return strict.command("createkey", "--project", "default", "--kind", "secret")


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer sk-unknown"}, {"Authorization": "Basic x"}])
def test_it_refuses_strangers(strict: Site, upstream: Upstream, headers: dict[str, str]):
    seen = len(upstream.received)
    reply = strict.chat(**headers)
    assert (reply.status, reply.json["error"]["code"]) == (401, "invalid_api_key")
    assert reply.header("access-control-allow-origin") == "*"
    assert len(upstream.received) == seen


def test_it_lets_a_browsers_preflight_through(strict: Site):
    asked = {"Origin": "https://app.example", "Access_Control_Request_Method": "POST"}
    assert strict.call("/chat/completions", method="OPTIONS", **asked).status == 200


def test_it_takes_a_body_of_just_the_limit(strict: Site, key: str):
    assert strict.call("/chat/completions", b" " * 2000, X_GPTBoost_Key=key).status == 200


@pytest.mark.parametrize("size", [2001, 5_000_000])
def test_it_refuses_a_larger_body_and_names_the_limit(strict: Site, key: str, size: int):
    reply = strict.call("/chat/completions", b"x" * size, X_GPTBoost_Key=key)
    assert (reply.status, reply.json["error"]["code"]) == (413, "body_too_large")
    assert "2,000" in reply.json["error"]["message"]


def test_it_refuses_a_larger_body_that_does_not_say_its_size(strict: Site, key: str):
    head = (
        f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nX-GPTBoost-Key: {key}\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", strict.port), timeout=20) as connection:
        connection.sendall(head.encode() + b"1000\r\n" + b"x" * 4096 + b"\r\n0\r\n\r\n")
        assert connection.recv(64).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    "path", ["/../admin", "/a/../../x", "/%2e%2e/x", "/a/%2E./x", "/..%2fx", "/a/.", "/..;/x", "/..\\x"]
)
def test_it_refuses_paths_that_climb(site: Site, upstream: Upstream, path: str):
    seen = len(upstream.received)
    reply = site.call(path)
    assert (reply.status, reply.json["error"]["code"]) == (400, "invalid_path")
    assert len(upstream.received) == seen


@pytest.mark.parametrize("target", ["/v1//127.0.0.1:1/x", "/v1/@127.0.0.1:1/x", "/v1/http://127.0.0.1:1/"])
def test_it_asks_no_other_host_than_the_upstream(site: Site, upstream: Upstream, target: str):
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n".encode())
        assert connection.recv(64).startswith(b"HTTP/1.1 200")
    assert upstream.last.target == target
    assert upstream.last.header("host") == f"127.0.0.1:{upstream.port}"


def test_it_says_that_a_silent_upstream_timed_out(strict: Site, key: str):
    for model in ("hang", "hang-after-head"):
        reply = strict.chat(model, X_GPTBoost_Key=key)
        assert (reply.status, reply.json["error"]["code"]) == (504, "upstream_timeout")
        entry = strict.entry(reply.id)
        assert (entry["status"], entry["state"], entry["error_type"]) == (504, "upstream_error", "upstream_timeout")


@pytest.mark.parametrize("model", ["reset", "nonsense"])
def test_it_says_that_a_broken_upstream_cannot_be_reached(site: Site, model: str):
    reply = site.chat(model)
    assert (reply.status, reply.json["error"]["type"]) == (502, "api_error")
    assert reply.json["error"]["code"] == "upstream_unreachable"
    entry = site.entry(reply.id)
    assert (entry["status"], entry["state"], entry["error_type"]) == (502, "upstream_error", "upstream_unreachable")
    assert site.payload(reply.id)[1] == reply.body


def test_it_says_the_same_where_nobody_listens(tmp_path):
    with running(tmp_path, "http://127.0.0.1:9/v1") as site:
        assert site.chat().status == 502
        assert call(site.url.removesuffix("/v1"), "/healthz").status == 200
