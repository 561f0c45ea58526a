"""Saved views: kept by a person or shared with the project, in the sidebar, renamed, deleted, come in by."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from projects.models import Action, Role
from requestlog.saved_views import services
from requestlog.saved_views.services import save_view
from tests.factories import NOW, create_entry
from tests.pages.world import text_of

LOG, VIEWS, HOME = "/p/support/requests/", "/p/support/views/", "/p/support/"
SHARED = {"is_shared": "on"}


def saved(project, by, name="Angry", query="rating=negative", **how):
    how = {"is_shared": False, "is_default": False, "now": NOW, **how}
    return save_view(project=project, by=by, name=name, query=query, **how)


def save(client: Client, name="Angry", query="rating=negative", **sent):
    return client.post(VIEWS, {"name": name, "query": query, **sent})


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def viewer(project, bob):
    project.memberships.filter(user=bob).update(role=Role.VIEWER)
    return signed_in(bob)


@pytest.fixture
def member(project, bob):
    project.memberships.filter(user=bob).update(role=Role.MEMBER)
    return signed_in(bob)


def test_it_saves_the_filter_of_the_log_and_opens_it(project, alice, as_alice):
    answer = save(as_alice, query="since=7d&rating=negative&after=x&theme=dark&rating=")
    assert (answer.status_code, answer.url) == (302, f"{LOG}?rating=negative&since=7d")
    view = project.saved_views.get()
    assert (view.name, view.owner, view.query, view.is_shared) == ("Angry", alice, "rating=negative&since=7d", False)


def test_it_lists_views_beside_the_log_and_marks_the_current_one(project, alice, as_alice, bob):
    create_entry(project)
    saved(project, alice)
    saved(project, bob, name="of Bob")
    saved(project, bob, name="for all", query="model=gpt-5", is_shared=True)
    page = as_alice.get(f"{LOG}?rating=negative")
    assert [(view.name, view.current) for view in page.context["views"]] == [("Angry", True), ("for all", False)]
    assert page.content.decode().count('aria-current="page"') == 2
    assert "Angry · Requests rated 👎 negative · Support assistant" in page.content.decode().partition("</title>")[0]
    assert "of Bob" not in text_of(page)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"query": "rating=bad&since=never"}, "rating: “bad” is not one of"),
        ({"query": "model=" + "x" * 2_000}, "at most 2,000 characters"),
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 61}, "at most 60 characters"),
        ({"name": "Kept"}, "One of your views is named “Kept” already."),
    ],
)
def test_it_says_why_a_view_is_not_saved_and_keeps_what_was_typed(project, alice, as_alice, sent, said):
    saved(project, alice, name="Kept")
    answer = save(as_alice, **{"name": "New", **sent})
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert project.saved_views.count() == 1


def test_it_keeps_a_hundred_of_a_person(project, alice, as_alice, monkeypatch):
    monkeypatch.setattr(services, "MOST", 1)
    saved(project, alice)
    assert "delete one first" in text_of(save(as_alice, name="Another"))


def test_it_shares_a_view_and_notes_who_did(project, member, as_alice):
    assert save(member, **SHARED).status_code == 302
    note = project.audit_events.newest_first()[0]
    assert (note.action, note.subject, note.details) == (Action.VIEW_SHARED, "Angry", {"query": "rating=negative"})
    assert "Angry" in text_of(as_alice.get(VIEWS))
    assert "A shared view is named “Angry” already." in text_of(save(as_alice, **SHARED))


def test_it_lets_viewers_keep_views_for_themselves_alone(project, alice, viewer):
    shared = saved(project, alice, is_shared=True)
    answer = save(viewer, **SHARED)
    assert (answer.status_code, project.saved_views.count()) == (400, 1)
    assert "Members and owners may share views" in text_of(answer)
    assert viewer.post(f"{VIEWS}{shared.id}/delete/").status_code == 404
    assert viewer.post(f"{VIEWS}{shared.id}/rename/", {"name": "Mine"}).status_code == 404
    assert save(viewer).status_code == 302


@pytest.mark.parametrize("deed", ["rename", "default", "delete"])
def test_it_hides_what_others_keep_for_themselves(project, alice, as_alice, bob, deed):
    of_bob = saved(project, bob)
    assert as_alice.post(f"{VIEWS}{of_bob.id}/{deed}/", {"name": "x"}).status_code == 404
    assert project.saved_views.get().name == "Angry"


def test_it_renames(project, alice, as_alice):
    view = saved(project, alice)
    saved(project, alice, name="Kept")
    refused = as_alice.post(f"{VIEWS}{view.id}/rename/", {"name": "Kept"})
    assert (refused.status_code, "already" in text_of(refused)) == (400, True)
    assert as_alice.post(f"{VIEWS}{view.id}/rename/", {"name": "  Very\n angry "}).status_code == 302
    assert sorted(project.saved_views.values_list("name", flat=True)) == ["Kept", "Very angry"]


def test_it_asks_before_it_deletes_a_shared_view_and_notes_it(project, alice, as_alice):
    view = saved(project, alice, is_shared=True)
    asked = as_alice.get(f"{VIEWS}{view.id}/delete/")
    assert "it goes for everybody in Support assistant" in text_of(asked)
    assert project.saved_views.count() == 1
    assert as_alice.post(f"{VIEWS}{view.id}/delete/").status_code == 302
    assert project.saved_views.count() == 0
    assert project.audit_events.newest_first().first().action == Action.VIEW_REMOVED


def test_it_leads_to_ones_own_default_then_to_the_shared_one_then_to_everything(project, alice, as_alice):
    assert as_alice.get(HOME).url == LOG
    saved(project, alice, name="for all", query="model=gpt-5", is_shared=True, is_default=True)
    assert as_alice.get(HOME).url == f"{LOG}?model=gpt-5"
    mine = saved(project, alice)
    as_alice.post(f"{VIEWS}{mine.id}/default/")
    assert as_alice.get(HOME).url == f"{LOG}?rating=negative"
    as_alice.post(f"{VIEWS}{mine.id}/default/", {"is_default": "no"})
    assert as_alice.get(HOME).url == f"{LOG}?model=gpt-5"
    assert as_alice.get(LOG).context["sentence"] == "All requests"


def test_it_has_one_default_of_each_kind(project, alice, bob):
    first = saved(project, alice, is_default=True)
    saved(project, bob, is_default=True)
    saved(project, alice, name="second", is_default=True)
    saved(project, alice, name="for all", is_shared=True, is_default=True)
    first.refresh_from_db()
    assert first.is_default is False
    assert project.saved_views.filter(is_default=True).count() == 3


def test_it_shows_a_view_whose_filter_can_no_longer_be_read(project, alice, as_alice):
    saved(project, alice, query="rating=gone")
    assert "Cannot be read any more: rating: “gone” is not one of" in text_of(as_alice.get(VIEWS))
