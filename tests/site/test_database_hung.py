"""A PostgreSQL server that hangs, ends its connections or turns read-only, behind the whole product."""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings

from tests import postgres
from tests.gateway.site import Site, eventually, running
from tests.hanging import end_connections, hanging, new_database, read_only
from tests.site.visitor import Visitor

on_a_server = "postgresql" in settings.DATABASES["default"]["ENGINE"] and postgres.binaries() is not None
pytestmark = pytest.mark.skipif(not on_a_server, reason="needs a PostgreSQL server of its own")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="module")
def product(server, upstream, tmp_path_factory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("hung"), upstream.url, DATABASE_URL=new_database(server)) as site:
        yield site


@pytest.fixture(scope="module")
def visitor(product: Site) -> Visitor:
    visitor = Visitor(product)
    warm = [visitor.page(), visitor.api(), visitor.ready(), visitor.chat()]
    assert [answer.status for answer in warm] == [200] * 4
    return visitor


def test_it_answers_everyone_while_the_database_hangs_and_goes_on_afterwards(product: Site, server, visitor):
    ids = [product.chat().json["id"] for _ in range(40)]
    eventually(lambda: product.spool.stats()["waiting"] == 0)
    asks = [*[visitor.page] * 6, *[lambda id=id: visitor.vote(id) for id in ids], visitor.api, visitor.ready]
    with ThreadPoolExecutor(60) as people, hanging(server):
        answers = list(people.map(lambda ask: ask(), [*asks, *[visitor.chat] * 10]))
        assert [visitor.vote(ids[0]).status for _ in range(3)] == [503] * 3
    by_face = Counter((answer.face, answer.status) for answer in answers)
    assert by_face == {("page", 503): 6, ("vote", 503): 40, ("api", 503): 1, ("ready", 503): 1, ("gateway", 200): 10}
    assert {answer.retry_after for answer in answers if answer.face in ("vote", "page", "api")} == {"5"}
    eventually(lambda: visitor.page().status == visitor.ready().status == 200)
    assert {eventually(lambda id=id: ended(visitor.vote(id))) for id in ids} <= {200, 208}
    assert one_vote_each(product, ids)
    assert all_recorded(product)


def ended(answer) -> int:
    """The status of a vote that was stored, now or before."""
    return answer.status if answer.status in (200, 208) else 0


def one_vote_each(site: Site, ids: list[str]) -> bool:
    votes = site.rows("SELECT message_id FROM feedback_feedback")
    return Counter(vote["message_id"] for vote in votes if vote["message_id"] in ids) == Counter(ids)


def all_recorded(site: Site) -> bool:
    """Whether the spool is empty, nothing was refused, and every call is in the log once, ended."""
    stats = eventually(lambda: (stats := site.spool.stats())["waiting"] == 0 and stats)
    states = site.rows("SELECT DISTINCT state FROM requestlog_request")
    return (stats.get("refused", 0), [row["state"] for row in states]) == (0, ["complete"])


def test_it_reads_on_and_writes_nothing_while_the_database_is_read_only(product: Site, visitor):
    link = product.command("signinlink").splitlines()[-1]
    before = product.chat()
    product.entry(before.id)
    with read_only(product.environment["DATABASE_URL"]):
        assert [visitor.page().status, visitor.api().status] == [200, 200]
        vote = visitor.vote(before.json["id"])
        assert (vote.status, vote.retry_after) == (503, "5")
        assert visitor.press(link).status_code == 503
        replies = [product.chat() for _ in range(10)]
        eventually(lambda: b"read-only transaction" in (product.folder / "recorder.log").read_bytes())
        assert (product.spool.stats()["waiting"], product.spool.stats()["refused"]) == (10, 0)
    assert {product.entry(reply.id)["state"] for reply in replies} == {"complete"}
    assert eventually(lambda: ended(visitor.vote(before.json["id"]))) == 200
    assert visitor.press(link).status_code == 302


def test_it_fails_nobody_after_the_database_was_restarted(product: Site, visitor):
    with ThreadPoolExecutor(8) as people:
        for _ in range(3):
            busy = list(people.map(lambda ask: ask().status, [visitor.page, visitor.api] * 8))
            assert end_connections(product.environment["DATABASE_URL"]) > 1
            again = list(people.map(lambda ask: ask().status, [visitor.page, visitor.api] * 8))
            assert busy + again == [200] * 32


def test_it_stores_each_vote_once_while_connections_are_cut(product: Site, visitor):
    ids = [product.chat().json["id"] for _ in range(100)]
    eventually(lambda: product.spool.stats()["waiting"] == 0)
    done = threading.Event()
    cutting = threading.Thread(target=cut_again_and_again, args=(product.environment["DATABASE_URL"], done))
    cutting.start()
    with ThreadPoolExecutor(8) as people:
        tries = list(people.map(lambda id: until_stored(visitor, id), ids))
    done.set()
    cutting.join()
    assert {len([status for status in tried if status == 200]) for tried in tries} <= {0, 1}
    assert {status for tried in tries for status in tried} <= {200, 208, 503}
    assert one_vote_each(product, ids)


def cut_again_and_again(url: str, done: threading.Event) -> None:
    while not done.is_set():
        end_connections(url)
        time.sleep(0.02)


def until_stored(visitor: Visitor, id: str) -> list[int]:
    """What a client that tries again is answered, and once more after the vote is stored."""
    answers = (visitor.vote(id).status for _ in itertools.count())
    tried = []
    for status in answers:
        tried.append(status)
        if status in (200, 208):
            return [*tried, visitor.vote(id).status]
        time.sleep(0.05)
    raise AssertionError
