"""Workers that are killed while people vote: no vote that was acknowledged is missing, none is there twice."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

import pytest

from tests.faults.sizes import CYCLES, SEED, many
from tests.gateway.site import Site, call, eventually, running

VOTERS, BATCH, VOTES_BETWEEN = 8, 500, 30
KILLS = many(8, CYCLES)
RATINGS = {"negative": 1, "positive": 2, "amazing": 3}


@pytest.fixture
def voted_site(tmp_path, upstream) -> Iterator[Site]:
    with running(tmp_path, upstream.url, WEB_CONCURRENCY="2") as site:
        yield site


def test_it_keeps_every_vote_that_it_acknowledged(voted_site: Site, record_property):
    messages, said = prepared(voted_site, KILLS * 150), Counter()
    acknowledged: dict[str, str] = {}
    ending = threading.Event()

    def people(number: int) -> None:
        chance = random.Random(SEED + number)
        for message in messages[number::VOTERS]:
            if ending.is_set():
                return
            rating = chance.choice(list(RATINGS))
            status = status_of(voted_site, message, rating)
            said[status] += 1
            if status == 200:
                acknowledged[message] = rating

    with ThreadPoolExecutor(VOTERS) as crowd:
        votes = [crowd.submit(people, number) for number in range(VOTERS)]
        kill_workers(voted_site, taken=lambda: said[200])
        ending.set()
        [vote.result() for vote in votes]
    assert set(said) <= {0, 200}
    assert said[200] >= KILLS * VOTES_BETWEEN
    check(voted_site, acknowledged)
    record_property("votes", f"{said[200]} acknowledged, {said[0]} cut off")


def prepared(site: Site, number: int) -> list[str]:
    """The ids of messages that nobody has voted on."""
    key = site.command("createkey", "--project", "default", "--kind", "secret")
    messages = [f"chatcmpl-killed-{number:08}" for number in range(number)]
    for start in range(0, number, BATCH):
        calls = [{"message_id": message, "request": None} for message in messages[start : start + BATCH]]
        answer = call(site.url, "/requests/", calls, Authorization=f"Bearer {key}")
        assert {item["status"] for item in answer.json["results"]} == {201}
    return messages


def status_of(site: Site, message: str, rating: str) -> int:
    """What a vote was answered; 0 where the worker died before it could."""
    body = {"message_id": message, "rating": rating, "comment": rating, "tags": [rating]}
    try:
        return call(site.url, "/feedback/", body).status
    except (OSError, HTTPException):
        return 0


def kill_workers(site: Site, taken: Callable[[], int]) -> None:
    """Kills one of the workers in the middle of votes, `KILLS` times."""
    chance = random.Random(SEED)
    for _ in range(KILLS):
        before = taken()
        eventually(lambda before=before: taken() >= before + VOTES_BETWEEN)
        time.sleep(chance.uniform(0, 0.05))
        os.kill(chance.choice(eventually(site.workers)), signal.SIGKILL)


def check(site: Site, acknowledged: dict[str, str]) -> None:
    """Each acknowledged vote is there once, whole: the vote, the log's copy of it, its tag."""
    votes = site.rows("SELECT message_id, rating, comment, request_id FROM feedback_feedback")
    stored = {vote["message_id"]: vote for vote in votes}
    assert len(stored) == len(votes)
    assert {message: stored[message]["comment"] for message in acknowledged} == acknowledged
    copies = {row["id"]: row["rating"] for row in site.rows("SELECT id, rating FROM requestlog_request")}
    assert {vote["request_id"]: vote["rating"] for vote in votes} == {id: r for id, r in copies.items() if r}
    tags = {row["request_id"]: row["name"] for row in site.rows("SELECT request_id, name FROM feedback_tag")}
    assert {vote["request_id"]: vote["comment"] for vote in votes} == tags
