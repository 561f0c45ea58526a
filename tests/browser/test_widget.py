"""The vote widget on a page of another origin, whose policy allows nothing but this server's script and votes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect

from tests.browser.elsewhere import Elsewhere, elsewhere

pytestmark = pytest.mark.any_database
WAIT = "Not stored yet, retrying…"
PICKS = 'tags="links, docs" reasons="wrong,outdated"'
CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}
TOKEN = "X-GPTBoost-Feedback-Token"
Show = Callable[..., Page]


@pytest.fixture(scope="module")
def application(site) -> Iterator[Elsewhere]:
    with elsewhere(site.url) as application:
        yield application


@pytest.fixture
def show(browser: Browser, application: Elsewhere) -> Iterator[Show]:
    """Opens a page with a body; no page may have had anything to complain of but answers that refuse."""
    complaints: list[str] = []
    contexts = []

    def shown(body: str, **options: object) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(application.publish(body))
        return page

    yield shown
    for context in contexts:
        context.close()
    assert [each for each in complaints if not each.startswith("Failed to load resource")] == []


@pytest.fixture
def id(site) -> str:
    """The id of an answer that the log's gateway has just passed."""
    body = {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Which plan has SSO?"}]}
    headers = {"Authorization": "Bearer sk-widget"}
    return str(requests.post(f"{site.base_url}/chat/completions", json=body, headers=headers, timeout=30).json()["id"])


def widget(id: str, attributes: str = "") -> str:
    return f'<gptboost-feedback message-id="{id}" {attributes}></gptboost-feedback>'


def button(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def rate(page: Page | Locator, name: str) -> None:
    button(page, f"{name} answer").click()


def pressed(page: Page) -> list[str]:
    return [each.get_attribute("value") or "" for each in page.locator("[aria-pressed=true]").all()]


def press(page: Page, keys: str) -> None:
    for key in keys.split():
        page.keyboard.press(key)


def says(page: Page | Locator, text: str) -> None:
    expect(page.get_by_role("status")).to_have_text(text)


def test_it_is_one_module_of_at_most_six_kilobytes_that_any_page_may_import(site):
    answer = requests.get(
        f"{site.url}/static/gptboost-feedback.js", headers={"Accept-Encoding": "identity"}, timeout=30
    )
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers.get("Cross-Origin-Resource-Policy", "cross-origin") == "cross-origin"
    assert 1000 < len(answer.content) <= 6144
    assert b"import " not in answer.content
    assert b"innerHTML" not in answer.content


def test_it_votes_with_one_click(site, id, show):
    page = show(widget(id))
    rate(page, "Amazing")
    says(page, "Thank you!")
    assert pressed(page) == ["amazing"]
    assert site.entry(id)["feedback"]["rating"] == "amazing"


def test_it_adds_a_comment_tags_and_reasons(site, id, show):
    page = show(widget(id, PICKS))
    rate(page, "Bad")
    page.get_by_label("docs").check()
    page.get_by_label("outdated").check()
    page.get_by_label("Comment").fill("The <b>link</b> is dead.")
    button(page, "Send").click()
    expect(button(page, "Send")).to_be_hidden()
    vote = site.entry(id)["feedback"]
    assert (vote["rating"], vote["comment"]) == ("negative", "The <b>link</b> is dead.")
    assert (vote["tags"], vote["reasons"]) == (["docs"], ["outdated"])


def test_it_votes_by_keyboard_alone(site, id, show):
    page = show(widget(id, PICKS))
    press(page, "Tab Tab Enter")
    says(page, "Thank you!")
    expect(button(page, "Bad answer")).to_be_focused()
    press(page, "Tab Tab Tab Space Tab Tab Space Tab Tab")  # amazing, undo, wrong, outdated, links, docs, the comment
    page.keyboard.type("dead links")
    press(page, "Tab Enter")
    expect(button(page, "Send")).to_be_hidden()
    expect(page.get_by_role("status")).to_be_focused()
    vote = site.entry(id)["feedback"]
    assert (vote["comment"], vote["tags"], vote["reasons"]) == ("dead links", ["links"], ["wrong"])


def test_it_changes_and_takes_back_its_own_vote(site, id, show):
    page = show(widget(id, 'submitter="user 1"'))
    rate(page, "Good")
    says(page, "Thank you!")
    with page.expect_response(lambda answer: answer.request.method == "PATCH" and answer.ok):
        rate(page, "Bad")
    vote = site.entry(id)["feedback"]
    assert (vote["rating"], vote["submitter"]) == ("negative", "user 1")
    button(page, "Undo").click()
    says(page, "Withdrawn.")
    expect(page.get_by_role("status")).to_be_focused()
    assert pressed(page) == []
    assert site.entry(id)["feedback"] is None


def test_it_votes_again_after_it_took_back(site, id, show):
    page = show(widget(id))
    rate(page, "Good")
    button(page, "Undo").click()
    says(page, "Withdrawn.")
    rate(page, "Amazing")
    says(page, "Thank you!")
    assert site.entry(id)["feedback"]["rating"] == "amazing"


def test_it_shows_the_vote_that_is_there(site, id, show):
    site.entry(id)
    site.vote(id, "negative", comment="theirs")
    page = show(widget(id))
    rate(page, "Good")
    says(page, "This answer has a vote already.")
    assert pressed(page) == ["negative"]
    expect(button(page, "Undo")).to_be_hidden()
    assert site.entry(id)["feedback"]["comment"] == "theirs"


def test_it_changes_the_vote_that_is_there_with_a_token(site, id, show):
    token = site.vote(id, "negative", comment="mine", tags=["links", "not offered"]).headers[TOKEN]
    page = show(widget(id, f'token="{token}" {PICKS}'))
    rate(page, "Good")
    says(page, "This answer has a vote already.")
    rate(page, "Bad")
    expect(page.get_by_label("Comment")).to_have_value("mine")
    expect(page.get_by_label("links")).to_be_checked()
    button(page, "Undo").click()
    says(page, "Withdrawn.")
    assert site.entry(id)["feedback"] is None


@pytest.mark.parametrize(
    ("attributes", "words"),
    [('key="pk_wrong"', "not known here"), ('token="vt_wrong"', "no vote token"), ("", "No message has this id.")],
)
def test_it_says_in_words_why_a_vote_is_refused(show, attributes, words):
    page = show(widget("chatcmpl-of-nobody-at-all", attributes))
    rate(page, "Good")
    expect(page.get_by_role("status")).to_contain_text(words)
    expect(page.get_by_role("status")).to_contain_text("Not stored:")
    assert pressed(page) == []
    expect(button(page, "Undo")).to_be_hidden()


def test_it_votes_with_a_public_key_from_its_origins_alone(site, id, application, show):
    create = ["createkey", "--project", "default", "--kind", "public", "--origin", application.origin]
    key = site.command(*create).strip()
    page = show(widget(id, f'public-key="{key}"'))
    page.goto(page.url.replace("localhost", "127.0.0.1"))
    rate(page, "Good")
    expect(page.get_by_role("status")).to_contain_text("is not among those of this public key")
    page = show(widget(id, f'key="{key}"'))
    rate(page, "Good")
    says(page, "Thank you!")
    assert site.entry(id)["feedback"]["rating"] == "positive"


def test_it_tries_again_when_the_server_is_busy_or_away(site, id, show):
    page = show(widget(id))
    held: list[Route] = []
    answers = [
        lambda route: route.fulfill(status=503, headers={**CORS, "Retry-After": "1"}, json={"detail": "Away."}),
        lambda route: route.abort(),
        held.append,
    ]
    page.route("**/v1/feedback/", lambda route: answers.pop(0)(route))
    rate(page, "Good")
    says(page, WAIT)
    while not held:
        page.wait_for_timeout(50)
    says(page, WAIT)
    held[0].continue_()
    says(page, "Thank you!")
    assert site.entry(id)["feedback"]["rating"] == "positive"


@pytest.mark.parametrize(("after", "times"), [("0", 4), ("3600", 1)])
def test_it_gives_up_in_words_after_some_tries(id, show, after, times):
    page = show(widget(id))
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    answer = {"status": 429, "headers": {**CORS, "Retry-After": after}, "json": {"detail": "Too many votes."}}
    page.route("**/v1/feedback/", lambda route: route.fulfill(**answer))
    rate(page, "Good")
    says(page, "Not stored: Too many votes.")
    assert len(asked) == times
    assert pressed(page) == []


def test_it_sends_nothing_in_a_dry_run(show):
    page = show(widget("chatcmpl-1", f"dry-run {PICKS}"))
    page.evaluate(
        """() => { window.told = []; addEventListener("gptboost-feedback", (event) => told.push(event.detail)) }"""
    )
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    rate(page, "Good")
    page.get_by_label("docs").check()
    button(page, "Send").click()
    button(page, "Undo").click()
    says(page, "Withdrawn.")
    told = page.evaluate("JSON.parse(JSON.stringify(told))")
    assert [each["method"] for each in told] == ["POST", "PATCH", "DELETE"]
    assert told[0]["body"] == {"message_id": "chatcmpl-1", "rating": "positive"}
    assert (told[1]["rating"], told[1]["tags"], told[1]["comment"]) == ("positive", ["docs"], "")
    assert asked == []


def test_it_works_many_times_on_a_page_and_when_it_is_added_later(show):
    page = show(widget("chatcmpl-1", "dry-run") + widget("chatcmpl-2", "dry-run"))
    page.evaluate("""() => {
        const late = document.createElement("gptboost-feedback");
        document.querySelector("main").append(late);
        late.setAttribute("message-id", "chatcmpl-3");
        late.toggleAttribute("dry-run");
        late.setAttribute("tags", "late");
    }""")
    first, second, third = page.locator("gptboost-feedback").all()
    rate(first, "Good")
    rate(third, "Bad")
    says(first, "Thank you!")
    says(third, "Thank you!")
    expect(third.get_by_label("late")).to_be_visible()
    says(second, "")


def test_it_asks_anew_when_it_is_given_another_message(show):
    page = show(widget("chatcmpl-1", "dry-run"))
    rate(page, "Good")
    says(page, "Thank you!")
    page.evaluate("document.querySelector('gptboost-feedback').setAttribute('message-id', 'chatcmpl-2')")
    says(page, "")
    assert pressed(page) == []


def test_it_keeps_out_of_the_form_and_the_shortcuts_around_it(show):
    page = show(f'<form action="/sent">{widget("chatcmpl-1", "dry-run")}</form>')
    page.evaluate("() => { window.heard = []; addEventListener('keydown', (event) => heard.push(event.key)) }")
    rate(page, "Good")
    page.get_by_label("Comment").press("/")
    button(page, "Send").click()
    expect(button(page, "Send")).to_be_hidden()
    assert page.evaluate("heard") == []
    assert "/sent" not in page.url


def test_it_speaks_the_pages_language_and_wears_its_style(show):
    texts = 'lang="sv" text-positive="Bra svar" text-thanks="Tack!" text-undo="Ångra" text-comment="Kommentar"'
    icon = '<b slot="positive">+1</b>'
    page = show(f'<gptboost-feedback message-id="c" dry-run no-comment {texts}>{icon}</gptboost-feedback>')
    button(page, "Bra svar").click()
    says(page, "Tack!")
    expect(button(page, "Ångra")).to_be_visible()
    expect(page.get_by_text("+1")).to_be_visible()
    expect(page.get_by_label("Kommentar")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_gives_axe_nothing_to_find(show, scheme):
    page = show(widget("chatcmpl-1", f"dry-run {PICKS}"), color_scheme=scheme, viewport={"width": 390, "height": 800})
    rate(page, "Bad")
    page.get_by_label("docs").check()
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
