"""The review queue in a real browser: from the keyboard, with and without JavaScript, and to whoever cannot see it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from feedback.services.reviewing import review
from requestlog.triage import Triage
from tests.browser.test_accessibility import violations
from tests.factories import NOW
from tests.pages.reviews import PAGE, disliked, three

LONG = "Averyveryverylongwordthatnevereverends" * 9


@pytest.fixture
def entries(transactional_db, project, alice) -> list:
    return three(project)


@pytest.fixture
def page(entries, signed_in) -> Page:
    page = signed_in()
    page.goto(PAGE)
    return page


def opened(page: Page, entry) -> None:
    """Waits until `entry` is the one that is open."""
    expect(page.locator(".item[aria-current]")).to_have_id(f"item-{entry.id}")
    expect(page.locator("[data-review]")).to_have_attribute("action", re.compile(str(entry.id)))


def status_of(entry) -> int | None:
    entry.refresh_from_db()
    return entry.triage


def test_it_goes_through_the_queue_from_the_keyboard(page, entries, project, alice):
    newest, middle, oldest = entries
    opened(page, newest)
    page.keyboard.press("j")
    opened(page, middle)
    page.keyboard.press("k")
    opened(page, newest)
    page.keyboard.press("e")
    opened(page, middle)
    expect(page.get_by_role("status").filter(has_text="Resolved")).to_be_visible()
    page.keyboard.press("w")
    opened(page, oldest)
    page.keyboard.press("a")
    expect(page.locator(".standing").first).to_contain_text("assigned to alice")
    assert [status_of(entry) for entry in entries] == [Triage.RESOLVED, Triage.WONT_FIX, Triage.LOOKING]
    assert project.reviews.get(assignee=alice).request_id == oldest.id


def test_it_takes_letters_for_text_while_somebody_types(page, entries, project):
    newest, middle, _ = entries
    page.keyboard.press("c")
    expect(page.get_by_label("What it should have said")).to_be_focused()
    page.keyboard.type("jewel ace")
    opened(page, newest)
    expect(page.get_by_role("button", name="Resolve", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    opened(page, middle)
    assert project.reviews.get(request_id=newest.id).correction == "jewel ace"
    assert status_of(newest) == Triage.RESOLVED


def test_it_resolves_out_of_the_text(page, entries, project):
    page.keyboard.press("c")
    page.keyboard.type("Ask sales.")
    page.keyboard.press("Control+Enter")
    opened(page, entries[1])
    assert project.reviews.get(request_id=entries[0].id).correction == "Ask sales."


def test_it_shows_its_keys(page):
    keys = page.get_by_text("these keys")
    expect(keys).to_be_hidden()
    page.keyboard.press("?")
    expect(keys).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    expect(page.locator(".legend")).to_contain_text("assign to me")


def test_it_asks_before_it_loses_what_was_typed(page, entries):
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.keyboard.press("c")
    page.keyboard.type("half a sentence")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.get_by_label("What it should have said")).to_have_value("half a sentence")
    opened(page, entries[0])
    assert asked == ["Leave what you typed here?"]


def test_it_keeps_the_place_in_history(page, entries):
    page.keyboard.press("j")
    opened(page, entries[1])
    page.go_back()
    opened(page, entries[0])


def test_it_works_without_javascript(entries, signed_in, project):
    page = signed_in(java_script_enabled=False)
    page.goto(PAGE)
    page.locator(f"#item-{entries[1].id}").click()
    opened(page, entries[1])
    page.get_by_label("What it should have said").fill("Ask sales.")
    page.get_by_role("button", name="Resolve with correction").click()
    opened(page, entries[2])
    page.get_by_role("link", name="Previous").click()
    opened(page, entries[0])
    assert status_of(entries[1]) == Triage.RESOLVED


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_it_can_be_used_by_everybody(entries, signed_in, project, alice, scheme, width):
    said = {"prompt": LONG, "comment": LONG, "tags": (LONG[:100],), "end_user": LONG[:250], "model": LONG[:190]}
    hard = disliked(project, minutes=9, **said)
    texts = {"note": LONG, "correction": LONG, "assignee": alice}
    review(project=project, request_id=hard.id, user=alice, now=NOW, status=Triage.LOOKING, **texts)
    page = signed_in(color_scheme=scheme, viewport={"width": width, "height": 900})
    for path in (PAGE, f"{PAGE}?entry={hard.id}", f"{PAGE}?queue=resolved"):
        page.goto(path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_it_shows_the_queue_or_an_answer_where_there_is_little_room(entries, signed_in):
    page = signed_in(viewport={"width": 390, "height": 800})
    page.goto(PAGE)
    expect(page.get_by_label("What it should have said")).to_be_hidden()
    page.locator(f"#item-{entries[1].id}").click()
    expect(page.get_by_label("What it should have said")).to_be_visible()
    expect(page.locator(".waiting")).to_be_hidden()
    page.get_by_role("link", name="← Queue").click()
    expect(page.locator(".waiting")).to_be_visible()
