"""docs/votes/browser.md, run on a page of another origin."""

from __future__ import annotations

import pytest

from tests.docs_votes.blocks import blocks, run_shell
from tests.gateway.site import eventually

PAGE = "browser.md"


@pytest.fixture(scope="module")
def key(shop, application) -> str:
    (made,) = blocks(PAGE, "sh", shop.site, **{"https://app.example.org": application.origin})
    return run_shell(made, shop.site).strip()


def in_page(page, key: str, id: str, *texts: str) -> None:
    page.evaluate("async ([key, id]) => {\n" + "\n".join(texts) + "\n}", [key, id])


def test_it_votes_with_a_public_key_and_changes_its_own_vote(shop, application, key, id, page):
    page.goto(application.publish("<p>An answer</p>"))
    vote, change, _ = blocks(PAGE, "js", shop.site)
    in_page(page, key, id, vote)
    assert shop.vote(id)["rating"] == "positive"
    other = shop.ask().json()["id"]
    in_page(page, key, other, vote, change)
    stored = shop.vote(other)
    assert (stored["rating"], stored["comment"]) == ("negative", "The link is dead.")


def test_it_votes_when_the_page_is_left(shop, application, key, id, page):
    page.goto(application.publish("<p>An answer</p>"))
    in_page(page, key, id, blocks(PAGE, "js", shop.site)[2])
    page.goto("about:blank")
    assert eventually(lambda: shop.vote(id))["tags"] == ["left"]
