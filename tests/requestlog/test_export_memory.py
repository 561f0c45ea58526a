"""An export of any length is written in memory that does not grow with its rows."""

from __future__ import annotations

import os
import tracemalloc
from datetime import timedelta

import pytest

from requestlog import exports, services, stored_bodies
from tests.factories import NOW, chat_call

ROWS = 1_500
MEGABYTE = 2**20


@pytest.fixture
def many(project):
    """1,500 rows with more than 20 MB of bodies that no compression makes smaller than half."""
    for start in range(0, ROWS, 500):
        ages = range(start, start + 500)
        calls = [chat_call(project, at=NOW - timedelta(seconds=n), answer=os.urandom(8_000).hex()) for n in ages]
        services.record(calls=calls, now=NOW)
    return project


@pytest.mark.parametrize("format", sorted(exports.FORMATS))
def test_it_writes_many_megabytes_in_a_few(many, monkeypatch, format):
    monkeypatch.setattr(exports, "ROWS", 100)
    monkeypatch.setattr(exports, "CHUNK_BYTES", MEGABYTE // 4)
    monkeypatch.setattr(stored_bodies, "TOGETHER", MEGABYTE // 2)
    monkeypatch.setattr(stored_bodies, "LARGE", 4_000)
    tracemalloc.start()
    length = sum(map(len, exports.stream(many.requests.all(), format, project=many)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert length > 20 * MEGABYTE
    assert peak < 6 * MEGABYTE
