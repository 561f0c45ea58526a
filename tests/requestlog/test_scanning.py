"""Rows counted by bucket: out of indexes alone the same as out of the rows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from requestlog.charts.buckets import buckets
from requestlog.scanning import scanned, spread
from tests.factories import NOW, create_entry
from tests.pages.world import create_rated


@pytest.fixture
def log(project):
    for hours in (0, 1, 1, 5, 30):
        create_entry(project, at=NOW - timedelta(hours=hours, seconds=1))
    create_rated(project, "negative", comment="no", at=NOW - timedelta(hours=1))
    create_rated(project, "amazing", at=NOW - timedelta(hours=5))
    return project


@pytest.mark.parametrize("shown", [buckets(NOW - timedelta(hours=24), NOW), None])
def test_it_finds_the_same_numbers_in_indexes(log, other_project, shown):
    create_entry(other_project, at=NOW - timedelta(hours=1))
    counted = spread(log.requests.all(), shown)
    assert counted == scanned(log.requests.all(), shown, 100)[1]
    assert sum(tally.requests for tally in counted.values()) == 7
