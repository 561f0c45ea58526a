"""The connect page: code that runs as it stands, and whether a first request has come."""

from __future__ import annotations

import ast

import pytest

from projects.models import Membership, Project
from requestlog.presenting import snippets
from tests.factories import create_entry
from tests.pages.world import create_rated, text_of

NEWEST = "/p/support/connect/newest/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def default(alice) -> Project:
    project = Project.objects.get(slug="default")
    Membership.objects.create(project=project, user=alice, role="viewer")
    return project


@pytest.mark.parametrize("name", list(snippets.EXAMPLES))
def test_it_shows_how_to_connect_with_this_servers_own_address(project, as_alice, settings, name):
    settings.ALLOWED_HOSTS = ["log.example.org"]
    page = as_alice.get("/p/support/connect/", {"client": name}, headers={"Host": "log.example.org"})
    code = "".join(piece.text for piece in page.context["snippet"].pieces)
    assert "http://log.example.org/v1" in code
    assert "X-GPTBoost-Key" in code
    assert "http://log.example.org/v1/feedback/" in "".join(piece.text for piece in page.context["vote"].pieces)


def test_it_asks_for_no_key_where_calls_land_without_one(default, as_alice, settings):
    settings.UNKNOWN_KEYS = "default-project"
    page = as_alice.get("/p/default/connect/")
    assert "X-GPTBoost-Key" not in "".join(piece.text for piece in page.context["snippet"].pieces)
    settings.UNKNOWN_KEYS = "reject"
    page = as_alice.get("/p/default/connect/")
    assert "X-GPTBoost-Key" in "".join(piece.text for piece in page.context["snippet"].pieces)


@pytest.mark.parametrize("client", ["python", "langchain"])
@pytest.mark.parametrize("with_key", [True, False])
def test_it_gives_python_that_parses(client, with_key):
    connect = snippets.connect(client, "http://h/v1", with_key=with_key)
    code = "".join(
        piece.text for piece in (*connect.pieces, snippets.Piece("\n"), *snippets.vote(client, "http://h/v1").pieces)
    )
    assert ast.parse(code).body


def test_it_waits_for_the_first_request_and_then_shows_it(project, as_alice):
    waiting = as_alice.get("/p/support/connect/")
    assert "Waiting for your first request…" in text_of(waiting)
    assert 'hx-get="/p/support/connect/newest/?client=python&amp;way=python" hx-trigger="every 2s"' in html_of(waiting)
    entry = create_entry(project, prompt="What is up?", answer="<b>The sky</b>")
    arrived = as_alice.get("/p/support/connect/")
    assert "What is up? <b>The sky</b> gpt-5-mini 1.2 s 12:00:00 UTC Open the newest request" in text_of(arrived)
    assert f'href="/p/support/requests/{entry.id}/"' in html_of(arrived)
    assert "connect/newest/?client" not in html_of(arrived)


def test_it_tells_those_who_ask_again_no_more_than_the_news(project, as_alice):
    still = as_alice.get(NEWEST, headers=HTMX)
    assert (still.status_code, still.content) == (204, b"")
    entry = create_entry(project)
    news = as_alice.get(NEWEST, {"client": "curl", "way": "curl"}, headers=HTMX)
    assert news.status_code == 286  # htmx asks no more
    assert "Requests are arriving." in text_of(news)
    assert 'id="vote-code" hx-swap-oob="true"' in html_of(news)
    assert f"{entry.message_id}</mark>" in html_of(news)


def test_it_changes_no_code_on_pages_that_have_none(project, as_alice):
    create_entry(project)
    assert "hx-swap-oob" not in html_of(as_alice.get(NEWEST, headers=HTMX))
    assert "hx-swap-oob" not in html_of(as_alice.get(NEWEST, {"way": "curl"}))


def test_it_shows_that_the_first_request_failed(project, as_alice):
    body = b'{"error": {"message": "Incorrect API key provided", "type": "invalid_request_error"}}'
    create_entry(project, status=401, response=body)
    text = text_of(as_alice.get("/p/support/connect/"))
    assert "Requests are arriving. 401" in text
    assert "Incorrect API key provided" in text


def test_it_waits_for_the_first_vote_and_then_shows_it(project, as_alice):
    assert "Waiting for your first vote…" in text_of(as_alice.get("/p/support/connect/"))
    create_entry(project)
    assert as_alice.get(NEWEST, {"of": "vote"}, headers=HTMX).status_code == 204
    create_rated(project, "amazing", comment="that <i>helped</i>", tags=("trivia",))
    news = as_alice.get(NEWEST, {"of": "vote"}, headers=HTMX)
    assert news.status_code == 286
    assert "Votes are arriving: amazing. trivia “ that <i>helped</i> ”" in text_of(news)


def test_it_leads_on_when_all_is_done(project, as_alice):
    create_rated(project, "positive")
    page = as_alice.get("/p/support/connect/")
    assert html_of(page).count('class="step done"') == 3
    assert "all done: requests and votes arrive" in text_of(page)
    assert "All set: Open the log Review Insights" in text_of(page)
    assert "Check again" not in text_of(page)
    assert 'hx-trigger="every' not in html_of(page)


def test_it_can_be_asked_again_without_javascript(project, as_alice):
    page = html_of(as_alice.get("/p/support/connect/"))
    assert page.count('<a class="button" href="">Check again</a>') == 2
    assert "<noscript>" in page


def test_it_shows_the_first_client_for_an_unknown_one(project, as_alice):
    page = as_alice.get("/p/support/connect/", {"client": "<script>"})
    assert page.context["snippet"].name == "python"


def test_it_leads_owners_to_where_keys_are_made(project, bob, as_alice, client):
    assert '<a href="/p/support/settings/keys/">settings of keys</a>' in html_of(as_alice.get("/p/support/connect/"))
    client.force_login(bob, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/p/support/connect/")
    assert "/p/support/settings/keys/" not in html_of(page)
    assert "An owner of the project makes one in its settings." in text_of(page)


def html_of(answer) -> str:
    return answer.content.decode()
