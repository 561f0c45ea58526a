"""The whole path on real parts: `make run`, the real client, a vote, a browser that sees, filters, exports."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import openai
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.live import Site

PATIENCE = 30.0  # seconds, for the worker


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """Signed in by a link as the start prints it."""
    context = browser.new_context(base_url=site.url, accept_downloads=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.goto(site.command("signinlink", "--next", "/p/default/requests/").strip())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/p/default/requests/**")
    yield page
    context.close()
    assert complaints == []


def ask(site: Site, prompt: str) -> str:
    client = openai.OpenAI(base_url=site.base_url, api_key="sk-whole-path")
    answer = client.chat.completions.create(model="gpt-5-mini", messages=[{"role": "user", "content": prompt}])
    return answer.id


def search_for(page: Page, url: str, row: Locator) -> None:
    """Opens `url` until the worker has collected the words of the one row that it finds."""
    end = time.monotonic() + PATIENCE
    page.goto(url)
    while row.count() != 1 and time.monotonic() < end:
        page.wait_for_timeout(250)
        page.goto(url)
    expect(row).to_have_count(1)


def test_it_shows_a_call_with_its_vote_and_exports_it(site, page):
    id = ask(site, "Which plan includes SSO?")
    assert site.vote(id, "negative", comment="wrong: Enterprise only", tags=["pricing"]).status_code == 200
    row = page.locator("table.log tbody tr")
    search_for(page, "/p/default/requests/?rating=negative&q=Which+plan+includes+SSO", row)
    expect(row).to_contain_text("wrong: Enterprise only")
    expect(row).to_contain_text("pricing")
    page.locator("summary", has_text="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="JSON Lines").click()
    line = json.loads(Path(download.value.path()).read_text())
    assert (line["message_id"], line["feedback"]["rating"]) == (id, "negative")


def test_it_shows_the_conversation_and_the_json_of_a_call(site, page):
    id = ask(site, "Tell me about the Big Apple")
    entry = site.entry(id)
    page.goto(f"/p/default/requests/{entry['id']}/")
    expect(page.get_by_text("Tell me about the Big Apple").first).to_be_visible()
    expect(page.get_by_text("Hello there, wörld").first).to_be_visible()
    shown = page.request.get(f"/p/default/requests/{entry['id']}.json")
    assert shown.json() == entry


def test_it_tells_where_the_first_call_goes_and_sees_it_come(site, page):
    site.command("createproject", "fresh", "--name", "Fresh")
    key = site.command("createkey", "--project", "fresh", "--kind", "secret").strip()
    page.goto("/p/fresh/requests/")
    expect(page.get_by_text(site.base_url).first).to_be_visible()
    client = openai.OpenAI(base_url=site.base_url, api_key="sk-x", default_headers={"X-GPTBoost-Key": key})
    client.chat.completions.create(model="gpt-5-mini", messages=[{"role": "user", "content": "The first one"}])
    expect(page.get_by_role("link", name="Open the newest request")).to_be_visible(timeout=15000)
