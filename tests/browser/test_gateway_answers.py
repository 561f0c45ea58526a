"""What an upstream answers is looked at in a browser, and does nothing there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.live import Site
from tests.upstream import Upstream


@pytest.mark.parametrize("path", ["/v1/hostile", "/v1/hostile?again"])
def test_it_runs_no_script_and_sets_no_cookie(browser: Browser, site: Site, upstream: Upstream, path: str):
    seen = len(upstream.received)
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.goto(path)
    expect(page.get_by_text("Read me")).to_be_visible()
    page.get_by_role("button", name="Go").click()
    page.wait_for_timeout(300)
    assert (page.title(), page.url) == ("tame", f"{site.url}{path}")
    assert context.cookies() == []
    assert [call.target for call in upstream.received[seen:]] == [path]
    context.close()
