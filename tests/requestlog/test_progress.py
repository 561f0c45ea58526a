"""Whoever lets a long command write into a file can read there how far it is."""

from __future__ import annotations

from django.core.management.base import OutputWrapper

from requestlog.progress import SAY_EVERY, shown


def test_it_says_how_far_it_is_while_it_is_at_work(tmp_path):
    log = tmp_path / "log"
    with log.open("w") as file:
        batches = shown([SAY_EVERY] * 3, "Requests", OutputWrapper(file), size=int, total=3 * SAY_EVERY)
        seen = [log.read_text() for _ in batches]
    assert seen == ["2,500 of 7,500\n", "2,500 of 7,500\n5,000 of 7,500\n", "2,500 of 7,500\n5,000 of 7,500\n"]
