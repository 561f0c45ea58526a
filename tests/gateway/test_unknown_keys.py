"""Who may call where unknown keys are refused, while the database is there and while it is away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext

import pytest

from tests.gateway.site import Reply, Site, eventually, running
from tests.upstream import Upstream

UNKNOWN = "sk_" + "u" * 40
UPSTREAMS = "sk-registered-for-upstream"


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory, upstream: Upstream) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("strict"), upstream.url, GPTBOOST_UNKNOWN_KEYS="reject") as site:
        site.command("registerkey", "--project", "default", stdin=UPSTREAMS)
        yield site


@pytest.fixture(scope="module")
def keys(strict: Site) -> dict[str, dict[str, str]]:
    """Headers with keys that the gateway has already seen, each in a state of its own."""
    known, revoked = (strict.command("createkey", "--project", "default", "--kind", "secret") for _ in range(2))
    assert strict.chat(X_GPTBoost_Key=revoked).status == 200
    strict.revoke(revoked)
    eventually(lambda: strict.chat(X_GPTBoost_Key=revoked).status == 401)
    return {
        "known": {"X_GPTBoost_Key": known},
        "known bearer": {"Authorization": f"Bearer {known}"},
        "known upstream's": {"Authorization": f"Bearer {UPSTREAMS}"},
        "unknown": {"X_GPTBoost_Key": UNKNOWN},
        "unknown upstream's": {"Authorization": "Bearer sk-of-a-stranger"},
        "none": {},
        "revoked": {"X_GPTBoost_Key": revoked},
        "revoked bearer": {"Authorization": f"Bearer {revoked}"},
    }


@pytest.mark.parametrize("database", ["up", "away"])
def test_it_lets_those_through_that_it_knows_and_no_others(
    strict: Site, keys: dict[str, dict[str, str]], upstream: Upstream, database: str
):
    seen = len(upstream.received)
    meanwhile: AbstractContextManager[None] = strict.database_away() if database == "away" else nullcontext()
    with meanwhile:
        replies = {name: strict.chat(**headers) for name, headers in keys.items()}
    assert {name: reply.status for name, reply in replies.items()} == {
        name: 200 if name.startswith("known") else 401 for name in keys
    }
    assert len(upstream.received) - seen == 3
    assert all(refusal(reply) for reply in replies.values() if reply.status == 401)
    assert {strict.entry(reply.id)["state"] for reply in replies.values() if reply.status == 200} == {"complete"}


def refusal(reply: Reply) -> bool:
    """Whether it is in OpenAI's shape and says nothing of the key."""
    return reply.json["error"]["code"] == "invalid_api_key" and UNKNOWN not in str(reply.json)


def test_it_says_the_same_to_all_that_it_refuses(strict: Site, keys: dict[str, dict[str, str]]):
    refused = [strict.chat(**headers).body for name, headers in keys.items() if not name.startswith("known")]
    assert len(set(refused)) == 1


def test_it_is_in_every_worker_that_a_key_is_revoked(tmp_path, upstream: Upstream):
    with running(tmp_path, upstream.url, WEB_CONCURRENCY="2") as site:
        key = site.command("createkey", "--project", "default", "--kind", "secret")
        assert {site.chat(X_GPTBoost_Key=key).status for _ in range(20)} == {200}
        site.revoke(key)
        eventually(lambda: {site.chat(X_GPTBoost_Key=key).status for _ in range(20)} == {401})
