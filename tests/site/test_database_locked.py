"""An SQLite file whose lock another process holds, for a moment and for long, behind the whole product."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings

from tests.gateway.site import Site, eventually, running
from tests.site.visitor import Visitor

pytestmark = pytest.mark.skipif("sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="needs SQLite")
MESSAGES = 12
VOTES = "SELECT count(*) AS votes FROM feedback_feedback"


@pytest.fixture(scope="module")
def product(upstream, tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("locked")
    url = f"sqlite:///{folder / 'own.sqlite3'}"
    with running(folder, upstream.url, DATABASE_URL=f"{url}?timeout=10") as site:
        site.environment["DATABASE_URL"] = url
        yield site


@pytest.fixture(scope="module")
def visitor(product: Site) -> Visitor:
    visitor = Visitor(product)
    assert [visitor.page().status, visitor.ready().status] == [200, 200]
    return visitor


def voted_on(product: Site, visitor: Visitor, people: ThreadPoolExecutor) -> list:
    """Votes on their way to messages of their own."""
    ids = [product.chat().json["id"] for _ in range(MESSAGES)]
    eventually(lambda: product.spool.stats()["waiting"] == 0)
    return [lambda id=id: people.submit(visitor.vote, id) for id in ids]


def test_it_waits_for_a_short_lock(product: Site, visitor: Visitor):
    with ThreadPoolExecutor(MESSAGES) as people:
        votes = voted_on(product, visitor, people)
        with product.database_away():
            asked = [vote() for vote in votes]
            time.sleep(1.5)
            assert visitor.page().status == 200
        assert [answer.result().status for answer in asked] == [200] * MESSAGES


def test_it_asks_to_come_again_where_a_lock_is_kept_and_loses_nothing(product: Site, visitor: Visitor):
    before = product.rows(VOTES)[0]["votes"]
    with ThreadPoolExecutor(MESSAGES) as people:
        votes = voted_on(product, visitor, people)
        with product.database_away():
            answers = [vote.result() for vote in [vote() for vote in votes]]
            assert {(answer.status, answer.retry_after) for answer in answers} == {(503, "5")}
            replies = [product.chat() for _ in range(5)]
            assert (visitor.page().status, visitor.ready().status) == (200, 200)
        assert {product.entry(reply.id)["state"] for reply in replies} == {"complete"}
        assert eventually(lambda: [vote().result().status for vote in votes] == [208] * MESSAGES)
    assert product.rows(VOTES)[0]["votes"] == before + MESSAGES
