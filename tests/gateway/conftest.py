"""A real gateway and a real recorder, as processes, in front of the scripted upstream."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.gateway.site import Site, running
from tests.upstream import Upstream


@pytest.fixture(scope="session")
def upstream() -> Iterator[Upstream]:
    with Upstream() as upstream:
        yield upstream


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, upstream: Upstream) -> Iterator[Site]:
    """One for all tests that leave it as it is."""
    with running(tmp_path_factory.mktemp("site"), upstream.url) as site:
        yield site


@pytest.fixture
def own_site(tmp_path, upstream: Upstream) -> Iterator[Site]:
    """One for a test that breaks things."""
    with running(tmp_path, upstream.url) as site:
        yield site
