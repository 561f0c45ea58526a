"""In which order tests run: those that start servers and browsers first, each kind in one process.

Of what a process has left, the others take the last (`--dist worksteal`): plain tests, which need nothing started.
"""

from __future__ import annotations

import os
from itertools import chain, islice

import pytest

# What shares servers or a browser, by folder
STARTING = (
    ("browser/", "clients/", "docs_votes/"),
    ("gateway/",),
    ("faults/", "site/", "benchmarks/", "local_model/", "weight/", "feedback/test_vote_races", "webhooks/test_worker"),
)


def ordered(items: list[pytest.Item]) -> list[pytest.Item]:
    """The same tests, in as many shares of one length as there are processes, each with its starters at its head."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    heads: list[list[pytest.Item]] = [[] for _ in range(workers)]
    for number, folders in enumerate(STARTING):
        heads[number % workers] += [item for item in items if path_of(item).startswith(folders)]
    starting = set(chain.from_iterable(heads))
    plain = (item for item in items if item not in starting)
    share = -(-len(items) // workers)
    shares = [[*head, *islice(plain, max(0, share - len(head)))] for head in heads]
    return [*chain.from_iterable(shares), *plain]


def path_of(item: pytest.Item) -> str:
    return item.nodeid.removeprefix("tests/")
