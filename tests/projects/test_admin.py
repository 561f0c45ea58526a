"""Django's admin for projects and keys."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User

from projects import services
from projects.models import ApiKey

ADD_KEY = "/admin/projects/apikey/add/"


@pytest.fixture
def root(client, db):
    client.force_login(User.objects.create_superuser("root"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_it_shows_a_new_key_once(root, project):
    added = root.post(ADD_KEY, {"project": project.pk, "kind": "secret", "name": "server"}, follow=True)
    key = re.search(r"sk_\w{40}", added.content.decode())
    assert key
    assert ApiKey.objects.get().name == "server"
    assert key.group() not in root.get(added.redirect_chain[-1][0]).content.decode()


def test_it_revokes_the_selected_keys(root, secret_key):
    key = ApiKey.objects.get()
    root.post("/admin/projects/apikey/", {"action": "revoke", "_selected_action": [key.pk]})
    assert not ApiKey.objects.live().exists()


@pytest.mark.parametrize("selected", [True, False])
def test_it_notes_keys_that_are_deleted(root, project, secret_key, selected):
    services.register_upstream_key(project=project, upstream_key="sk-of-the-provider-1234", name="ours")
    for model, rows in (("apikey", project.keys), ("upstreamkey", project.upstream_keys)):
        key, changelist = rows.get(), f"/admin/projects/{model}/"
        form = {"post": "yes", "action": "delete_selected", "_selected_action": [key.pk]}
        root.post(changelist if selected else f"{changelist}{key.pk}/delete/", form)
        assert not rows.exists()
    noted = project.audit_events.filter(actor__is_superuser=True).order_by("pk").values_list("action", flat=True)
    assert list(noted) == ["key.revoked", "upstream_key.removed"]


@pytest.mark.parametrize("model", ["project", "membership", "apikey", "upstreamkey"])
def test_it_lists(root, secret_key, model):
    assert root.get(f"/admin/projects/{model}/").status_code == 200


def test_it_never_shows_a_digest(root, secret_key):
    key = ApiKey.objects.get()
    page = root.get(f"/admin/projects/apikey/{key.pk}/change/").content.decode()
    assert key.prefix in page
    assert key.digest not in page


@pytest.mark.parametrize("path", ["/admin/", "/admin/projects/apikey/"])
def test_it_is_closed_to_people_without_staff_rights(as_alice, path):
    assert as_alice.get(path).status_code == 302
