"""A file of any length is written in memory that does not grow with its rows."""

from __future__ import annotations

import tracemalloc
from datetime import timedelta

import pytest

from feedback.training import reading
from feedback.training.splitting import Split
from feedback.training.streams import STREAMS
from requestlog import services
from requestlog.models import Request
from requestlog.ratings import Rating
from tests.factories import NOW, chat_call

ROWS, CHARACTERS = 5_000, 2_000
MEGABYTE = 2**20


@pytest.fixture
def many(project):
    """5,000 rated rows, about 10 MB of text; every second one is a 👎 to the prompt of the 👍 after it."""
    at = [NOW - timedelta(seconds=number) for number in range(ROWS)]
    filler = "x" * CHARACTERS
    for start in range(0, ROWS, 500):
        services.record(
            calls=[
                chat_call(project, at=at[number], prompt=f"{number // 2}? {filler}", answer=f"{number}!")
                for number in range(start, start + 500)
            ],
            now=NOW,
        )
    ids = list(project.requests.order_by("id").values_list("id", flat=True))
    for rating, part in ((Rating.POSITIVE, ids[::2]), (Rating.NEGATIVE, ids[1::2])):
        for start in range(0, len(part), 500):
            Request.objects.filter(project=project, id__in=part[start : start + 500]).update(rating=rating)
    return project


def test_it_writes_thousands_of_rows_in_the_memory_of_a_page(many, monkeypatch):
    monkeypatch.setattr(reading, "ROWS", 100)
    for kind, lines in (("sft", ROWS // 2), ("dpo", ROWS // 2)):
        tracemalloc.start()
        written = sum(chunk.count(b"\n") for chunk in STREAMS[kind](many.requests.all(), Split(), project=many))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert written == lines
        assert peak < 4 * MEGABYTE, kind
