"""`fetch` in a real browser, on a page of another origin: calls through the gateway and votes."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

ASK = """async (base) => {
  const answer = await fetch(base + "/chat/completions", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Authorization": "Bearer sk-browser" },
    body: JSON.stringify({ model: "gpt-5-mini", messages: [{ role: "user", content: "Hello from a page" }] }),
  });
  return await answer.json();
}"""
VOTE = """async ([base, body]) => {
  const answer = await fetch(base + "/feedback/", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  return [answer.status, await answer.json()];
}"""


@pytest.fixture(scope="module")
def other_origin() -> Iterator[str]:
    """A server of one empty page on a port of its own."""
    server = http.server.HTTPServer(("127.0.0.1", 0), EmptyPage)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


class EmptyPage(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Another origin</title>")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def page(browser: Browser, other_origin: str) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(other_origin)
    yield page
    context.close()


def test_it_asks_and_votes_from_another_origin(site, page):
    answer = page.evaluate(ASK, site.base_url)
    vote = {"message_id": answer["id"], "rating": "amazing", "comment": "from a page", "tags": ["web"]}
    assert page.evaluate(VOTE, [site.base_url, vote])[0] == 200
    assert page.evaluate(VOTE, [site.base_url, vote])[0] == 208
    assert site.entry(answer["id"])["feedback"]["comment"] == "from a page"


@pytest.mark.parametrize(
    ("body", "status"), [({"message_id": "chatcmpl-nothing", "rating": "positive"}, 404), ({"rating": "good"}, 400)]
)
def test_it_lets_the_page_read_errors_too(site, page, body, status):
    seen = page.evaluate(VOTE, [site.base_url, body])
    assert seen[0] == status
    assert seen[1]
