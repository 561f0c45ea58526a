"""Working in the log in a real browser: rows from the keyboard, a selection and what is done with it, Live."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from feedback.services.labelling import add_label
from tests.browser.test_accessibility import violations
from tests.factories import NOW, create_entry
from tests.selection.world import LOG, calls

SHIFTS = """
    window.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.shifted += entry.value;
    }).observe({ type: "layout-shift" });
"""


@pytest.fixture
def entries(transactional_db, project, alice) -> list:
    """The newest first, as the log has them."""
    return calls(project, 5)[::-1]


@pytest.fixture
def page(entries, signed_in) -> Page:
    page = signed_in()
    page.goto(LOG)
    return page


def at_row(page: Page, entry) -> None:
    """Waits until the focus is in the row of `entry`."""
    expect(page.locator(f"#row-{entry.id} a.prompt")).to_be_focused()


def box(page: Page, entry):
    return page.locator(f"#row-{entry.id} input[name=id]")


def test_it_goes_through_the_rows_and_opens_one(page, entries):
    for key, place in (("j", 0), ("j", 1), ("k", 0), ("k", 0), ("j", 1)):
        page.keyboard.press(key)
        at_row(page, entries[place])
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{LOG}{entries[1].id}/")
    page.keyboard.press("j")
    page.wait_for_url(f"**{LOG}{entries[2].id}/")
    page.keyboard.press("k")
    page.wait_for_url(f"**{LOG}{entries[1].id}/")


def test_it_takes_letters_for_text_while_somebody_types(page, entries):
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("jxgl?n")
    expect(page.locator("#q")).to_have_value("jxgl?n")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+j")
    expect(page.locator("tr[aria-current]")).to_have_count(0)
    page.keyboard.press("j")
    at_row(page, entries[0])


def test_it_goes_to_a_place_by_two_keys(page):
    for letter, path in {"i": "insights", "r": "review", "c": "connect", "s": "settings", "l": "requests"}.items():
        page.keyboard.press("g")
        page.keyboard.press(letter)
        page.wait_for_url(f"**/p/support/{path}/**")


def test_it_lists_the_keys_of_the_page(page):
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys")
    expect(sheet).to_contain_text("select the row")
    expect(sheet.get_by_text("In review")).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator("tr[aria-current]")).to_have_count(0)
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_it_selects_by_key_and_ranges_by_shift(page, entries):
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_text("1 selected")).to_have_count(2)  # in the bar, and to whoever cannot see it
    box(page, entries[1]).click()
    box(page, entries[3]).click(modifiers=["Shift"])
    expect(page.locator("[data-chosen]")).to_have_text("4 selected")
    page.get_by_label("Select this page").check()
    expect(page.locator("[data-chosen]")).to_have_text("5 selected")
    page.keyboard.press("Escape")
    expect(page.locator("#bulk")).to_be_hidden()


def test_it_labels_undoes_and_stays_in_the_row(page, entries, project):
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_role("combobox", name="Label").fill("todo")
    page.keyboard.press("Enter")
    expect(page.locator(".flash")).to_contain_text("added to 1 request")
    at_row(page, entries[1])
    expect(page.locator(f"#row-{entries[1].id}")).to_contain_text("todo")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".flash")).to_contain_text("Undone: 1 request")
    assert not project.labels.exists()


def test_it_deletes_and_goes_on_at_the_next_row(page, entries, project):
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_role("button", name="Delete…").click()
    page.get_by_label("Type 1, the number of requests").fill("1")
    assert violations(page) == []
    page.get_by_role("button", name="Delete for good").click()
    at_row(page, entries[1])
    assert project.requests.count() == 4


def test_it_does_all_that_without_javascript(entries, signed_in, project):
    page = signed_in(java_script_enabled=False)
    page.goto(f"{LOG}?model=gpt-5-mini")
    expect(page.locator("#bulk")).to_be_hidden()
    expect(page.locator("#live")).to_be_hidden()
    page.get_by_label("Select this page").check()
    page.get_by_role("combobox", name="Label").fill("todo")
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**model=gpt-5-mini")
    assert project.labels.count() == 5
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".flash")).to_contain_text("Undone: 5 requests")
    with page.expect_download():
        box(page, entries[0]).check()
        page.get_by_role("button", name="JSONL").click()


def test_it_says_what_is_new_and_moves_nothing(page, entries, project):
    page.evaluate(SHIFTS)
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_role("button", name="Live").click()
    newest = create_entry(project, at=NOW.replace(hour=13), prompt="Just now")
    pill = page.get_by_role("link", name="1 new request")
    expect(pill).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Just now")).to_have_count(0)
    assert page.evaluate("window.shifted") == 0
    page.keyboard.press("n")
    expect(page.locator(f"#row-{newest.id}")).to_contain_text("Just now")
    expect(pill).to_be_hidden()
    expect(page.locator("tr[aria-current]")).to_have_id(f"row-{entries[0].id}")
    expect(box(page, entries[0])).to_be_checked()
    expect(page.get_by_role("button", name="Live")).to_have_attribute("aria-pressed", "true")


def test_it_says_when_live_has_stopped(page):
    page.clock.install()
    page.route("**/live/?**", lambda route: route.fulfill(status=200, body="not JSON"))
    page.get_by_role("button", name="Live").click()
    stopped = page.get_by_text("Live stopped at")
    for _ in range(60):
        if stopped.count():
            break
        page.clock.run_for(60_000)
        page.wait_for_timeout(50)
    expect(stopped).to_be_visible()
    expect(page.get_by_role("button", name="Live")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_it_can_be_used_by_everybody(entries, signed_in, project, width, scheme):
    for number in range(5):
        add_label(project=project, ids=[entries[0].id], name=f"a rather long label of the team {number}")
    page = signed_in(color_scheme=scheme, viewport={"width": width, "height": 900})
    page.goto(LOG)
    box(page, entries[0]).check()
    expect(page.locator("#bulk")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for path in (f"{LOG}{entries[0].id}/", "/help/keys/"):
        page.goto(path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
