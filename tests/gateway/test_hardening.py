"""What the gateway refuses so that no credential can be mistaken or leak, and what no answer may bring along."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from requestlog.spool import Spool
from tests.gateway.site import Reply, Site, call, eventually, running
from tests.upstream import Upstream

TELLTALE = "sk-canary-0123456789abcdef"
INJECTIONS = (
    "' OR 1=1 --", "' OR '1'='1", '" OR ""="', "') OR ('1'='1", "1' ORDER BY 1--", "' UNION SELECT NULL--",
    "' UNION SELECT digest FROM projects_apikey--", "'; DROP TABLE projects_apikey;--", "'; SELECT pg_sleep(5)--",
    "' AND (SELECT 1 FROM (SELECT pg_sleep(5))x)--", "' || pg_sleep(5) --", "1; WAITFOR DELAY '0:0:5'--", "admin'--",
    "admin'/*", "' or 1=1#", "' or 1=1/*", "') or '1'='1--", "' AND 1=CONVERT(int,@@version)--", "' HAVING 1=1--",
    "' GROUP BY 1 HAVING 1=1--", "%' OR '%'='", "_", "%", "%%", "\\", "\\'", "\\\" OR 1=1 --", "`", "``", "$$", "$1",
    "?", ":key", "%(key)s", "{key}", "{0.__class__}", "x' AND randomblob(1000000000)--", "0x27", "%27%20OR%201=1--",
    "sk_' OR 1=1 --",
)  # fmt: skip
DOUBLED = ("Authorization", "X-Api-Key", "Api-Key", "X-GPTBoost-Key")
IN_URL = ("key", "api_key", "api-key", "apikey", "access_token", "KEY", "Api_Key")
NOT_OURS = {
    "set-cookie", "strict-transport-security", "alt-svc", "clear-site-data", "public-key-pins", "nel", "report-to",
    "service-worker-allowed",
}  # fmt: skip


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory, upstream: Upstream) -> Iterator[Site]:
    """A gateway that lets each key have two calls open."""
    with running(tmp_path_factory.mktemp("narrow"), upstream.url, GPTBOOST_IN_FLIGHT_PER_KEY="2") as site:
        yield site


def raw(site: Site, lines: list[str], target: str = "/v1/models", method: str = "GET") -> bytes:
    """The whole answer to a request with just these headers."""
    head = "\r\n".join([f"{method} {target} HTTP/1.1", "Host: x", "Connection: close", *lines, "", ""])
    with closing(socket.create_connection(("127.0.0.1", site.port), timeout=30)) as connection:
        connection.sendall(head.encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize("values", [(TELLTALE, "sk-other"), (TELLTALE, TELLTALE)], ids=["different", "same"])
@pytest.mark.parametrize("name", DOUBLED)
def test_it_refuses_a_credential_that_comes_twice(site: Site, upstream: Upstream, name: str, values: tuple[str, str]):
    seen = len(upstream.received)
    answer = raw(site, [f"{name}: Bearer {value}" for value in values])
    assert answer.startswith(b"HTTP/1.1 400")
    assert b'"duplicate_header"' in answer
    assert TELLTALE.encode() not in answer
    assert len(upstream.received) == seen


def test_it_passes_other_headers_that_come_twice(site: Site, upstream: Upstream):
    assert raw(site, ["X-Any: 1", "X-Any: 2"]).startswith(b"HTTP/1.1 200")
    assert [value for name, value in upstream.last.headers if name.lower() == "x-any"] == ["1", "2"]


@pytest.mark.parametrize("name", IN_URL)
def test_it_refuses_a_credential_in_the_url(site: Site, upstream: Upstream, name: str):
    seen = len(upstream.received)
    reply = site.call(f"/models?a=1&{name}={TELLTALE}")
    assert (reply.status, reply.json["error"]["code"]) == (400, "credential_in_url")
    assert TELLTALE not in reply.body.decode()
    assert len(upstream.received) == seen


@pytest.mark.parametrize("header", ["Authorization", "X_GPTBoost_Key"])
def test_it_finds_no_project_by_a_key_that_is_sql(narrow: Site, header: str):
    before = narrow.rows("SELECT digest, revoked_at FROM projects_apikey ORDER BY digest")
    for text in INJECTIONS:
        reply = narrow.chat(**{header: f"Bearer {text}" if header == "Authorization" else text})
        assert reply.status == (200 if header == "Authorization" else 401)
        assert header == "Authorization" or text not in reply.json["error"]["message"]
    assert narrow.rows("SELECT digest, revoked_at FROM projects_apikey ORDER BY digest") == before
    assert narrow.healthy()


@pytest.mark.parametrize("model", ["normal", "bad-request", "html-error", "hostile", "hostile-stream"])
def test_it_keeps_a_browser_from_running_an_answer(site: Site, model: str):
    assert_tame(site.chat(model))


@pytest.mark.parametrize("path", ["/../x", "/models?key=x", "/chat/completions"])
def test_it_keeps_a_browser_from_running_its_own_answers(site: Site, path: str):
    assert_tame(site.call(path, X_GPTBoost_Key="sk_wrong"))


def assert_tame(reply: Reply) -> None:
    assert reply.header("x-content-type-options") == "nosniff"
    policies = [value for name, value in reply.headers if name.lower() == "content-security-policy"]
    assert policies == ["sandbox; default-src 'none'"]
    assert not {name.lower() for name, _ in reply.headers} & NOT_OURS


def test_it_refuses_websockets_in_the_shape_of_an_error(site: Site, upstream: Upstream):
    seen = len(upstream.received)
    upgrade = ["Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
    head = "\r\n".join(["GET /v1/realtime?model=x HTTP/1.1", "Host: x", "Connection: Upgrade", *upgrade, "", ""])
    with closing(socket.create_connection(("127.0.0.1", site.port), timeout=30)) as connection:
        connection.sendall(head.encode())
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 501")
    assert b'"websocket_not_supported"' in answer
    assert len(upstream.received) == seen


def test_it_limits_the_calls_that_a_key_has_open(narrow: Site):
    headers = {"Authorization": f"Bearer {TELLTALE}"}
    with ExitStack() as calls:
        for _ in range(2):
            connection = calls.enter_context(closing(narrow.connection("hang-mid", headers)))
            assert connection.getresponse().status == 200
        refused = narrow.chat(**headers)
        assert (refused.status, refused.json["error"]["code"]) == (429, "too_many_in_flight")
        assert refused.header("retry-after")
        assert narrow.chat(Authorization="Bearer sk-someone-else").status == 200
    assert eventually(lambda: narrow.chat(**headers).status == 200)


def test_it_keeps_no_call_that_it_refused(narrow: Site):
    replies = [narrow.call(f"/models?key={TELLTALE}"), narrow.call("/../x"), narrow.chat(X_GPTBoost_Key="sk_wrong")]
    assert [reply.status for reply in replies] == [400, 400, 401]
    spool = Spool(narrow.folder / "spool")
    assert [spool.find(reply.id) for reply in replies] == [None] * 3
    assert not any(narrow.ended(reply.id) for reply in replies)


def test_it_opens_no_socket_to_be_controlled_by(site: Site):
    assert site.healthy()
    assert "gunicorn" not in Path("/proc/net/unix").read_text()


def test_it_answers_under_v1_and_nothing_else_of_the_upstreams(site: Site, upstream: Upstream):
    seen = len(upstream.received)
    base = site.url.removesuffix("/v1")
    for path in ("/config/update", "/models", "/v2/models", "/v1", "/debug", "/openai/v1/models"):
        assert call(base, path).status in (302, 404)
    assert len(upstream.received) == seen
