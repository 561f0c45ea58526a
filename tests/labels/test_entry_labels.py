"""Labels on the page of one answer: seen by everybody, put on and taken off by members."""

from __future__ import annotations

import pytest

from feedback.services.labelling import add_label
from projects.models import Membership, Role
from tests.factories import create_entry
from tests.pages.world import text_of


@pytest.fixture
def entry(project):
    return create_entry(project)


@pytest.fixture
def url(entry) -> str:
    return f"/p/support/requests/{entry.id}/labels/"


def labels(project) -> list:
    return list(project.labels.order_by("name").values_list("name", flat=True))


def test_it_adds_and_removes_and_leads_back(project, entry, url, as_alice):
    back = f"/p/support/requests/{entry.id}/?rating=rated"
    assert as_alice.post(url, {"add": " to  do ", "next": back}).url == back
    assert labels(project) == ["to do"]
    page = as_alice.get(back)
    assert "Label: to do" in text_of(page)
    assert as_alice.post(url, {"remove": "to do", "next": "//evil.example.org/"}).url == back.partition("?")[0]
    assert labels(project) == []


@pytest.mark.parametrize(
    ("name", "words"), [("", "Give the label a name"), ("a,b", "no commas"), ("x" * 51, "at most 50")]
)
def test_it_says_what_is_wrong_with_a_name(project, url, as_alice, name, words):
    page = as_alice.post(url, {"add": name}, follow=True)
    assert words in text_of(page)
    assert labels(project) == []


def test_it_is_for_members(project, bob, entry, url, client):
    client.force_login(bob, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(url, {"add": "a"}).status_code == 404
    add_label(project=project, ids=[entry.id], name="seen")
    page = client.get(f"/p/support/requests/{entry.id}/")
    assert "Label: seen" in text_of(page)
    assert "new-label" not in page.content.decode()
    Membership.objects.filter(user=bob).update(role=Role.MEMBER)
    assert client.post(url, {"add": "a"}).status_code == 302
    assert labels(project) == ["a", "seen"]


def test_it_knows_no_request_of_strangers(project, other_project, as_alice):
    foreign = create_entry(other_project)
    answer = as_alice.post(f"/p/support/requests/{foreign.id}/labels/", {"add": "a"})
    assert (answer.status_code, other_project.labels.exists()) == (404, False)
