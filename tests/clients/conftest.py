"""The product as people start it, in front of the scripted upstream; one of each for all clients."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.live import Site, running
from tests.upstream import Upstream


@pytest.fixture(scope="session")
def upstream() -> Iterator[Upstream]:
    with Upstream() as upstream:
        yield upstream


@pytest.fixture(scope="session")
def site(upstream: Upstream, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("site"), upstream.url) as site:
        yield site
