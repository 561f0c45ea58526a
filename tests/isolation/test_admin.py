"""The administration, which is for superusers: everybody else is led to the sign-in, or told that there is nothing."""

from __future__ import annotations

import logging

import pytest

from tests.isolation.routes import admin_routes
from tests.isolation.rows import public
from tests.isolation.world import OTHER, OWN, PEOPLE

pytestmark = pytest.mark.django_db
# The catch-all has a regular expression for its route, and no page
ROUTES = [route for route in admin_routes() if "(" not in route.route]
ROW = public("is asked as it is", {"object_id": str(OWN.id), "content_type_id": "1", "app_label": "projects"})
SIGN_IN = {"login", "admin-login"}


@pytest.fixture(autouse=True)
def quiet():
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_it_opens_nothing_but_to_superusers(asker, method):
    wrong = [
        f"{route.route} to {person}: {answer.status}"
        for route in ROUTES
        for person in PEOPLE
        if person != "superuser" and route.key not in SIGN_IN
        if is_let_in(answer := asker.ask(route, ROW, method, person=person))
    ]
    assert wrong == []


def test_it_opens_to_superusers(asker):
    answers = {route.key: asker.ask(route, ROW, "GET", person="superuser").status for route in ROUTES}
    assert answers["index"] == answers["projects_project_changelist"] == answers["requestlog_request_changelist"] == 200
    assert [key for key, status in answers.items() if status >= 500] == []


def is_let_in(answer) -> bool:
    is_led_away = answer.status in (302, 403, 404, 405) and "logout" not in answer.headers.get("Location", "")
    return not is_led_away or bool(answer.wrote) or OWN.mark in answer.body or OTHER.mark in answer.body
