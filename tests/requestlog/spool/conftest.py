from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from requestlog.spool import Spool
from tests.requestlog.spool.writing import Worker


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    spool = Spool(tmp_path)
    yield spool
    spool.close()


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    worker = Worker(tmp_path)
    yield worker
    worker.close()
