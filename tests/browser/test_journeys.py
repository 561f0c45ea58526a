"""A Monday morning, wide and narrow: what do people dislike, what do I make of it; with JavaScript and without."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.factories import NOW, create_entry
from tests.pages.world import create_rated

NARROW, WIDE = 390, 1440


@pytest.fixture
def log(transactional_db, project):
    create_rated(project, "positive", prompt="Tell me a joke", at=NOW - timedelta(hours=2))
    create_entry(project, prompt="Summarise this ticket", at=NOW - timedelta(hours=1))
    said = {"comment": "wrong: SSO is Enterprise only", "tags": ("pricing",)}
    return create_rated(project, "negative", prompt="Which plan has SSO?", **said)


@pytest.mark.parametrize(("javascript", "width"), [(True, WIDE), (True, NARROW), (False, WIDE), (False, NARROW)])
def test_it_leads_from_the_sign_in_to_what_is_to_be_done(log, signed_in, project, javascript, width):
    page = signed_in(java_script_enabled=javascript, viewport={"width": width, "height": 900})
    expect(page.locator("main h1").first).to_be_attached()

    page.goto("/p/support/requests/?rating=negative")
    page.get_by_role("link", name="Which plan has SSO?").first.click()
    expect(page.get_by_text("wrong: SSO is Enterprise only").first).to_be_visible()
    page.goto(f"/p/support/review/?entry={log.id}")
    page.locator("textarea[name=note]").first.fill("Told the docs team.")
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator("main").first).to_be_visible()
    assert project.reviews.get(request_id=log.id).note == "Told the docs team."

    for path, heading in (("insights", "Insights"), ("settings/members", "Members"), ("settings/keys", "Keys")):
        page.goto(f"/p/support/{path}/")
        expect(page.locator("main").first).to_contain_text(heading)


@pytest.mark.parametrize("javascript", [True, False])
def test_it_invites_somebody_and_makes_a_key_and_keeps_a_view(log, signed_in, project, javascript):
    page = signed_in(java_script_enabled=javascript, viewport={"width": WIDE, "height": 900})
    page.goto("/p/support/settings/members/")
    page.get_by_label("E-mail").first.fill("new@example.org")
    page.get_by_role("button", name="Make the link").click()
    expect(page.locator("main").first).to_contain_text("/invitations/")
    assert project.invitations.get().email == "new@example.org"

    page.goto("/p/support/settings/keys/")
    page.get_by_role("button", name="Make the key").click()
    expect(page.locator("main").first).to_contain_text("sk_")
    assert project.keys.count() == 1

    page.goto("/p/support/views/")
    expect(page.locator("main").first).to_contain_text("view")
