"""A key is in the answer that makes it, and in no other answer, ever."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from projects import services
from projects.models import UpstreamKey
from tests.factories import create_entry


def patterns(resolver: URLResolver, named: tuple[str, ...] = ()) -> list[str]:
    """The names of all URLs but the admin's."""
    found: list[str] = []
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern) and each.name:
            found.append(each.name)
        elif isinstance(each, URLResolver) and str(each.pattern) != "admin/":
            found += patterns(each)
    return found


def paths(things: dict[str, object]) -> list[str]:
    """Every page that is made of the project and one of its things."""
    found = []
    for name in sorted(set(patterns(get_resolver()))):
        for given in (
            {},
            {"slug": "support"},
            {"slug": "support", "id": things["key"]},
            {"slug": "support", "id": things["entry"]},
        ):
            try:
                found.append(reverse(name, kwargs=given))
            except NoReverseMatch:
                continue
    return found


@pytest.fixture
def issued(project, as_alice) -> list[str]:
    """Keys that were made by page, by roll and by command, and an upstream's."""
    pages = [as_alice.post("/p/support/settings/keys/new/", {"kind": kind}) for kind in ("secret", "public")]
    pages.append(as_alice.post(f"/p/support/settings/keys/{project.keys.first().pk}/roll/", {"overlap": "24"}))
    keys = [re.findall(r"[sp]k_[A-Za-z0-9]{40}", page.content.decode())[0] for page in pages]
    keys.append(services.create_key(project=project, kind="secret")[1])
    as_alice.post("/p/support/settings/keys/upstream/", {"key": "sk-proj-of-openai-9876543210"})
    return [*keys, "sk-proj-of-openai-9876543210"]


def test_it_is_on_no_page(project, issued, as_alice, settings, tmp_path):
    settings.SPOOL_DIR = tmp_path
    things = {"key": project.keys.first().pk, "entry": create_entry(project).id}
    seen = 0
    for path in paths(things):
        answer = as_alice.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen += answer.status_code == 200
        assert not [key for key in issued if key.encode() in body], path
    assert seen > 20


def test_it_is_in_no_answer_of_the_api(project, issued):
    headers = {"Authorization": f"Bearer {issued[0]}"}
    for path in ("/v1/requests/", "/v1/users/nobody/", "/api/schema/"):
        assert not [key for key in issued if key.encode() in Client().get(path, headers=headers).content]


def test_it_is_nowhere_in_the_database(project, issued):
    stored = [list(project.keys.values()), list(UpstreamKey.objects.values()), list(project.audit_events.values())]
    assert not [key for key in issued if key in str(stored)]
