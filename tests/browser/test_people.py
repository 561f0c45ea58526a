"""Sessions and people in a real browser: from the log to a session, to its person, and on."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import violations
from tests.factories import NOW, create_entry
from tests.pages.test_session import talk
from tests.pages.world import create_rated

LONG = "Averyveryverylongwordthatnevereverends" * 6


@pytest.fixture
def world(transactional_db, project):
    talk(project, "First question", answer="First answer", session=LONG[:200], end_user="ann")
    asked = ("First question", "First answer", "Second question " + LONG)
    talk(project, *asked, session=LONG[:200], end_user="ann", minutes=1)
    body = json.dumps({"error": {"message": "slow down", "type": "rate_limit"}}).encode()
    talk(project, "Third", session=LONG[:200], end_user="ann", minutes=2, status=429, response=body)
    rated = {"comment": LONG, "tags": (LONG[:90], "b", "c", "d"), "model": LONG[:190]}
    create_rated(project, "negative", end_user="ann", at=NOW + timedelta(minutes=3), session=LONG[:200], **rated)
    return create_entry(project, end_user="ann", at=NOW + timedelta(minutes=4), state="started", response=b"")


@pytest.mark.parametrize("javascript", [True, False])
def test_it_goes_from_a_request_to_its_person_and_their_session(world, signed_in, javascript):
    page = signed_in(java_script_enabled=javascript)
    page.goto(f"/p/support/requests/{world.id}/")
    page.get_by_role("link", name="ann").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ann")
    page.locator(".groups a").first.click()
    expect(page.locator(".said.user").first).to_contain_text("First question")
    expect(page.locator(".step")).to_have_count(4)
    page.get_by_role("link", name="ann").click()
    page.get_by_role("button", name="What is held, and erasing").click()
    expect(page.locator("main")).to_contain_text("ann")
    assert page.url.endswith("/settings/data/person/")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_it_gives_axe_nothing_to_find(world, signed_in, scheme, width):
    page = signed_in(color_scheme=scheme, viewport={"width": width, "height": 900})
    for path in (f"session/?id={LONG[:200]}", "person/?id=ann"):
        page.goto(f"/p/support/{path}")
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
