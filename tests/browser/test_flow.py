"""What a product team does, from the sign-in link to the sign-out; with JavaScript and without."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from requestlog.search.filling import fill_search
from tests.factories import NOW, create_entry
from tests.pages.world import create_rated


@pytest.fixture
def log(transactional_db, project):
    create_rated(project, "positive", prompt="Tell me a joke", at=NOW - timedelta(hours=2))
    create_entry(project, prompt="Summarise this ticket", at=NOW - timedelta(hours=1))
    return create_rated(
        project, "negative", comment="wrong: SSO is Enterprise only", tags=("pricing",), prompt="Which plan has SSO?"
    )


@pytest.mark.parametrize("javascript", [True, False])
def test_it_goes_from_the_sign_in_link_to_the_export_and_out(log, signed_in, javascript):
    page = signed_in(java_script_enabled=javascript)
    expect(page.get_by_role("heading", name="Request log")).to_be_visible()
    expect(page.locator("table.log tbody tr")).to_have_count(3)

    page.get_by_role("link", name="Negative").click()
    expect(page.locator("table.log tbody tr")).to_have_count(1)
    assert page.url.endswith("?rating=negative")
    row = page.locator("table.log tbody tr")
    expect(row).to_contain_text("“wrong: SSO is Enterprise only”")
    expect(row.get_by_role("img", name="Negative")).to_be_visible()

    page.locator("summary", has_text="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="JSON Lines").click()
    lines = Path(download.value.path()).read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [str(log.id)]

    page.get_by_role("link", name="Which plan has SSO?").click()
    expect(page.get_by_role("region", name="Votes")).to_contain_text("Negative")
    page.get_by_role("link", name="Response JSON").click()
    expect(page.locator("pre.body")).to_contain_text('"object": "chat.completion"')
    page.get_by_role("link", name="All as JSON").click()
    assert json.loads(page.locator("body").inner_text())["feedback"]["comment"] == "wrong: SSO is Enterprise only"

    page.go_back()
    page.get_by_role("link", name="← Request log").click()
    assert page.url.endswith("/requests/?rating=negative")
    page.locator("summary", has_text="alice@example.org").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_it_swaps_the_results_and_keeps_the_address_and_history_right(log, signed_in):
    page = signed_in()
    page.evaluate("window.sameDocument = true")
    page.get_by_role("link", name="Negative").click()
    expect(page.locator("table.log tbody tr")).to_have_count(1)
    assert page.evaluate("window.sameDocument") is True
    assert page.evaluate("document.activeElement.textContent.includes('Negative')") is True
    expect(page.locator("#said")).to_have_text("1 request")
    page.go_back()
    expect(page.locator("table.log tbody tr")).to_have_count(3)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "joke" not in kept


def test_it_shows_the_sign_in_page_whole_when_the_session_has_ended(log, signed_in):
    page = signed_in()
    page.context.clear_cookies()
    page.get_by_role("link", name="Negative").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_role("heading", name="Request log")).to_have_count(0)


def test_it_shows_the_first_request_the_moment_it_arrives(transactional_db, project, signed_in):
    page = signed_in()
    page.goto("/p/support/connect/")
    expect(page.get_by_role("status").first).to_contain_text("Waiting for your first request")
    create_entry(project)
    expect(page.get_by_role("link", name="Open the newest request")).to_be_visible()


def test_it_moves_by_keys(log, signed_in):
    fill_search(now=NOW)
    page = signed_in()
    page.keyboard.press("/")
    page.keyboard.type("joke")
    page.keyboard.press("Enter")
    expect(page.locator("table.log tbody tr")).to_have_count(1)
    page.goto(f"/p/support/requests/{log.id}/")
    page.keyboard.press("j")
    page.wait_for_url(lambda url: str(log.id) not in url)


def test_it_copies_an_id(log, signed_in):
    page = signed_in()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/p/support/requests/{log.id}/")
    page.get_by_role("button", name="Copy completion id").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == log.message_id


@pytest.mark.parametrize("path", ["/admin/", "/admin/projects/project/", "/admin/projects/apikey/add/"])
def test_it_keeps_the_administration_working_under_the_policy(log, alice, signed_in, path):
    alice.is_staff = alice.is_superuser = True
    alice.save()
    page = signed_in()
    assert page.goto(path).status == 200
