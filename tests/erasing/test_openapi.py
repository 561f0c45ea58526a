"""`/v1/users/<id>/` is what its OpenAPI document says, whatever is sent (schemathesis, seeded)."""

from __future__ import annotations

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings

from gptboost_site.wsgi import application
from tests.erasing.world import call_of

schema = schemathesis.openapi.from_wsgi("/api/schema/?format=json", application).include(path_regex="^/v1/users/")
examples = settings(
    max_examples=10, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(autouse=True)
def one_connection(db):
    """As the test client does: a request's end leaves the test's own transaction open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@examples
def test_it_keeps_the_contract(case, project, secret_key):
    user = str(case.path_parameters["user"])
    if 0 < len(user) < 256:
        call_of(project, user=user)
    case.call_and_validate(headers={"Authorization": f"Bearer {secret_key}"})
