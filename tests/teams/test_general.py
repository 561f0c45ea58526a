"""General and privacy: what a project is called, what is kept of its calls, and whether it is archived."""

from __future__ import annotations

import pytest
from django.test import Client

from feedback.models import Feedback
from gateway.known import live_keys
from projects import services, tokens
from projects.models import Invitation, Project, Role
from projects.services.invitations import digest_of
from projects.tokens import VoteToken
from tests.factories import NOW, create_entry
from tests.teams.conftest import signed_in

PAGE = "/p/support/settings/project/"
SENT = {"name": "Support", "log": "metadata", "stream_usage": "on", "upstream": "local"}


@pytest.fixture(autouse=True)
def upstreams(settings):
    settings.UPSTREAMS = {"local": "http://127.0.0.1:11434/v1"}


def test_it_changes_what_is_said(project, as_alice):
    answer = as_alice.post(PAGE, SENT)
    stored = Project.objects.get(pk=project.pk)
    assert (answer.status_code, answer.url) == (302, PAGE)
    assert (stored.name, stored.log, stored.stream_usage, stored.upstream) == ("Support", "metadata", True, "local")
    assert stored.slug == "support"


def test_it_notes_what_was_changed_from_what(project, alice, as_alice):
    as_alice.post(PAGE, SENT)
    changed, renamed = project.audit_events.order_by("-pk")[:2]
    assert (changed.actor, changed.action) == (alice, "settings.changed")
    assert changed.details == {
        "log": ["full", "metadata"],
        "stream_usage": [False, True],
        "upstream": ["", "local"],
    }
    assert (renamed.action, renamed.details) == ("project.renamed", {"name": ["Support assistant", "Support"]})


def test_it_notes_nothing_where_nothing_is_changed(project, as_alice):
    as_alice.post(PAGE, {"name": project.name, "log": "full", "upstream": ""})
    assert [event.action for event in project.audit_events.all()] == ["project.created"]


@pytest.mark.parametrize(
    "wrong", [{"log": "nothing"}, {"upstream": "https://evil.example/"}, {"name": ""}, {"name": "x" * 101}]
)
def test_it_refuses_what_is_wrong(project, as_alice, wrong):
    assert as_alice.post(PAGE, {**SENT, **wrong}).status_code == 400
    assert Project.objects.get(pk=project.pk).name == "Support assistant"


def test_it_is_closed_to_all_but_owners(project, other_project, bob, mira, charlie):
    for user in (bob, mira, charlie):
        for path in (PAGE, "/p/support/settings/"):
            assert signed_in(user).get(path).status_code == 404
        assert signed_in(user).post(PAGE, SENT).status_code == 404
    assert Client().post(PAGE, SENT).status_code == 302
    assert Project.objects.get(pk=project.pk).log == "full"


@pytest.mark.parametrize("typed", ["", "Support", "other"])
def test_it_archives_nothing_until_the_slug_is_typed(project, as_alice, typed):
    answer = as_alice.post(f"{PAGE}archive/", {"slug": typed})
    assert answer.status_code == 400
    assert "Type support to say that you mean this project." in answer.content.decode()
    assert Project.objects.get(pk=project.pk).archived_at is None


def test_it_never_archives_the_default_project(alice, as_alice):
    default = Project.objects.get(slug="default")
    default.memberships.create(user=alice, role=Role.OWNER)
    assert as_alice.post("/p/default/settings/project/archive/", {"slug": "default"}).status_code == 400
    assert Project.objects.get(slug="default").archived_at is None


@pytest.fixture
def archived(project, secret_key, as_alice) -> Project:
    services.register_upstream_key(project=project, upstream_key="sk-upstream")
    create_entry(project, message_id="chatcmpl-known-from-before")
    as_alice.post(f"{PAGE}archive/", {"slug": "support"})
    return Project.objects.get(pk=project.pk)


def test_it_leaves_an_archived_project_readable(archived, as_alice):
    page = as_alice.get("/p/support/requests/").content.decode()
    assert "Support assistant is archived" in page
    assert "Tell me a joke" in page
    assert archived.audit_events.filter(action="project.archived").count() == 1


def test_it_takes_an_archived_project_out_of_the_menu(archived, alice, as_alice):
    assert not Project.objects.menu_of(alice).exists()
    services.create_project(slug="open", name="Open one", owner=alice)
    assert [each["slug"] for each in Project.objects.menu_of(alice)] == ["open"]


def test_it_opens_nothing_by_keys_of_an_archived_project(archived, secret_key):
    assert live_keys() == {}
    answer = Client().get("/v1/requests/", headers={"Authorization": f"Bearer {secret_key}"})
    assert answer.status_code == 401


def test_it_takes_no_vote_by_id_for_an_archived_project(archived):
    sent = {"message_id": "chatcmpl-known-from-before", "rating": "positive"}
    none = {"message_id": "chatcmpl-never-heard-of", "rating": "positive"}
    answers = [Client().post("/v1/feedback/", body, content_type="application/json") for body in (sent, none)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert not Feedback.objects.exists()


def test_it_lets_nobody_into_an_archived_project(archived, alice):
    _, token = services.invite(project=archived, email="new@example.org", role=Role.OWNER, by=alice, now=NOW)
    Invitation.objects.filter(digest=digest_of(token)).update(expires_at="2999-01-01T00:00Z")
    assert Client().get(f"/invitations/{token}/").status_code == 404


def test_it_restores(archived, secret_key, as_alice):
    assert "Restore Support assistant" in as_alice.get(PAGE).content.decode()
    assert as_alice.post(f"{PAGE}restore/").status_code == 302
    assert Project.objects.get(pk=archived.pk).archived_at is None
    assert len(live_keys()) == 2
    assert archived.audit_events.filter(action="project.restored").count() == 1


def test_it_keeps_a_key_closed_that_was_revoked_while_archived(archived, alice):
    key = archived.keys.get()
    services.revoke_key(key=key, by=alice, now=NOW)
    services.restore_project(project=archived, by=alice, now=NOW)
    assert not archived.keys.live().exists()


def test_it_takes_no_token_of_an_archived_project(archived, settings):
    entry = archived.requests.get()
    token = tokens.written(VoteToken(archived.pk, entry.id, 2**32 - 1), settings.VOTE_TOKEN_PEPPER)
    sent = {"message_id": entry.message_id, "rating": "positive"}
    headers = {"X-GPTBoost-Feedback-Token": token}
    answer = Client().post("/v1/feedback/", sent, content_type="application/json", headers=headers)
    assert answer.status_code == 401
    assert Client().get(f"/vote/{token}/").status_code == 404
    assert not Feedback.objects.exists()
