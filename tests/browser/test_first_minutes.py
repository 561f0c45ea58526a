"""The first minutes on the Connect page: what comes shows up by itself, and nothing moves."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from feedback.services import give
from requestlog.ratings import RATINGS
from tests.browser.test_accessibility import violations
from tests.factories import NOW, create_entry

PAGE = "/p/support/connect/?way=curl"
LONG = "Averyveryverylongwordthatnevereverends " * 9


@pytest.fixture(autouse=True)
def nothing_tried_yet():
    cache.clear()


def places(page) -> list[float]:
    """Where the steps and the widget begin, from the top of the page."""
    shown = ".step, .demo, #vote, #call"
    return page.evaluate(f"[...document.querySelectorAll('{shown}')].map(e => e.getBoundingClientRect().top + scrollY)")


@pytest.mark.parametrize("width", [1440, 390])
def test_it_shows_the_first_request_and_the_first_vote_without_moving_anything(
    transactional_db, project, signed_in, width
):
    page = signed_in(viewport={"width": width, "height": 900})
    page.goto(PAGE)
    expect(page.get_by_role("status").first).to_contain_text("Waiting for your first request…")
    before = places(page)
    entry = create_entry(project, prompt=LONG, answer=LONG, model=LONG[:39])
    expect(page.locator("#call")).to_contain_text("Requests are arriving.", timeout=30_000)
    expect(page.get_by_label("cURL vote example", exact=True)).to_contain_text(entry.message_id)
    said = {"comment": LONG, "tags": ["trivia", "tone", "links"]}
    give(message_id=entry.message_id, rating=RATINGS["amazing"], project=project, now=NOW, **said)
    expect(page.locator("#vote")).to_contain_text("Votes are arriving: amazing.", timeout=30_000)
    now = places(page)
    assert now == before, [(a, b) for a, b in zip(before, now, strict=True) if a != b]
    assert violations(page) == []
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(2_200)  # once more than it asked every
    assert asked == []


@pytest.mark.parametrize("javascript", [True, False])
def test_it_sends_a_test_request(transactional_db, project, signed_in, javascript):
    page = signed_in(java_script_enabled=javascript)
    page.goto(PAGE)
    if not javascript:
        page.get_by_role("link", name="Check again").first.click()
    page.get_by_role("button", name="Send a test request").click()
    expect(page.locator("#call")).to_contain_text("test, answered by the built-in model")
    assert page.url.endswith("/connect/?client=python&way=curl#call")
    expect(page.get_by_label("cURL vote example", exact=True)).to_contain_text(project.requests.get().message_id)
    page.get_by_role("link", name="Open the newest request").click()
    expect(page.locator("main")).to_contain_text("Stable hands in New Orleans")


def test_it_breathes_only_for_those_who_like_motion(transactional_db, project, signed_in):
    names = "getComputedStyle(document.querySelector('.waiting .dot')).animationName"
    for motion, name in (("no-preference", "breathe"), ("reduce", "none")):
        page = signed_in(reduced_motion=motion)
        page.goto(PAGE)
        assert page.evaluate(names) == name
