"""No credential is anywhere in what is kept: not in the files, not in the database, not in the logs, in no spelling."""

from __future__ import annotations

import base64
import gzip
import re
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import zstandard

from requestlog.spool.schema import FILE
from tests.gateway.site import Reply, Site, running
from tests.upstream import Upstream

NAMES = (
    "bearer", "xapikey", "apikey", "azure", "google", "session", "csrf", "parameter", "refused", "helicone", "basic",
    "proxy", "userinfo", "project", "field",
)  # fmt: skip
CANARIES = {name: f"canary+{name}/7f3a9b=" for name in NAMES}
MODELS = ("normal", "unauthorised", "reset", "reset-mid", "echo-stream", "wrong")
ZSTD, GZIP = b"\x28\xb5\x2f\xfd", b"\x1f\x8b"
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgres": "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
}


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory, upstream: Upstream) -> Iterator[tuple[Site, list[bytes]]]:
    """A site that has seen every canary, and what was in its spool before it was recorded."""
    with running(tmp_path_factory.mktemp("used"), upstream.url) as site:
        CANARIES["project"] = site.command("createkey", "--project", "default", "--kind", "secret")
        site.stop("recorder")
        replies = [reply for model in MODELS for reply in asked(site, model)]
        replies += [site.chat(f"spell-{number}", Authorization=f"Bearer {CANARIES['bearer']}") for number in (2, 3, 10)]
        ask_with_userinfo(site)
        held = spooled(site.folder)
        site.start("recorder")
        for reply in replies:
            site.entry(reply.id)
        yield site, held


def asked(site: Site, model: str) -> list[Reply]:
    """A call for each door that a credential may come by."""
    key = CANARIES
    basic = base64.b64encode(key["basic"].encode()).decode()
    refused = site.call(f"/chat/completions?api_key={quote(key['refused'], safe='')}", {"model": model})
    assert refused.status == 400
    return [
        site.chat(
            model, Authorization=f"Bearer {key['bearer']}", Cookie=f"session={key['session']}; csrf={key['csrf']}"
        ),
        site.chat(model, X_Api_Key=key["xapikey"], fields={"note": key["xapikey"]}),
        site.chat(model, Api_Key=key["apikey"], Ocp_Apim_Subscription_Key=key["azure"], X_Goog_Api_Key=key["google"]),
        site.chat(model, Helicone_Auth=f"Bearer {key['helicone']}", X_GPTBoost_Key=key["project"]),
        site.chat(model, Proxy_Authorization=f"Bearer {key['proxy']}", X_GPTBoost_User="someone"),
        site.call(f"/chat/completions?token={quote(key['parameter'], safe='')}", {"model": model}),
        site.chat(model, Authorization=f"Basic {basic}"),
        site.chat(model, fields={"api_key": key["field"]}),
    ]


def ask_with_userinfo(site: Site) -> None:
    """A request whose target is a whole URL with a password in it."""
    target = f"http://user:{quote(CANARIES['userinfo'], safe='')}@127.0.0.1:{site.port}/v1/models"
    with closing(socket.create_connection(("127.0.0.1", site.port), timeout=30)) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 ")


def spooled(folder: Path) -> list[bytes]:
    with closing(sqlite3.connect(folder / "spool" / FILE)) as connection:
        names = [name for (name,) in connection.execute(TABLES["sqlite"])]
        return [value for name in names for row in connection.execute(f"SELECT * FROM {name}") for value in plain(row)]


def recorded(site: Site) -> list[bytes]:
    names = [row["name"] for row in site.rows(TABLES[site.environment["DATABASE_URL"].partition(":")[0]])]
    return [value for name in names for row in site.rows(f'SELECT * FROM "{name}"') for value in plain(row.values())]


def plain(values: Any) -> Iterator[bytes]:
    """Every value as bytes, unpacked where it is packed."""
    for value in values:
        data = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        yield data
        if data.startswith(ZSTD):
            yield zstandard.decompress(data)
        if data.startswith(GZIP):
            yield gzip.decompress(data)


def spellings(canary: str) -> list[bytes]:
    """It, as URLs write it, and the middle of what base64 makes of it, wherever that starts."""
    packed = [base64.b64encode(b"x" * shift + canary.encode())[4:-4] for shift in range(3)]
    return [canary.encode(), quote(canary, safe="").encode(), quote(canary).encode(), *packed]


def found(canary: str, haystack: list[bytes]) -> list[bytes]:
    looked_for = re.compile(b"|".join(map(re.escape, spellings(canary))))
    hits = (looked_for.search(text) for text in haystack)
    return [hit.string[max(0, hit.start() - 60) : hit.end() + 20] for hit in hits if hit]


@pytest.mark.parametrize("name", NAMES)
def test_it_is_in_no_file(used: tuple[Site, list[bytes]], name: str):
    files = [path.read_bytes() for path in used[0].folder.rglob("*") if path.is_file()]
    assert sum(map(len, files)) > 100_000
    assert found(CANARIES[name], files) == []


@pytest.mark.parametrize("name", NAMES)
def test_it_is_nowhere_in_the_spool(used: tuple[Site, list[bytes]], name: str):
    assert any(b"Incorrect API key provided: Bearer [redacted]" in text for text in used[1])
    assert found(CANARIES[name], used[1]) == []


@pytest.mark.parametrize("name", NAMES)
def test_it_is_nowhere_in_the_database(used: tuple[Site, list[bytes]], name: str):
    everything = recorded(used[0])
    assert any(b"Incorrect API key provided: Bearer [redacted]" in text for text in everything)
    assert found(CANARIES[name], everything) == []


def test_it_still_reaches_the_upstream_and_the_client(used: tuple[Site, list[bytes]], upstream: Upstream):
    reply = used[0].chat("unauthorised", Authorization=f"Bearer {CANARIES['bearer']}")
    assert upstream.last.header("authorization") == f"Bearer {CANARIES['bearer']}"
    assert CANARIES["bearer"].encode() in reply.body
