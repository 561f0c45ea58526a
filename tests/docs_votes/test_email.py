"""docs/votes/email.md, run: the links that it writes, followed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.docs_votes.blocks import blocks, run_python, run_shell

PAGE = "email.md"


@pytest.fixture
def names(as_app):
    return run_python(blocks(PAGE, "python", as_app.site))


def test_it_switches_tokens_on(shop):
    (text,) = blocks(PAGE, "sh", shop.site)
    assert "vote tokens: on" in run_shell(text, shop.site)


def test_it_votes_by_the_link_of_the_letter(as_app, names, page):
    id = names["raw"].parse().id
    _, negative = re.findall(r'href="([^"]+)"', names["html"])
    page.goto(negative)
    assert as_app.vote(id) is None
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Your vote")).to_be_visible()
    assert as_app.vote(id)["rating"] == "negative"


def test_it_votes_by_the_button_of_the_chat(as_app, names, page):
    positive, _ = names["message"]["blocks"][1]["elements"]
    page.goto(positive["url"])
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Your vote")).to_be_visible()
    assert as_app.vote(names["raw"].parse().id)["rating"] == "positive"
