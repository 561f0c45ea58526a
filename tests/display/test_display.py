"""Columns and density of the log: chosen by a form, kept in a cookie, checked when it is read."""

from __future__ import annotations

import pytest

from requestlog.display import COOKIE, USUAL, Display, read_display
from tests.factories import create_entry
from tests.pages.world import create_rated, text_of
from tests.questions import Questions

LOG, DISPLAY = "/p/support/requests/", "/p/support/display/"


def test_it_keeps_the_choice_in_a_cookie_and_goes_back_to_the_filter(project, as_alice):
    answer = as_alice.post(
        DISPLAY, {"column": ["model", "time"], "density": "compact", "query": "rating=negative&q=a b"}
    )
    assert (answer.status_code, answer.url) == (302, f"{LOG}?rating=negative&q=a+b")
    cookie = answer.cookies[COOKIE]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("compact:time.model", True, "Lax")
    assert cookie["max-age"] > 0


@pytest.mark.parametrize("sent", [{"column": "secret"}, {"density": "huge"}, {"query": "q=" + "x" * 9_000}])
def test_it_refuses_what_the_form_does_not_offer(project, as_alice, sent):
    answer = as_alice.post(DISPLAY, sent)
    assert (answer.status_code, COOKIE in answer.cookies) == (400, False)


def test_it_leads_nowhere_else(project, as_alice):
    answer = as_alice.post(DISPLAY, {"query": "https://evil.example/\r\nX: y"})
    assert answer.url.startswith(f"{LOG}?https%3A%2F%2Fevil.example")


def test_it_shows_and_asks_for_the_chosen_columns_alone(project, as_alice):
    create_rated(project, "negative", tags=("pricing",), end_user="mia", session="s-1", model="gpt-5")
    as_alice.cookies[COOKIE] = "compact:user.session"
    with Questions() as asked:
        page = as_alice.get(LOG)
    html = page.content.decode()
    columns = ("user", "session", "model", "cost", "time")
    assert [name for name in columns if f'class="of-{name}' in html] == ["user", "session"]
    assert 'class="log compact"' in html
    [rows] = [query["sql"] for query in asked if "prompt_preview" in query["sql"]]
    assert ("cost_usd" in rows, "end_user" in rows) == (False, True)
    assert "pricing" not in html.partition('<tbody role="rowgroup"')[2].partition("</tbody>")[0]


def test_it_shows_the_usual_columns_to_whoever_has_not_chosen(project, as_alice):
    create_entry(project)
    text = text_of(as_alice.get(LOG))
    assert "Rating Time UTC Prompt and answer Model Tokens Cost Latency" in text


@pytest.mark.parametrize(
    ("cookie", "columns", "compact"),
    [
        ("", USUAL, False),
        ("compact", USUAL, False),
        ("huge:time", USUAL, False),
        ("compact:", (), True),
        ("comfortable:latency.time.secret.<b>", ("time", "latency"), False),
    ],
)
def test_it_trusts_no_cookie(cookie, columns, compact):
    assert read_display(cookie) == Display(columns, compact)


def test_it_reads_what_it_wrote():
    for display in (Display(), Display(("time",), compact=True), Display(())):
        assert read_display(display.written()) == display
