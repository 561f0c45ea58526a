"""The log page in a real browser: its address copied, times in the reader's zone, columns by choice."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect

from tests.factories import NOW, create_entry

LOG = "/p/support/requests/"
TOKYO = {"timezone_id": "Asia/Tokyo", "permissions": ["clipboard-read", "clipboard-write"]}


def test_it_copies_its_address_tells_local_time_and_shows_chosen_columns(transactional_db, project, signed_in):
    create_entry(project, at=NOW + timedelta(hours=4), end_user="mia")
    page = signed_in(**TOKYO)
    page.goto(f"{LOG}?model=gpt-5-mini")
    time = page.locator("td.of-time time")
    expect(time).to_have_text("01:00:0024 Nov")
    expect(time).to_have_attribute("title", "Tue, 24 Nov 2026, 01:00:00 GMT+9 · 2026-11-23T16:00:00.000Z")
    expect(page.locator("th.of-time")).to_contain_text("GMT+9")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#said")).to_have_text("The link is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.locator("summary", has_text="Display").click()
    page.get_by_label("End user").check()
    page.get_by_label("Compact, one line each").check()
    page.locator(".panel").get_by_role("button", name="Apply").click()
    expect(page.locator("table.compact td.of-user")).to_have_text("mia")
    assert page.url.endswith("?model=gpt-5-mini")
    page.get_by_role("link", name="Unrated").click()
    page.wait_for_url("**&rating=unrated")
    expect(page.locator("table.compact td.of-time time")).to_have_text("01:00:0024 Nov")
    expect(page.locator("#main")).not_to_have_attribute("aria-busy", "true")
    expect(page).to_have_title("Requests unrated, model gpt-5-mini · Support assistant · GPTBoost")
