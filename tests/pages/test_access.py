"""Who sees which page: members do, strangers find nothing, the anonymous are asked to sign in."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.test import Client

from tests.factories import create_entry

ENTRY = UUID("01a20691-dde9-7980-b5f3-dedc12566b98")
PAGES = [
    "/p/support/requests/",
    f"/p/support/requests/{ENTRY}/",
    f"/p/support/requests/{ENTRY}.json",
    "/p/support/connect/",
    "/p/support/connect/newest/",
]


@pytest.fixture
def entry(project):
    return create_entry(project, id=ENTRY)


@pytest.mark.parametrize("path", PAGES)
def test_it_shows_a_page_to_a_viewer(entry, bob, client, path):
    client.force_login(bob, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", PAGES)
def test_it_asks_the_anonymous_to_sign_in(entry, client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={path}")


@pytest.mark.parametrize("path", PAGES)
def test_it_tells_a_stranger_no_more_than_of_what_does_not_exist(entry, other_project, charlie, client, path):
    client.force_login(charlie, backend="django.contrib.auth.backends.ModelBackend")
    there, nowhere = client.get(path), client.get(path.replace("/support/", "/no-such-project/"))
    assert there.status_code == nowhere.status_code == 404
    assert without_token(there) == without_token(nowhere)


def test_it_finds_no_request_of_another_project(entry, other_project, as_alice: Client):
    mine = create_entry(other_project)
    assert as_alice.get(f"/p/support/requests/{mine.id}/").status_code == 404
    assert as_alice.get(f"/p/support/requests/{mine.id}.json").status_code == 404


@pytest.mark.parametrize(
    "id", ["1", "x" * 300, str(ENTRY).upper(), f"{ENTRY}%00", "00000000-0000-0000-0000-000000000000"]
)
def test_it_finds_nothing_under_an_odd_id(entry, as_alice, id):
    assert as_alice.get(f"/p/support/requests/{id}/").status_code == 404
    assert as_alice.get(f"/p/support/requests/{id}.json").status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_it_only_reads(entry, as_alice, path):
    assert as_alice.post(path).status_code == 405


def without_token(answer) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
