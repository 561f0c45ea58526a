"""The page of one request in a browser: folds, copies, images on a click, and nothing asked of anyone else."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.factories import NOW, create_entry

DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
SAID = "So:\n\n```py\nprint('hi')\n```\n**Done** ![logo](https://canary.example/a.png)"


@pytest.fixture
def entry(transactional_db, project):
    urls = (f"data:image/png;base64,{DOT}", "https://canary.example/b.png")
    pictures = [{"type": "image_url", "image_url": {"url": url}} for url in urls]
    asked = [{"role": "system", "content": "A rule. " * 99}, {"role": "user", "content": pictures}]
    request = json.dumps({"model": "gpt-5-mini", "messages": asked}).encode()
    first = create_entry(project, session="s1", prompt="Hello", at=NOW - timedelta(hours=1))
    return first, create_entry(project, session="s1", request=request, answer=SAID)


@pytest.mark.parametrize("javascript", [True, False])
def test_it_unfolds_and_renders_with_and_without_javascript(entry, signed_in, javascript):
    page = signed_in(java_script_enabled=javascript)
    page.goto(f"/p/support/requests/{entry[1].id}/")
    whole = page.locator(".folding details .text")
    expect(whole).not_to_be_visible()
    page.get_by_text("Show all 792 characters").click()
    expect(whole).to_be_visible()
    expect(page.locator(".folding > .start")).not_to_be_visible()
    page.get_by_role("link", name="Rendered").click()
    expect(page.locator(".rendered strong")).to_have_text("Done")
    expect(page.get_by_text("[image: logo (https://canary.example/a.png)]")).to_be_visible()
    page.get_by_role("link", name="Changes").click()
    expect(page.get_by_text("+ added")).to_have_count(3)


def test_it_copies_code_and_the_link_without_its_filter(entry, signed_in):
    page = signed_in(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/p/support/requests/{entry[1].id}/?since=2026-01-01&view=rendered")
    page.get_by_role("button", name="Copy py code").click()
    assert page.evaluate("navigator.clipboard.readText()") == "print('hi')"
    page.get_by_role("link", name="Copy link").click()
    expect(page.get_by_text("Copied: members can open it")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"/p/support/requests/{entry[1].id}/")


def test_it_shows_an_image_on_a_click_and_asks_nobody_else(entry, signed_in):
    page, asked = signed_in(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/p/support/requests/{entry[1].id}/?view=rendered")
    expect(page.locator("img")).to_have_count(0)
    page.get_by_role("link", name="Show image").click()
    expect(page.get_by_role("img", name="The image of this message")).to_have_js_property("naturalWidth", 1)
    assert [url for url in asked if "canary" in url] == []
    assert len([url for url in asked if "/image/" in url]) == 1


def test_it_opens_an_image_without_javascript(entry, signed_in):
    page = signed_in(java_script_enabled=False)
    page.goto(f"/p/support/requests/{entry[1].id}/")
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Show image").click()
    address = popup.value.url
    assert page.context.request.get(address).body() == b64decode(DOT)


def test_it_goes_to_the_neighbours_by_keys(entry, signed_in):
    page = signed_in()
    page.goto(f"/p/support/requests/{entry[1].id}/")
    page.keyboard.press("j")
    page.wait_for_url(f"**/requests/{entry[0].id}/")
    page.keyboard.press("k")
    page.wait_for_url(f"**/requests/{entry[1].id}/")
