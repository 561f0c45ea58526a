"""The keys of a project: shown once, rolled with an overlap, closed at once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from projects import services
from projects.models import ApiKey, UpstreamKey
from tests.teams.conftest import signed_in

PAGE = "/p/support/settings/keys/"
KEY = re.compile(r"[sp]k_[A-Za-z0-9]{40}")


def opens(key: str) -> bool:
    return Client().get("/v1/requests/", headers={"Authorization": f"Bearer {key}"}).status_code == 200


@pytest.fixture
def stored(secret_key) -> ApiKey:
    return ApiKey.objects.get()


def test_it_teaches_where_there_is_none(project, as_alice):
    assert "None yet." in as_alice.get(PAGE).content.decode()


def test_it_makes_a_key_and_shows_it_once(project, alice, as_alice):
    answer = as_alice.post(f"{PAGE}new/", {"kind": "secret", "name": "backend"})
    [key] = KEY.findall(answer.content.decode())
    row = ApiKey.objects.get()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert (row.kind, row.name, row.created_by, row.project) == ("secret", "backend", alice, project)
    assert opens(key)
    assert key not in as_alice.get(PAGE).content.decode()
    assert key not in str(list(project.audit_events.values()) + list(ApiKey.objects.values()))


def test_it_makes_a_public_key_of_some_origins(project, as_alice):
    as_alice.post(f"{PAGE}new/", {"kind": "public", "origins": "https://app.example.org\n"})
    assert ApiKey.objects.get().origins == ["https://app.example.org"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "master"},
        {"name": "x" * 101},
        {"origins": "https://app.example.org"},
        {"kind": "public", "origins": "app.example.org/path"},
    ],
)
def test_it_refuses_what_is_wrong(project, as_alice, wrong):
    assert as_alice.post(f"{PAGE}new/", {"kind": "secret", **wrong}).status_code == 400
    assert not ApiKey.objects.exists()


def test_it_is_closed_to_all_but_owners(stored, bob, mira, charlie):
    for user in (bob, mira, charlie):
        client = signed_in(user)
        assert client.get(PAGE).status_code == 404
        for path in ("new/", f"{stored.pk}/revoke/", f"{stored.pk}/roll/", "upstream/"):
            assert client.post(PAGE + path, {"kind": "secret", "overlap": "0", "key": "sk-12345678"}).status_code == 404
    stored.refresh_from_db()
    assert (stored.revoked_at, ApiKey.objects.count(), UpstreamKey.objects.count()) == (None, 1, 0)


def test_it_asks_before_it_revokes(stored, secret_key, alice, as_alice):
    assert f"Revoke {stored}" in as_alice.get(f"{PAGE}{stored.pk}/revoke/").content.decode()
    assert opens(secret_key)
    assert as_alice.post(f"{PAGE}{stored.pk}/revoke/").status_code == 302
    assert not opens(secret_key)
    assert stored.project.audit_events.get(action="key.revoked").subject == str(stored)
    assert as_alice.post(f"{PAGE}{stored.pk}/revoke/").status_code == 404


@pytest.mark.parametrize("hours", ["0", "1", "24", "168"])
def test_it_rolls_a_key_with_an_overlap(project, alice, as_alice, hours):
    old, _ = services.create_key(project=project, kind="public", name="web", origins=["https://a.example"])
    before = timezone.now()
    answer = as_alice.post(f"{PAGE}{old.pk}/roll/", {"overlap": hours})
    [key] = KEY.findall(answer.content.decode())
    new = ApiKey.objects.exclude(pk=old.pk).get()
    old.refresh_from_db()
    assert (new.kind, new.name, new.origins, new.created_by) == ("public", "web", ["https://a.example"], alice)
    assert key.startswith(new.prefix)
    assert old.revoked_at - before < timedelta(hours=int(hours), minutes=5)
    assert ApiKey.objects.live().filter(pk=old.pk).exists() == (hours != "0")


def test_it_shows_when_a_rolled_key_ends(stored, secret_key, alice, as_alice):
    services.roll_key(key=stored, overlap=timedelta(hours=1), by=alice, now=timezone.now())
    assert "ends " in as_alice.get(PAGE).content.decode()
    assert opens(secret_key)
    ApiKey.objects.filter(pk=stored.pk).update(revoked_at=timezone.now() - timedelta(seconds=1))
    assert not opens(secret_key)
    assert "Revoked" in as_alice.get(PAGE).content.decode()


def test_it_never_prolongs_a_key_that_ends(stored, alice):
    now = timezone.now()
    services.roll_key(key=stored, overlap=timedelta(hours=1), by=alice, now=now)
    services.roll_key(key=stored, overlap=timedelta(days=7), by=alice, now=now)
    stored.refresh_from_db()
    assert stored.revoked_at == now + timedelta(hours=1)


@pytest.mark.parametrize("overlap", ["", "2", "-1", "forever"])
def test_it_rolls_nothing_for_another_time(stored, as_alice, overlap):
    assert as_alice.post(f"{PAGE}{stored.pk}/roll/", {"overlap": overlap}).status_code == 400
    assert ApiKey.objects.count() == 1


def test_it_never_reaches_keys_of_another_project(other_project, project, as_alice):
    theirs, key = services.create_key(project=other_project, kind="secret")
    upstream = services.register_upstream_key(project=other_project, upstream_key="sk-theirs-1234")
    for path in (f"{theirs.pk}/revoke/", f"{theirs.pk}/roll/", f"upstream/{upstream.pk}/remove/"):
        assert as_alice.get(PAGE + path).status_code == 404
        assert as_alice.post(PAGE + path, {"overlap": "0"}).status_code == 404
    assert opens(key)
    assert UpstreamKey.objects.filter(pk=upstream.pk).exists()


def test_it_registers_an_upstreams_key_and_keeps_its_last_four(project, as_alice):
    sent = {"key": "sk-proj-0123456789abcd", "name": "OpenAI"}
    assert as_alice.post(f"{PAGE}upstream/", sent).status_code == 302
    row = UpstreamKey.objects.get()
    assert (row.project, row.last_four, row.name) == (project, "abcd", "OpenAI")
    page = as_alice.get(PAGE).content.decode()
    assert "…abcd" in page
    assert sent["key"] not in page + str(list(project.audit_events.values())) + str(UpstreamKey.objects.values())


def test_it_does_not_show_an_upstreams_key_that_was_sent_wrongly(project, as_alice):
    answer = as_alice.post(f"{PAGE}upstream/", {"key": "sk-0123456789abcd", "name": "x" * 101})
    assert answer.status_code == 400
    assert "sk-0123456789abcd" not in answer.content.decode()


def test_it_takes_no_upstreams_key_from_another_project(project, other_project, as_alice):
    services.register_upstream_key(project=other_project, upstream_key="sk-theirs-1234")
    assert as_alice.post(f"{PAGE}upstream/", {"key": "sk-theirs-1234"}).status_code == 400
    assert UpstreamKey.objects.get().project == other_project


def test_it_forgets_an_upstreams_key(project, as_alice):
    row = services.register_upstream_key(project=project, upstream_key="sk-ours-1234")
    path = f"{PAGE}upstream/{row.pk}/remove/"
    assert "Remove …1234" in as_alice.get(path).content.decode()
    assert as_alice.post(path).status_code == 302
    assert not UpstreamKey.objects.exists()
    assert project.audit_events.filter(action="upstream_key.removed").count() == 1
