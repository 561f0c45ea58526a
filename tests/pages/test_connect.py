"""The connect page: code that runs as it stands, and whether a first request has come."""

from __future__ import annotations

import ast

import pytest

from projects.models import Membership, Project
from requestlog.presenting import snippets
from tests.factories import create_entry
from tests.pages.world import text_of


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


def test_it_waits_for_the_first_request_and_then_links_to_it(project, as_alice):
    assert "Waiting for your first request…" in text_of(as_alice.get("/p/support/connect/"))
    waiting = as_alice.get("/p/support/connect/newest/").content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    entry = create_entry(project)
    arrived = as_alice.get("/p/support/connect/newest/").content.decode()
    assert f'href="/p/support/requests/{entry.id}/"' in arrived
    assert "hx-trigger" not in arrived


def test_it_shows_the_first_client_for_an_unknown_one(project, as_alice):
    page = as_alice.get("/p/support/connect/", {"client": "<script>"})
    assert page.context["snippet"].name == "python"


def test_it_offers_the_administration_to_superusers_alone(project, alice, as_alice):
    assert "/admin/" not in as_alice.get("/p/support/connect/").content.decode()
    alice.is_superuser = alice.is_staff = True
    alice.save()
    assert "/admin/projects/apikey/add/" in as_alice.get("/p/support/connect/").content.decode()
