"""What passes: status, headers and bytes of the answer, method, path, headers and bytes of the question."""

from __future__ import annotations

import http.client
import json
import socket
import time
from contextlib import closing

import pytest

from tests.gateway.site import Reply, Site, call, chat
from tests.upstream import Upstream

SAFE = {"x-content-type-options": "nosniff", "content-security-policy": "sandbox; default-src 'none'"}
OWN = {"x-gptboost-request-id", "date", "server", "transfer-encoding", "content-length", "connection", *SAFE}
CHANGING = {"x-request-id"}


def comparable(reply: Reply) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in reply.headers if name.lower() not in OWN | CHANGING]


@pytest.mark.parametrize(
    "model", ["normal", "bad-request", "rate-limited", "zipped", "redirect", "big-headers", "until-close"]
)
def test_it_answers_as_the_upstream_does(site: Site, upstream: Upstream, model: str):
    direct, through = call(upstream.url, "/chat/completions", chat(model)), site.chat(model)
    assert through.status == direct.status
    assert comparable(through) == comparable(direct)
    assert len(through.body) == len(direct.body)
    assert through.id


def test_it_passes_the_bytes_of_a_stream(site: Site, upstream: Upstream):
    asked = {"stream": True, "stream_options": {"include_usage": True}}
    direct, through = call(upstream.url, "/chat/completions", chat(**asked)), site.chat(fields=asked)
    same = json.loads(through.body.split(b"\n")[0][6:])["id"].encode()
    other = json.loads(direct.body.split(b"\n")[0][6:])["id"].encode()
    assert through.body == direct.body.replace(other, same)
    assert through.body.endswith(b"data: [DONE]\n\n")


def test_it_passes_bytes_as_they_arrive(site: Site):
    at = []
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)) as connection:
        body = json.dumps(chat("slow-stream", stream=True))
        connection.request("POST", "/v1/chat/completions", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        while answer.read1(65536):
            at.append(time.monotonic())
    assert len(at) >= 8
    assert at[-1] - at[0] > 0.5


def test_it_sends_the_question_unchanged(site: Site, upstream: Upstream):
    body = b'{"model" : "gpt-5-mini",\n "messages":[], "note": "\\ud83d \xc3\xa9" }'
    site.call(
        "/chat/completions?a=%2F+b&c",
        body,
        Authorization="Bearer abcdefgh",
        OpenAI_Organization="org-1",
        X_Odd="caf\u00e9",
    )
    assert upstream.last.body == body
    assert (upstream.last.method, upstream.last.target) == ("POST", "/v1/chat/completions?a=%2F+b&c")
    assert upstream.last.header("authorization") == "Bearer abcdefgh"
    assert upstream.last.header("openai-organization") == "org-1"
    assert upstream.last.header("content-length") == str(len(body))


def test_it_adds_no_header_and_keeps_its_own_to_itself(site: Site, upstream: Upstream):
    site.chat(X_GPTBoost_User="u", Helicone_Auth="Bearer secret-helicone", Helicone_Cache="on", Cookie="session=1",
              Connection="x-hop", X_Hop="1", Accept_Encoding="identity")  # fmt: skip
    names = {name.lower() for name, _ in upstream.last.headers}
    assert names == {"host", "content-type", "content-length", "accept-encoding"}


def test_it_names_the_upstream_as_host(site: Site, upstream: Upstream):
    site.chat(Host="evil.example")
    assert upstream.last.header("host") == f"127.0.0.1:{upstream.port}"


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/models", 200), ("HEAD", "/models", 200), ("DELETE", "/files/file-1", 204), ("PATCH", "/any/thing", 200),
])  # fmt: skip
def test_it_passes_every_method_and_path(site: Site, upstream: Upstream, method: str, path: str, status: int):
    reply = site.call(path, method=method)
    assert reply.status == status
    assert (upstream.last.method, upstream.last.target) == (method, f"/v1{path}")
    assert reply.id


def test_it_keeps_the_length_that_head_was_told(site: Site, upstream: Upstream):
    direct, through = call(upstream.url, "/models", method="HEAD"), site.call("/models", method="HEAD")
    assert through.header("content-length") == direct.header("content-length") != ""
    assert through.body == b""


def test_it_drops_the_upstreams_cookies(site: Site):
    assert site.chat("cookie").header("set-cookie") == ""


def test_it_puts_what_a_browser_could_run_in_a_sandbox(site: Site):
    reply = site.chat("html-error")
    assert (reply.status, reply.body[:6]) == (502, b"<html>")
    assert reply.header("content-security-policy") == "sandbox; default-src 'none'"


def test_it_passes_a_chunked_question_whole(site: Site, upstream: Upstream):
    pieces = [b'{"model":"gpt-5-mini",', b'"messages":[]}']
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)) as connection:
        connection.request(
            "POST", "/v1/chat/completions", iter(pieces), {"Content-Type": "application/json"}, encode_chunked=True
        )
        assert connection.getresponse().status == 200
    assert upstream.last.body == b"".join(pieces)


def test_it_passes_a_large_answer_whole(site: Site):
    reply = site.chat("big")
    assert len(reply.json["choices"][0]["message"]["content"]) == 3_000_000


def test_it_serves_one_connection_after_another_call(site: Site):
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)) as connection:
        for _ in range(3):
            connection.request("POST", "/v1/chat/completions", json.dumps(chat()), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            assert (answer.status, len(answer.read()) > 100) == (200, True)


def test_it_answers_a_browsers_preflight_as_the_upstream_does(site: Site, upstream: Upstream):
    asked = {"Origin": "https://app.example", "Access_Control_Request_Method": "POST"}
    reply = site.call("/chat/completions", method="OPTIONS", **asked)
    assert (reply.status, reply.header("access-control-allow-methods")) == (200, "POST")
    assert site.spool.find(reply.id) is None


def test_it_says_that_it_forwards_no_websockets(site: Site):
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
        connection.sendall(
            b"GET /v1/realtime HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 501")
    assert b'"code":"websocket_not_supported"' in answer
