"""`/v1/users/<id>/` is what its OpenAPI document says, whatever is sent (schemathesis, seeded)."""

from __future__ import annotations

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings

from tests.erasing.world import call_of

schema = schemathesis.pytest.from_fixture("described").include(path_regex="^/v1/users/")
examples = settings(
    max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def described(one_connection, request):
    """Read when its tests begin: to make cases of a schema takes seconds, and each process collects each file."""
    request.node._nodeid = request.node.nodeid  # schemathesis asks a node by its earlier name
    return schemathesis.openapi.from_wsgi("/api/schema/?format=json", get_wsgi_application())


@schema.parametrize()
@examples
def test_it_keeps_the_contract(case, project, secret_key):
    user = str(case.path_parameters["user"])
    if 0 < len(user) < 256:
        call_of(project, user=user)
    case.call_and_validate(headers={"Authorization": f"Bearer {secret_key}"})
