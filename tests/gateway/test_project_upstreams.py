"""A project's own upstream, out of the operator's list and of nowhere else."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from tests.gateway.site import Site, eventually, running
from tests.upstream import Upstream


@pytest.fixture(scope="module")
def other() -> Iterator[Upstream]:
    with Upstream() as upstream:
        yield upstream


@pytest.fixture(scope="module")
def choosing(tmp_path_factory: pytest.TempPathFactory, upstream: Upstream, other: Upstream) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("choosing")
    with running(folder, upstream.url, GPTBOOST_UPSTREAMS=f"local={other.url},gone={other.url}") as site:
        yield site


def key_of(site: Site, slug: str, upstream: str) -> str:
    site.command("createproject", slug, "--name", slug)
    site.command("configureproject", slug, "--upstream", upstream)
    return site.command("createkey", "--project", slug, "--kind", "secret")


def test_it_sends_the_calls_of_a_project_to_its_upstream(choosing: Site, upstream: Upstream, other: Upstream):
    key = key_of(choosing, "local-project", "local")
    seen = len(upstream.received)
    eventually(lambda: choosing.chat(X_GPTBoost_Key=key).status == 200 and other.received)
    assert len(upstream.received) == seen
    assert choosing.chat().status == 200
    assert len(upstream.received) == seen + 1


def test_it_takes_no_upstream_that_is_not_in_the_list(choosing: Site):
    choosing.command("createproject", "wishful", "--name", "Wishful")
    with pytest.raises(subprocess.CalledProcessError):
        choosing.command("configureproject", "wishful", "--upstream", "http://127.0.0.1:1/v1")


def test_it_sends_calls_nowhere_when_the_name_has_left_the_list(choosing: Site, upstream: Upstream, other: Upstream):
    key = key_of(choosing, "stranded", "gone")
    choosing.stop("web")
    choosing.environment["GPTBOOST_UPSTREAMS"] = f"local={other.url}"
    choosing.start("web")
    eventually(choosing.healthy)
    seen = len(upstream.received), len(other.received)
    reply = choosing.chat(X_GPTBoost_Key=key)
    assert (reply.status, reply.json["error"]["code"]) == (503, "upstream_not_allowed")
    assert (len(upstream.received), len(other.received)) == seen
