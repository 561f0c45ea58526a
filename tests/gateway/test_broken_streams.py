"""An upstream that breaks off in the middle: the client gets what came, and no proper end."""

from __future__ import annotations

import json
import socket

import pytest

from tests.gateway.site import Site, chat


def raw(site: Site, model: str) -> bytes:
    """All bytes of an answer, framing included, until the connection closes."""
    body = json.dumps(chat(model, stream=True)).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as connection:
        connection.sendall(head.encode() + body)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize("model", ["reset-mid", "cut-mid-chunk", "bad-chunk-size", "hang-mid"])
def test_it_cuts_the_stream_without_a_proper_end(impatient: Site, model: str):
    received = raw(impatient, model)
    assert received.startswith(b"HTTP/1.1 200")
    assert b"Hello" in received
    assert b"[DONE]" not in received
    assert not received.endswith(b"0\r\n\r\n")


@pytest.mark.parametrize("model", ["reset-mid", "cut-mid-chunk", "bad-chunk-size", "hang-mid"])
def test_it_keeps_what_came(impatient: Site, model: str):
    received = raw(impatient, model).decode()
    id = received.partition("x-gptboost-request-id: ")[2][:36]
    entry = impatient.entry(id)
    assert (entry["status"], entry["state"]) == (200, "upstream_error")
    assert entry["error_type"] == ("upstream_timeout" if model == "hang-mid" else "upstream_unreachable")
    assert entry["answer_preview"].startswith("Hello")


def test_it_cuts_an_answer_that_is_too_short(site: Site):
    received = raw(site, "too-short")
    assert b"1000" in received
    assert not received.endswith(b"}")
