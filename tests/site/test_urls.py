"""Every URL of the site and what it answers to the anonymous, to a stranger and to a viewer of the project.

The table is checked against the URL configuration: a URL that is missing here fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from requestlog.ids import new_id
from tests.factories import create_entry

SIGN_IN, NOTHING, KEY = 302, 404, 401
ID = new_id()
ARGUMENTS = {
    "<str:token>": "vt_none",
    "<slug:slug>": "support",
    "<slug:table>": "models",
    "<uuid:id>": str(ID),
    "<int:id>": "1",
    "<name:name>": str(ID),
    "<name:message_id>": "x",
    "<name:user>": "x",
    "<slug:name>": "x",
}
# route: what GET answers to the anonymous, a stranger, a viewer
PROJECT_PAGE = (SIGN_IN, NOTHING, 200)
OWNERS_PAGE = (SIGN_IN, NOTHING, NOTHING)
OPEN = (200, 200, 200)
POSTED = (SIGN_IN, 405, 405)
EXPECTED = {
    "": (SIGN_IN, SIGN_IN, SIGN_IN),
    "account/": (SIGN_IN, 200, 200),
    "account/password/": (SIGN_IN, 200, 200),
    "account/sessions/end-others/": POSTED,
    "account/sessions/end/": POSTED,
    "accounts/link/": (403, 403, 403),  # without a token
    "accounts/login/": (200, 302, 302),
    "accounts/logout/": (405, 405, 405),
    "accounts/sso/": (NOTHING, NOTHING, NOTHING),  # without a provider
    "accounts/sso/callback/": (NOTHING, NOTHING, NOTHING),
    "admin/login/": (SIGN_IN, NOTHING, NOTHING),
    "api/docs/": OPEN,
    "api/schema/": OPEN,
    "favicon.ico": (302, 302, 302),
    "help/keys/": OPEN,
    "invitations/<str:token>/": (NOTHING, NOTHING, NOTHING),  # without a token that is good
    "metrics": OPEN,
    "p/<slug:slug>/": (SIGN_IN, NOTHING, 302),
    "p/<slug:slug>/connect/": PROJECT_PAGE,
    "p/<slug:slug>/connect/newest/": PROJECT_PAGE,
    "p/<slug:slug>/connect/try/": POSTED,
    "p/<slug:slug>/display/": POSTED,
    "p/<slug:slug>/insights/": PROJECT_PAGE,
    "p/<slug:slug>/insights/<slug:table>.csv": PROJECT_PAGE,
    "p/<slug:slug>/person/": (SIGN_IN, NOTHING, NOTHING),  # without the name of one
    "p/<slug:slug>/leave/": PROJECT_PAGE,
    "p/<slug:slug>/requests.csv": PROJECT_PAGE,
    "p/<slug:slug>/requests.dpo.jsonl": PROJECT_PAGE,
    "p/<slug:slug>/requests.json": PROJECT_PAGE,
    "p/<slug:slug>/requests.jsonl": PROJECT_PAGE,
    "p/<slug:slug>/requests.sft.jsonl": PROJECT_PAGE,
    "p/<slug:slug>/requests/": PROJECT_PAGE,
    "p/<slug:slug>/requests/bulk/": OWNERS_PAGE,  # and members', who are led to the log
    "p/<slug:slug>/requests/live/": PROJECT_PAGE,
    "p/<slug:slug>/requests/<uuid:id>.json": PROJECT_PAGE,
    "p/<slug:slug>/requests/<uuid:id>/": PROJECT_PAGE,
    "p/<slug:slug>/requests/<uuid:id>/image/<slug:name>/": (SIGN_IN, NOTHING, 404),  # of none of that name
    "p/<slug:slug>/requests/<uuid:id>/labels/": OWNERS_PAGE,  # and members'
    "p/<slug:slug>/requests/<uuid:id>/review/": OWNERS_PAGE,  # and members', who are led to the queue
    "p/<slug:slug>/requests/<uuid:id>/team-vote/": OWNERS_PAGE,  # and members'
    "p/<slug:slug>/review/": PROJECT_PAGE,
    "p/<slug:slug>/session/": (SIGN_IN, NOTHING, NOTHING),  # likewise
    "p/<slug:slug>/settings/": OWNERS_PAGE,
    "p/<slug:slug>/settings/audit.csv": OWNERS_PAGE,
    "p/<slug:slug>/settings/audit/": OWNERS_PAGE,
    "p/<slug:slug>/settings/data/": OWNERS_PAGE,
    "p/<slug:slug>/settings/data/person/": POSTED,
    "p/<slug:slug>/settings/data/person/erase/": POSTED,
    "p/<slug:slug>/settings/keys/": OWNERS_PAGE,
    "p/<slug:slug>/settings/keys/<int:id>/revoke/": OWNERS_PAGE,
    "p/<slug:slug>/settings/keys/<int:id>/roll/": OWNERS_PAGE,
    "p/<slug:slug>/settings/keys/new/": POSTED,
    "p/<slug:slug>/settings/keys/upstream/": POSTED,
    "p/<slug:slug>/settings/keys/upstream/<int:id>/remove/": OWNERS_PAGE,
    "p/<slug:slug>/settings/members/": OWNERS_PAGE,
    "p/<slug:slug>/settings/members/<int:id>/remove/": OWNERS_PAGE,
    "p/<slug:slug>/settings/members/<int:id>/role/": POSTED,
    "p/<slug:slug>/settings/members/invitations/<int:id>/withdraw/": POSTED,
    "p/<slug:slug>/settings/members/invite/": POSTED,
    "p/<slug:slug>/settings/project/": OWNERS_PAGE,
    "p/<slug:slug>/settings/project/archive/": POSTED,
    "p/<slug:slug>/settings/project/restore/": POSTED,
    "p/<slug:slug>/settings/status/": OWNERS_PAGE,
    "p/<slug:slug>/settings/votes/": OWNERS_PAGE,
    "p/<slug:slug>/settings/votes/keys/": POSTED,
    "p/<slug:slug>/settings/votes/origins/": POSTED,
    "p/<slug:slug>/settings/webhooks/": OWNERS_PAGE,
    "p/<slug:slug>/settings/webhooks/<uuid:id>/": OWNERS_PAGE,
    "p/<slug:slug>/settings/webhooks/<uuid:id>/delete/": POSTED,
    "p/<slug:slug>/settings/webhooks/<uuid:id>/redeliver/": POSTED,
    "p/<slug:slug>/settings/webhooks/<uuid:id>/rotate/": POSTED,
    "p/<slug:slug>/settings/webhooks/<uuid:id>/test/": POSTED,
    "p/<slug:slug>/settings/webhooks/new/": OWNERS_PAGE,
    "p/<slug:slug>/training/": PROJECT_PAGE,
    "p/<slug:slug>/views/": PROJECT_PAGE,
    "p/<slug:slug>/views/<uuid:id>/default/": POSTED,
    "p/<slug:slug>/views/<uuid:id>/delete/": (SIGN_IN, NOTHING, NOTHING),  # of another
    "p/<slug:slug>/views/<uuid:id>/rename/": POSTED,
    "projects/": (SIGN_IN, 200, 200),
    "projects/new/": (SIGN_IN, 200, NOTHING),  # for who owns a project
    "v1/feedback": (405, 405, 405),
    "v1/feedback/": (405, 405, 405),
    "v1/feedback/<name:message_id>": (KEY, KEY, KEY),
    "v1/feedback/<name:message_id>/": (KEY, KEY, KEY),
    "v1/requests": (KEY, KEY, KEY),
    "v1/requests/": (KEY, KEY, KEY),
    "v1/requests/<name:name>": (KEY, KEY, KEY),
    "v1/requests/<name:name>/": (KEY, KEY, KEY),
    "v1/users/<name:user>": (KEY, KEY, KEY),
    "v1/users/<name:user>/": (KEY, KEY, KEY),
    "vote/<str:token>/": (NOTHING, NOTHING, NOTHING),  # without a token that is good
}


def routes(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """Every route but those of Django's admin, which has tests of its own."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from () if route == "admin/" else routes(pattern.url_patterns, route)
        else:
            yield route


def path_of(route: str) -> str:
    for argument, value in ARGUMENTS.items():
        route = route.replace(argument, value)
    return f"/{route}"


def test_it_knows_every_url():
    assert sorted(routes(get_resolver().url_patterns)) == sorted(EXPECTED)


@pytest.mark.parametrize("route", EXPECTED)
def test_it_answers_each_role_as_the_table_says(route, project, other_project, bob, charlie, settings, tmp_path):
    settings.SPOOL_DIR = tmp_path
    create_entry(project, id=ID)
    answers = [Client().get(path_of(route)), *(signed_in(user).get(path_of(route)) for user in (charlie, bob))]
    assert tuple(answer.status_code for answer in answers) == EXPECTED[route]


@pytest.mark.parametrize("route", [route for route, expected in EXPECTED.items() if expected == PROJECT_PAGE])
def test_it_never_shows_a_stranger_what_is_there(route, project, charlie):
    create_entry(project, id=ID, prompt="a secret of the support team")
    body = signed_in(charlie).get(path_of(route)).content.decode()
    assert "secret of the support team" not in body
    assert "Support assistant" not in body


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
