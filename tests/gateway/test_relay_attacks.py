"""Nobody but the operator chooses where a call goes: a listener that nobody may reach hears nothing."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.gateway.site import Site, chat, running
from tests.upstream import Received, Upstream, Wire

REDIRECTS = (301, 302, 303, 307, 308)
PATHS = (
    "/v1//{to}/x", "/v1/@{to}/x", "/v1/http://{to}/x", "/v1/http:/{to}/x", "/v1/%2f%2f{to}/x", "/v1/x%40{to}/y",
    "/v1/..%2f..%2f{to}", "/v1/%2e%2e/{to}", "/v1/..;/{to}", "/v1/\\{to}/x", "/v1/x#@{to}/y", "/v1/x?@{to}/y",
    "/v1/?url=http://{to}/", "/v1/%0d%0aHost:%20{to}", "/v1/x/../../{to}", "/v1/.{to}/x", "/v1/:80@{to}/x",
    "http://{to}/v1/models", "http://{to}/", "//{to}/v1/models", "https://{to}/v1/models", "ftp://{to}/v1/x",
    "http://user@{to}/v1/models", "/v1@{to}/models", "/v1:80@{to}/models", "@{to}/v1/models", "{to}/v1/models",
)  # fmt: skip
HEADERS = (
    ("Host", "{to}"), ("X-Forwarded-Host", "{to}"), ("X-Forwarded-Server", "{to}"),
    ("Forwarded", "host={to};proto=http"),
    ("X-Host", "{to}"), ("X-Original-URL", "http://{to}/v1/x"), ("X-Rewrite-URL", "http://{to}/v1/x"),
    ("X-Forwarded-For", "{to}"), ("X-Forwarded-Proto", "http://{to}/"), ("X-Forwarded-Port", "1"),
    ("X-Forwarded-Prefix", "//{to}"), ("Base-URL", "http://{to}/"), ("X-Upstream", "http://{to}/"),
    ("X-GPTBoost-Upstream", "http://{to}/v1"), ("X-GPTBoost-Base-URL", "http://{to}/v1"),
    ("Helicone-OpenAI-Api-Base", "http://{to}/v1"), ("Helicone-Target-URL", "http://{to}/v1"),
    ("X-Portkey-Custom-Host", "http://{to}/v1"), ("X-LiteLLM-Api-Base", "http://{to}/v1"),
    ("OpenAI-Base-Url", "http://{to}/v1"), ("baggage", "langsmith-endpoint=http://{to}"), ("Location", "http://{to}/"),
    ("Proxy", "http://{to}/"), ("Destination", "http://{to}/"), ("Referer", "http://{to}/"), ("Via", "1.1 {to}"),
    ("X-HTTP-Method-Override", "CONNECT"), ("Alt-Used", "{to}"),
)  # fmt: skip
FIELDS = (
    "api_base", "base_url", "baseUrl", "api_url", "url", "endpoint", "host", "upstream", "proxy", "target",
    "extra_headers",
    "custom_llm_provider", "webhook", "callback_url", "azure_endpoint", "server_url",
)  # fmt: skip
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


class Canary:
    """Listens on loopback and counts who comes."""

    def __init__(self) -> None:
        self.visits = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                visitor, _ = self._listener.accept()
            except OSError:
                return
            self.visits += 1
            visitor.close()

    def close(self) -> None:
        self._listener.close()


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    with closing(Canary()) as canary:
        yield canary


async def send_away(request: Received, wire: Wire) -> None:
    """A redirect of the asked status to the asked place, else a plain answer."""
    place, status = request.header("x-place"), request.header("x-status")
    if place:
        await wire.answer(int(status or 302), b"", ("Location", place), ("Refresh", f"0; url={place}"))
    else:
        await wire.answer(200, b'{"id": "chatcmpl-here"}', ("Content-Type", "application/json"))


@pytest.fixture(scope="module")
def here(canary: Canary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Upstream]]:
    """A gateway in whose environment every proxy variable points at the canary."""
    proxies = dict.fromkeys(PROXIES, f"http://{canary.address}") | {"NO_PROXY": "", "no_proxy": ""}
    folder = tmp_path_factory.mktemp("here")
    with Upstream(play=send_away) as upstream, running(folder, upstream.url, **proxies) as site:
        yield site, upstream


def asked(site: Site, target: str, headers: list[tuple[str, str]], body: bytes) -> bytes:
    """The answer's first line to a raw request; b"" where the connection was just closed."""
    lines = [f"POST {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    named = {name.lower() for name, _ in headers}
    lines += [] if "host" in named else [f"Host: 127.0.0.1:{site.port}"]
    head = "\r\n".join([*lines, "Connection: close", f"Content-Length: {len(body)}", "", ""]).encode()
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection:
        connection.sendall(head + body)
        return b"".join(iter(lambda: connection.recv(65536), b"")).partition(b"\r\n")[0]


def assert_only_here(canary: Canary, upstream: Upstream, seen: int, status: bytes) -> None:
    """What was answered came from the one upstream; every call that it got names it as its host."""
    assert canary.visits == 0
    assert status[9:12] in (b"200", b"400", b"404", b"405") or status == b""
    assert {call.header("host") for call in upstream.received[seen:]} <= {f"127.0.0.1:{upstream.port}"}
    assert len(upstream.received) - seen == int(status[9:12] == b"200")


@pytest.mark.parametrize("path", PATHS)
def test_it_goes_nowhere_else_for_a_path(here: tuple[Site, Upstream], canary: Canary, path: str):
    site, upstream = here
    seen = len(upstream.received)
    status = asked(site, path.format(to=canary.address), [], json.dumps(chat()).encode())
    assert_only_here(canary, upstream, seen, status)


@pytest.mark.parametrize(("name", "value"), HEADERS)
def test_it_goes_nowhere_else_for_a_header(here: tuple[Site, Upstream], canary: Canary, name: str, value: str):
    site, upstream = here
    seen = len(upstream.received)
    given = [(name, value.format(to=canary.address))]
    status = asked(site, "/v1/chat/completions", given, json.dumps(chat()).encode())
    assert_only_here(canary, upstream, seen, status)


@pytest.mark.parametrize("field", FIELDS)
def test_it_goes_nowhere_else_for_a_field_or_a_parameter(here: tuple[Site, Upstream], canary: Canary, field: str):
    site, upstream = here
    seen = len(upstream.received)
    place = f"http://{canary.address}/v1"
    body = json.dumps(chat(**{field: place})).encode()
    status = asked(site, f"/v1/chat/completions?{field}={place}", [], body)
    assert_only_here(canary, upstream, seen, status)
    assert status[9:12] == b"200"
    assert upstream.last.body == body


@pytest.mark.parametrize("status", REDIRECTS)
def test_it_follows_no_redirect(here: tuple[Site, Upstream], canary: Canary, status: int):
    site, _ = here
    for place in (f"http://{canary.address}/v1/chat/completions", f"//{canary.address}/"):
        reply = site.chat(X_Place=place, X_Status=str(status))
        assert (reply.status, reply.header("location")) == (status, place)
        assert site.entry(reply.id)["status"] == status
    assert canary.visits == 0


def test_it_is_no_proxy_itself(here: tuple[Site, Upstream], canary: Canary):
    site, upstream = here
    seen = len(upstream.received)
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection:
        connection.sendall(f"CONNECT {canary.address} HTTP/1.1\r\nHost: {canary.address}\r\n\r\n".encode())
        assert not connection.recv(65536).startswith(b"HTTP/1.1 2")
    assert (canary.visits, len(upstream.received)) == (0, seen)


def test_it_uses_no_proxy_of_its_environment(here: tuple[Site, Upstream], canary: Canary):
    site, _ = here
    assert site.environment["HTTP_PROXY"].endswith(canary.address)
    assert site.chat().status == 200
    assert canary.visits == 0
