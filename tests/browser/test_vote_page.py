"""The page of a vote link in a real browser: without JavaScript, on a phone, light and dark, from the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from feedback.models import Feedback
from tests.browser.test_accessibility import violations
from tests.factories import create_entry
from tests.feedback.credentials import stored, token_for

PHONE = {"width": 390, "height": 844}
LONG = "Averyveryverylongwordthatnevereverends" * 9


@pytest.fixture
def link(transactional_db, project) -> str:
    project.reasons = ["wrong", "out of date", LONG[:100]]
    project.save()
    entry = create_entry(project)
    return f"/vote/{token_for(project.pk, entry.id)}/"


def test_it_votes_changes_and_withdraws_without_javascript(link, open_browser):
    page: Page = open_browser(java_script_enabled=False, viewport=PHONE)
    page.goto(f"{link}?rating=negative")
    page.get_by_role("checkbox", name="out of date").check()
    page.get_by_label("Anything to add?").fill("It was true last year.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_have_text("Thank you. Your vote is saved.")
    assert Feedback.objects.get().reasons == ["out of date"]
    page.get_by_text("Change or withdraw").click()
    page.get_by_role("radio", name="Amazing").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Your vote is changed.")
    assert stored() == [("", "amazing")]
    page.get_by_text("Change or withdraw").click()
    page.get_by_role("button", name="Withdraw my vote").click()
    expect(page.get_by_role("heading")).to_have_text("How was this answer?")
    assert stored() == []


def test_it_votes_from_the_keyboard(link, open_browser):
    page: Page = open_browser()
    page.goto(link)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Good")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    assert stored() == [("", "positive")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_finds_no_violation(link, open_browser, scheme):
    page: Page = open_browser(color_scheme=scheme, viewport=PHONE)
    page.goto(link)
    assert violations(page) == []
    page.get_by_text("What should it have said?").click()
    page.get_by_label("What it should have said").fill(LONG)
    page.get_by_role("radio", name="Bad").check()
    page.get_by_role("checkbox", name=LONG[:100]).check()
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Change or withdraw").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
