"""Every page, light and dark, wide and narrow: axe finds no violation, nothing scrolls sideways."""

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
    "/p/empty/requests/",
    "/p/empty/connect/",
]
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
OPEN_PAGES = ["/accounts/login/", "/accounts/link/?token=used"]


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


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_it_finds_no_violation_on_any_page(entry, signed_in, scheme, width):
    page = signed_in(color_scheme=scheme, viewport={"width": width, "height": 900})
    for path in PAGES:
        page.goto(path.format(id=entry.id))
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_finds_no_violation_while_calls_fail_to_reach_the_log(entry, signed_in, monkeypatch, scheme):
    monkeypatch.setattr("requestlog.views.look", lambda folder: STANDING)
    monkeypatch.setattr("requestlog.presenting.banner.glance", lambda folder: STANDING.stats)
    page = signed_in(color_scheme=scheme, viewport={"width": 390, "height": 900})
    for path in ("/p/support/requests/", "/p/support/settings/status/", "/p/support/requests/?state=interrupted"):
        page.goto(path)
        assert "Calls are late" in page.content(), path
        assert violations(page) == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_finds_no_violation_before_sign_in(transactional_db, browser, live_server, scheme):
    context = browser.new_context(base_url=live_server.url, color_scheme=scheme)
    page = context.new_page()
    for path in OPEN_PAGES:
        page.goto(path)
        assert violations(page) == [], path
    context.close()


def violations(page) -> list[str]:
    """What axe finds on a page, each with its first place."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['target']}" for each in found]
