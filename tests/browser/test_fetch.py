"""`fetch` in a real browser, on a page of another origin: calls through the gateway and votes."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.gateway.site import eventually

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


ASK_FOR_TOKEN = """async (base) => {
  const answer = await fetch(base + "/chat/completions", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Authorization": "Bearer sk-browser" },
    body: JSON.stringify({ model: "gpt-5-mini", messages: [{ role: "user", content: "Hello from a page" }] }),
  });
  return [(await answer.json()).id, answer.headers.get("X-GPTBoost-Feedback-Token")];
}"""
SEND = """async ([url, method, headers, body]) => {
  const answer = await fetch(url, {
    method, headers: { "Content-Type": "application/json", ...headers }, body: body && JSON.stringify(body),
  });
  return [answer.status, await answer.json(), answer.headers.get("X-GPTBoost-Feedback-Token")];
}"""
BEACON = "([url, body]) => navigator.sendBeacon(url, JSON.stringify(body))"


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


def test_it_takes_a_public_key_from_its_pages_alone(site, page, other_origin):
    origin = other_origin.rstrip("/")
    key = site.command("createkey", "--project", "default", "--kind", "public", "--origin", origin).strip()
    vote = {"message_id": page.evaluate(ASK, site.base_url)["id"], "rating": "negative"}
    ask = [f"{site.base_url}/feedback/", "POST", {"Authorization": f"Bearer {key}"}, vote]
    assert page.evaluate(SEND, ask)[0] == 200
    page.goto(other_origin.replace("localhost", "127.0.0.1"))
    status, said, _ = page.evaluate(SEND, ask)
    assert (status, origin.replace("localhost", "127.0.0.1") in said["detail"]) == (403, True)


def test_it_changes_and_withdraws_a_vote_with_the_token_that_it_came_with(site, page):
    vote = {"message_id": page.evaluate(ASK, site.base_url)["id"], "rating": "negative"}
    status, _, token = page.evaluate(SEND, [f"{site.base_url}/feedback", "POST", {}, vote])
    assert (status, token.startswith("vt_")) == (200, True)
    item, headers = f"{site.base_url}/feedback/{vote['message_id']}/", {"X-GPTBoost-Feedback-Token": token}
    for method in ("GET", "PATCH", "PUT", "DELETE"):
        body = {"rating": "amazing"} if method.startswith("P") else None
        assert page.evaluate(SEND, [item, method, headers, body])[0] == 200
    assert site.entry(vote["message_id"])["feedback"] is None


@pytest.fixture
def tokens(site) -> Iterator[None]:
    """Answers of the gateway carry tokens."""
    site.command("configureproject", "default", "--vote-tokens", "on")
    yield
    site.command("configureproject", "default", "--vote-tokens", "off")


def test_it_sends_a_beacon_with_the_token_of_the_answer(site, page, tokens):
    # Until the gateway has read the setting there is none
    id, token = eventually(lambda: (asked := page.evaluate(ASK_FOR_TOKEN, site.base_url))[1] and asked)
    vote = {"message_id": id, "rating": "amazing", "comment": "as the page closed", "key": token}
    assert page.evaluate(BEACON, [f"{site.base_url}/feedback/", vote]) is True
    assert eventually(lambda: site.entry(id)["feedback"])["comment"] == "as the page closed"
