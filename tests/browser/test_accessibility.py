"""Every page, light and dark, wide, narrow, zoomed and on paper: axe finds no violation, nothing scrolls sideways."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from projects import services
from requestlog.spool.looking import Standing
from tests.factories import create_entry
from tests.pages.world import create_rated, with_every_vote

PAGES = [
    "/p/support/requests/",
    "/p/support/requests/?rating=negative&model=gpt-5-mini&since=2026-11-01",
    "/p/support/requests/?q=nothing+like+it",
    "/p/support/requests/?since=yesterday&user=a&user=b",
    "/p/support/requests/{id}/?rating=negative",
    "/p/support/requests/{id}/?tab=request",
    "/p/support/requests/{id}/?tab=curl",
    "/p/support/connect/",
    "/p/support/settings/data/",
    "/p/support/settings/status/",
    "/p/support/settings/votes/",
    "/p/support/settings/webhooks/",
    "/p/support/settings/webhooks/new/",
    "/p/support/training/",
    "/p/support/session/?id=s1",
    "/p/support/person/?id=ann",
    "/p/support/review/",
    "/p/support/insights/",
    "/p/support/views/",
    "/p/support/settings/project/",
    "/p/support/settings/members/",
    "/p/support/settings/keys/",
    "/p/support/settings/audit/",
    "/p/support/leave/",
    "/p/empty/requests/",
    "/p/empty/connect/",
    "/projects/",
    "/projects/new/",
    "/account/",
    "/account/password/",
]
# A window of 1,280 pixels at 200 %
ZOOMED = 640
LOOKS = [("light", 1440), ("dark", 390)]
MOVING = """() => document.getAnimations().map((each) => each.effect.target.className).concat(
  [...document.querySelectorAll("*")]
    .filter((element) => parseFloat(getComputedStyle(element).transitionDuration) > 0.01)
    .map((element) => element.className))"""
STANDING = Standing(
    {
        "received": 9,
        "stored": 1,
        "refused": 2,
        "dropped": 3,
        "waiting": 2,
        "oldest_seconds": 99,
        "cut": 4,
        "bytes": 4096,
    },
    broken=1,
)
OPEN_PAGES = ["/accounts/login/", "/accounts/link/?token=used", "/vote/none/", "/invitations/none/"]


@pytest.fixture
def entry(transactional_db, project, alice):
    services.create_project(slug="empty", name="An empty project", owner=alice)
    long = "Averyveryverylongwordthatnevereverends" * 9
    create_rated(project, "amazing", comment=long, tags=(long[:100], "b", "c", "d"), prompt=long, model=long[:190])
    create_entry(project, status=429, response=json.dumps({"error": {"message": "slow down"}}).encode())
    for state in ("started", "interrupted", "client_closed", "upstream_error"):
        create_entry(project, state=state)
    create_rated(project, "positive", comment="とても分かりやすい")
    rated = create_rated(project, "negative", comment="wrong", tags=("pricing",), session="s1", metadata={"a": long})
    return with_every_vote(rated, alice)


def test_it_is_in_order_on_every_page_in_every_look(entry, signed_in):
    """Each page is loaded once and looked at light and wide, dark and narrow, zoomed, at rest and on paper."""
    page, wrong, titles = signed_in(reduced_motion="reduce"), {}, {}
    for path in PAGES:
        page.goto(path.format(id=entry.id))
        if found := problems(page):
            wrong[path] = found
        titles.setdefault(page.title(), []).append(path.partition("?")[0])
    assert wrong == {}
    assert [(title, paths) for title, paths in titles.items() if len(set(paths)) > 1] == []


def problems(page) -> list[str]:
    """What is wrong with the page that is shown, over all looks."""
    found = []
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{scheme} {width}: {each}" for each in [*violations(page), *sideways(page)]]
    page.set_viewport_size({"width": ZOOMED, "height": 450})
    found += [f"zoomed: {each}" for each in sideways(page)]
    found += [f"moves: {each}" for each in page.evaluate(MOVING)]
    page.emulate_media(media="print", color_scheme="light")
    if page.locator("header.bar").is_visible() or not page.locator("main").first.is_visible():
        found.append("print: the bar, or no text")
    page.emulate_media(media="screen")
    return found


def sideways(page) -> list[str]:
    is_within = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return [] if is_within else ["scrolls sideways"]


def test_it_finds_no_violation_while_calls_fail_to_reach_the_log(entry, signed_in, monkeypatch):
    monkeypatch.setattr("requestlog.views.look", lambda folder: STANDING)
    monkeypatch.setattr("requestlog.presenting.banner.glance", lambda folder: STANDING.stats)
    page = signed_in(reduced_motion="reduce")
    for path in ("/p/support/requests/", "/p/support/settings/status/", "/p/support/requests/?state=interrupted"):
        page.goto(path)
        assert "Calls are late" in page.content(), path
        assert problems(page) == [], path


def test_it_is_in_order_before_sign_in(transactional_db, browser, live_server):
    context = browser.new_context(base_url=live_server.url, reduced_motion="reduce")
    page = context.new_page()
    for path in OPEN_PAGES:
        page.goto(path)
        assert problems(page) == [], path
    context.close()


def violations(page) -> list[str]:
    """What axe finds on a page, each with its first place."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['target']}" for each in found]
