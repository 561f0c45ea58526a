"""The widget for a try on the connect page: it shows what it would send, and sends nothing."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from feedback.models import Feedback
from tests.browser.test_accessibility import violations
from tests.factories import create_entry

PAGE = "/p/support/connect/?way=widget"


def test_it_shows_what_the_widget_would_send_and_sends_nothing(transactional_db, project, signed_in):
    entry = create_entry(project)
    page = signed_in()
    page.goto(PAGE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    sent = page.get_by_label("What the widget would send")
    page.get_by_role("button", name="Bad answer").click()
    expect(sent).to_contain_text("negative")
    page.get_by_label("outdated").check()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(sent).to_contain_text(f"PATCH /v1/feedback/{entry.message_id}/")
    assert json.loads(sent.inner_text().partition("\n")[2])["reasons"] == ["outdated"]
    page.get_by_role("button", name="Undo").click()
    expect(sent).to_have_text(f"DELETE /v1/feedback/{entry.message_id}/")
    assert [url for url in asked if "/feedback" in url] == []
    assert not Feedback.objects.filter(project=project).exists()


def test_it_teaches_without_javascript(transactional_db, project, signed_in):
    page = signed_in(java_script_enabled=False)
    page.goto(PAGE)
    expect(page.get_by_text("With JavaScript the widget itself stands here.")).to_be_visible()
    expect(page.get_by_label("What the widget would send")).to_contain_text('"rating": "positive"')
    page.get_by_role("link", name="E-mail link").click()
    expect(page.get_by_label("E-mail link vote example")).to_contain_text("x-gptboost-feedback-token")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_it_gives_axe_nothing_to_find(transactional_db, project, signed_in, scheme, width):
    page = signed_in(color_scheme=scheme, viewport={"width": width, "height": 900})
    for way in ("python", "browser", "widget", "email"):
        page.goto(f"/p/support/connect/?way={way}")
        page.get_by_role("button", name="Bad answer").click()
        expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()
        page.get_by_label("outdated").check()
        assert violations(page) == [], way
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), way
