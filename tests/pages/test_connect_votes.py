"""The ways to collect votes on the connect page: code with this server's own address, and the widget for a try."""

from __future__ import annotations

import ast

import pytest

from requestlog.presenting.ways import WAYS
from tests.factories import create_entry
from tests.pages.world import text_of

PAGE = "/p/support/connect/"
ADDRESS = {"widget": "http://log.example.org/static/gptboost-feedback.js", "email": "http://log.example.org/vote/"}


def code_of(page) -> str:
    return "".join(piece.text for piece in page.context["vote"].pieces)


@pytest.mark.parametrize("way", list(WAYS))
def test_it_shows_each_way_with_this_servers_own_address(project, as_alice, settings, way):
    settings.ALLOWED_HOSTS = ["log.example.org"]
    page = as_alice.get(PAGE, {"way": way}, headers={"Host": "log.example.org"})
    assert ADDRESS.get(way, "http://log.example.org/v1/feedback/") in code_of(page)
    assert [each["words"] for each in page.context["ways"] if each["current"]] == [WAYS[way].words]


@pytest.mark.parametrize(
    ("library", "way"), [("python", "python"), ("langchain", "python"), ("vercel", "node"), ("curl", "curl")]
)
def test_it_shows_first_the_way_of_the_client(project, as_alice, library, way):
    page = as_alice.get(PAGE, {"client": library, "way": "pigeon"})
    assert page.context["way"] == WAYS[way]
    assert all(f"client={library}&" in each["url"] for each in page.context["ways"])


def test_it_votes_on_the_answer_of_the_clients_own_lines(project, as_alice):
    assert 'answer.response_metadata["id"]' in code_of(as_alice.get(PAGE, {"client": "langchain"}))
    assert "response.id" in code_of(as_alice.get(PAGE, {"client": "vercel"}))
    assert "answer.id" in code_of(as_alice.get(PAGE, {"client": "vercel", "way": "python"}))


def test_it_gives_python_that_parses_for_links(project, as_alice):
    assert ast.parse(code_of(as_alice.get(PAGE, {"way": "email"}))).body


def test_it_fills_in_the_newest_answer(project, as_alice):
    assert "Your newest answer: none yet" in text_of(as_alice.get(PAGE))
    entry = create_entry(project)
    page = as_alice.get(PAGE, {"way": "widget"})
    assert f'message-id="{entry.message_id}"' in code_of(page)
    assert f"Your newest answer: {entry.message_id}" in text_of(page)
    assert f'"message_id": "{entry.message_id}"' in code_of(as_alice.get(PAGE, {"way": "curl"}))


@pytest.mark.parametrize("message_id", ["$(reboot)", '"><script>', "a'; rm -rf ~; '", "x" * 200])
def test_it_puts_no_dangerous_id_into_code_that_people_copy(project, as_alice, message_id):
    create_entry(project, message_id=message_id)
    for way in WAYS:
        page = as_alice.get(PAGE, {"way": way})
        assert message_id not in code_of(page)
        assert "<script>" not in page.content.decode()


def test_it_offers_the_reasons_of_the_project_in_the_widget(project, as_alice):
    project.reasons = ["slow", "one, two", 'a "quote"', "rude"]
    project.save()
    page = as_alice.get(PAGE, {"way": "widget"})
    assert 'reasons="slow, rude"' in code_of(page)
    assert 'reasons="slow,rude"' in page.content.decode()
    assert "dry-run" in page.content.decode()


def test_it_says_what_the_project_demands(project, as_alice):
    project.feedback_needs_key = project.vote_tokens = True
    project.save()
    assert "takes no votes without a key" in text_of(as_alice.get(PAGE, {"way": "browser"}))
    assert "takes votes only with a key" in text_of(as_alice.get(PAGE, {"way": "curl"}))
    assert "answers carry the token" in text_of(as_alice.get(PAGE, {"way": "email"}))


def test_it_leads_owners_alone_to_the_settings(project, bob, as_alice, client):
    assert "/p/support/settings/votes/" in as_alice.get(PAGE, {"way": "browser"}).content.decode()
    client.force_login(bob, backend="django.contrib.auth.backends.ModelBackend")
    main = client.get(PAGE, {"way": "browser"}).content.decode().partition("<main")[2]
    assert "/p/support/settings/votes/" not in main
