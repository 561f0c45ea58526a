"""A saved view brought up to date with the filter of the log: the same view, another query."""

from __future__ import annotations

from uuid import uuid4

import pytest

from projects.models import Action, Role
from tests.factories import create_entry
from tests.pages.world import text_of
from tests.saved_views.test_views import LOG, VIEWS, save, saved, signed_in

UPDATE = f"{VIEWS}update/"


def update(client, view, query="model=gpt-5"):
    return client.post(UPDATE, {"view": getattr(view, "id", view), "query": query})


@pytest.fixture
def viewer(project, bob):
    project.memberships.filter(user=bob).update(role=Role.VIEWER)
    return signed_in(bob)


def test_it_keeps_everything_of_the_view_but_its_filter(project, alice, as_alice):
    view = saved(project, alice, is_default=True)
    answer = update(as_alice, view, query="since=7d&model=gpt-5&after=x")
    assert (answer.status_code, answer.url) == (302, f"{LOG}?model=gpt-5&since=7d")
    now = project.saved_views.get()
    assert (now.id, now.name, now.owner, now.query) == (view.id, "Angry", alice, "model=gpt-5&since=7d")
    assert (now.is_shared, now.is_default, now.created_at) == (False, True, view.created_at)
    assert "Updated “Angry”." in text_of(as_alice.get(answer.url))
    assert not project.audit_events.filter(action=Action.VIEW_SHARED).exists()


def test_it_changes_no_other_view(project, alice, as_alice):
    saved(project, alice, name="Kept")
    update(as_alice, saved(project, alice))
    assert dict(project.saved_views.values_list("name", "query")) == {"Kept": "rating=negative", "Angry": "model=gpt-5"}


def test_it_notes_what_a_shared_view_was_and_is(project, alice, bob, as_alice):
    project.memberships.filter(user=bob).update(role=Role.MEMBER)
    view = saved(project, alice, is_shared=True)
    update(signed_in(bob), view)
    note = project.audit_events.newest_first()[0]
    assert (note.actor, note.action, note.subject) == (bob, Action.VIEW_SHARED, "Angry")
    assert note.details == {"query": ["rating=negative", "model=gpt-5"]}
    assert "query: rating=negative → model=gpt-5" in text_of(as_alice.get("/p/support/settings/audit/"))
    assert project.saved_views.get().owner == alice


def test_it_notes_nothing_where_nothing_is_changed(project, alice, as_alice):
    view = saved(project, alice, is_shared=True)
    assert update(as_alice, view, query="rating=negative").status_code == 302
    assert project.audit_events.filter(action=Action.VIEW_SHARED).count() == 1


def test_it_offers_on_the_log_what_the_reader_may_change_and_is_not_open(project, alice, bob, as_alice):
    create_entry(project)
    for name, query in [("Open", "model=gpt-5"), ("Mine", "rating=negative")]:
        saved(project, alice, name=name, query=query)
    saved(project, bob, name="of Bob")
    saved(project, alice, name="for all", is_shared=True)
    page = as_alice.get(f"{LOG}?model=gpt-5")
    assert [view.name for view in page.context["updatable"]] == ["Mine", "for all"]
    assert f'action="{UPDATE}"' in page.content.decode()
    assert "for all (shared)" in text_of(page)


def test_it_offers_viewers_nothing_that_is_shared(project, alice, viewer):
    create_entry(project)
    view = saved(project, alice, is_shared=True)
    assert UPDATE not in viewer.get(f"{LOG}?model=gpt-5").content.decode()
    answer = update(viewer, view)
    assert (answer.status_code, "this one is gone, or not yours to change" in text_of(answer)) == (400, True)
    assert project.saved_views.get().query == "rating=negative"


def test_it_tells_no_view_of_others_from_none(project, other_project, alice, bob, charlie, as_alice):
    of_bob, elsewhere = saved(project, bob), saved(other_project, charlie)
    for sent in (of_bob, elsewhere, uuid4()):
        answer = update(as_alice, sent)
        assert (answer.status_code, "Angry" in text_of(answer)) == (400, False)
        assert "Choose one of the views that you may change" in text_of(answer)
    assert {project.saved_views.get().query, other_project.saved_views.get().query} == {"rating=negative"}


@pytest.mark.parametrize(("sent", "said"), [("", "Choose the view to update."), ("x", "is not a valid UUID")])
def test_it_says_what_is_no_view(project, as_alice, sent, said):
    answer = update(as_alice, sent)
    assert (answer.status_code, said in text_of(answer)) == (400, True)


def test_it_is_not_there_for_strangers(project, alice, charlie):
    view = saved(project, alice)
    assert update(signed_in(charlie), view).status_code == 404
    assert project.saved_views.get().query == "rating=negative"


def test_it_refuses_a_filter_that_cannot_be_read(project, alice, as_alice):
    answer = update(as_alice, saved(project, alice), query="rating=bad")
    assert (answer.status_code, "rating: “bad” is not one of" in text_of(answer)) == (400, True)
    assert project.saved_views.get().query == "rating=negative"


def test_it_is_offered_where_a_new_view_has_the_name_of_one_that_is_there(project, alice, as_alice):
    view = saved(project, alice)
    html = save(as_alice, query="model=gpt-5").content.decode()
    form = html.partition(f'action="{UPDATE}"')[2].partition("</form>")[0]
    assert f'<option value="{view.id}" selected>Angry</option>' in " ".join(form.split())
    assert 'value="model=gpt-5"' in form
