"""No credential is anywhere in what is kept: not in the files, not in the database, not in the logs."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateway.site import Site, running
from tests.upstream import Upstream

CANARIES = [f"canary-{name}-7f3a9b" for name in ("bearer", "xapikey", "apikey", "cookie", "query", "helicone", "basic")]
BEARER, X_API_KEY, API_KEY, COOKIE, QUERY, HELICONE, BASIC = CANARIES


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory, upstream: Upstream) -> Iterator[Site]:
    """A site that has seen every canary, in questions, in errors that repeat it, in broken calls."""
    with running(tmp_path_factory.mktemp("used"), upstream.url) as site:
        key = site.command("createkey", "--project", "default", "--kind", "secret")
        CANARIES.append(key)
        for model in ("normal", "unauthorised", "reset", "reset-mid", "echo-stream", "wrong"):
            replies = [
                site.chat(model, Authorization=f"Bearer {BEARER}", Cookie=f"session={COOKIE}"),
                site.chat(model, fields={"note": API_KEY}, X_Api_Key=X_API_KEY, Api_Key=API_KEY),
                site.chat(model, Helicone_Auth=f"Bearer {HELICONE}", X_GPTBoost_Key=key),
                site.call(f"/chat/completions?api_key={QUERY}", {"model": model, "echo": QUERY}),
                site.chat(model, Authorization=f"Basic {base64.b64encode(BASIC.encode()).decode()}"),
            ]
        for reply in replies:
            site.entry(reply.id)
        yield site


def test_it_is_in_no_file(used: Site):
    for canary in CANARIES:
        for form in (canary, base64.b64encode(canary.encode()).decode()):
            assert [str(path) for path in files(used.folder) if form.encode() in path.read_bytes()] == []


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_it_is_in_no_stored_body(used: Site):
    ids = [row["request_id"] for row in used.rows("SELECT request_id FROM requestlog_payload")]
    bodies = [body for id in ids for body in used.payload(str(id))]
    assert len(bodies) > 40
    assert not [body for body in bodies for canary in CANARIES if canary.encode() in body]
    assert any(re.search(rb"Incorrect API key provided: Bearer \[redacted\]", body) for body in bodies)


def test_it_still_reaches_the_upstream_and_the_client(used: Site, upstream: Upstream):
    reply = used.chat("unauthorised", Authorization=f"Bearer {BEARER}")
    assert upstream.last.header("authorization") == f"Bearer {BEARER}"
    assert BEARER.encode() in reply.body
