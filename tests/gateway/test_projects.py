"""To which project a call belongs, and who is refused."""

from __future__ import annotations

import pytest

from tests.gateway.site import Site, eventually
from tests.upstream import Upstream


@pytest.fixture(scope="module")
def keys(site: Site) -> dict[str, str]:
    """A project's keys, made while the gateway runs."""
    site.command("createproject", "support", "--name", "Support")
    return {kind: site.command("createkey", "--project", "support", "--kind", kind) for kind in ("secret", "public")}


def slug_of(site: Site, id: str) -> str:
    project = site.entry(id)["project_id"]
    return site.rows(f"SELECT slug FROM projects_project WHERE id = {project}")[0]["slug"]


def test_it_belongs_to_the_default_project_without_any_key(site: Site):
    assert slug_of(site, site.chat().id) == "default"


def test_it_belongs_to_the_project_of_a_secret_key(site: Site, keys: dict[str, str], upstream: Upstream):
    reply = site.chat(X_GPTBoost_Key=keys["secret"], Authorization="Bearer upstreams-own-key")
    assert slug_of(site, reply.id) == "support"
    assert upstream.last.header("authorization") == "Bearer upstreams-own-key"


@pytest.mark.parametrize("header", ["Authorization", "X_Api_Key", "Api_Key"])
def test_it_takes_a_secret_key_for_a_bearer_and_never_sends_it_on(
    site: Site, keys: dict[str, str], upstream: Upstream, header: str
):
    scheme = "Bearer " if header == "Authorization" else ""
    reply = site.chat(**{header: scheme + keys["secret"]})
    assert slug_of(site, reply.id) == "support"
    assert keys["secret"] not in str(upstream.last.headers)


@pytest.mark.parametrize("header", ["Authorization", "X_Api_Key", "Api_Key"])
def test_it_belongs_to_the_project_of_a_registered_upstream_key(site: Site, keys: dict[str, str], header: str):
    key = f"sk-registered-{header.lower()}"
    site.command("registerkey", "--project", "support", stdin=key)
    scheme = "bearer " if header == "Authorization" else ""
    assert slug_of(site, site.chat(**{header: scheme + key}).id) == "support"


def test_it_knows_a_key_that_was_made_a_moment_ago(site: Site, keys: dict[str, str]):
    fresh = site.command("createkey", "--project", "support", "--kind", "secret")
    assert site.chat(X_GPTBoost_Key=fresh).status == 200


def test_it_knows_a_key_no_more_once_it_is_revoked(site: Site, keys: dict[str, str]):
    key = site.command("createkey", "--project", "support", "--kind", "secret")
    assert site.chat(X_GPTBoost_Key=key).status == 200
    site.revoke(key)
    refused = eventually(lambda: (reply := site.chat(X_GPTBoost_Key=key)).status == 401 and reply)
    assert refused.json["error"]["code"] == "invalid_api_key"


def test_it_refuses_a_public_key(site: Site, keys: dict[str, str], upstream: Upstream):
    seen = len(upstream.received)
    reply = site.chat(X_GPTBoost_Key=keys["public"])
    assert (reply.status, reply.json["error"]["code"]) == (401, "invalid_api_key")
    assert "votes" in reply.json["error"]["message"]
    assert len(upstream.received) == seen


@pytest.mark.parametrize("key", ["sk_" + "x" * 40, "nonsense", "' OR 1=1 --"])
def test_it_refuses_a_wrong_project_key(site: Site, upstream: Upstream, key: str):
    seen = len(upstream.received)
    reply = site.chat(X_GPTBoost_Key=key)
    assert reply.status == 401
    assert set(reply.json["error"]) == {"message", "type", "param", "code"}
    assert key not in reply.body.decode()
    assert reply.id
    assert len(upstream.received) == seen


def test_it_passes_other_vendors_keys_that_look_a_little_like_its_own(site: Site, upstream: Upstream):
    assert site.chat(Authorization="Bearer sk_0123456789abcdef").status == 200
    assert upstream.last.header("authorization") == "Bearer sk_0123456789abcdef"
