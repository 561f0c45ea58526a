"""A real gateway and a real recorder, as processes, in front of the scripted upstream."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.gateway.scenarios import play
from tests.gateway.site import Site, running
from tests.upstream import Upstream


@pytest.fixture(scope="session")
def upstream() -> Iterator[Upstream]:
    with Upstream(play=play) as upstream:
        yield upstream


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, upstream: Upstream) -> Iterator[Site]:
    """One for all tests that leave it as it is."""
    with running(tmp_path_factory.mktemp("site"), upstream.url) as site:
        yield site


@pytest.fixture(scope="session")
def impatient(tmp_path_factory: pytest.TempPathFactory, upstream: Upstream) -> Iterator[Site]:
    """One that waits for a silent upstream for a second only."""
    with running(tmp_path_factory.mktemp("impatient"), upstream.url, GPTBOOST_UPSTREAM_IDLE_SECONDS="1") as site:
        yield site


@pytest.fixture
def own_site(tmp_path, upstream: Upstream) -> Iterator[Site]:
    """One for a test that breaks things."""
    with running(tmp_path, upstream.url) as site:
        yield site
