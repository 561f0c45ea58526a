"""The log's API is what its OpenAPI document says, whatever is sent (schemathesis, seeded)."""

from __future__ import annotations

import json
import re

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings
from schemathesis.core.transforms import deepclone

from requestlog.api_schema import TIME
from requestlog.filters import RequestFilter
from requestlog.moments import read_when

schema = schemathesis.pytest.from_fixture("described").include(path_regex="^/v1/requests/")
DESCRIBED = {*RequestFilter.base_filters, "limit"} - {"after", "before"}
examples = settings(
    max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def filter_query(context, query):
    """JSON Schema has no words for a cursor that the API made, nor for the 31st of February; what is not described is
    ignored, as documented."""
    times = [time for name in ("since", "until") for time in [(query or {}).get(name)] if isinstance(time, str)]
    return set(query or {}) <= DESCRIBED and all(is_time(time) for time in times if re.match(TIME, time))


def is_time(text: str) -> bool:
    try:
        return text == "" or read_when(text) is not None
    except ValueError:
        return False


def map_body(context, body):
    """JSON Schema has no words for "not before 2000"."""
    body = deepclone(body)
    if isinstance(body, dict) and isinstance(body.get("created_at"), str):
        body["created_at"] = "2020" + body["created_at"][4:]
    return body


@pytest.fixture
def described(one_connection, request):
    """Read when its tests begin: to make cases of a schema takes seconds, and each process collects each file."""
    request.node._nodeid = request.node.nodeid  # schemathesis asks a node by its earlier name
    schema = schemathesis.openapi.from_wsgi("/api/schema/?format=json", get_wsgi_application())
    schema.hook(filter_query)
    schema.hook(map_body)
    return schema


@schema.parametrize()
@examples
def test_it_keeps_the_contract_with_a_key(case, secret_key):
    case.call_and_validate(headers={"Authorization": f"Bearer {secret_key}"})


@schema.parametrize()
@examples
def test_it_keeps_the_contract_without_a_key(case):
    answer = case.call()
    case.validate_response(answer)
    assert answer.status_code in (401, 405)


@pytest.mark.parametrize(("query", "kind"), [("json", "openapi+json"), ("yaml", "oai.openapi")])
def test_it_is_public_in_both_formats(client, query, kind):
    answer = client.get(f"/api/schema/?format={query}")
    assert (answer.status_code, kind in answer.headers["Content-Type"]) == (200, True)


def test_it_describes_every_parameter_of_the_filter(client):
    document = json.loads(client.get("/api/schema/?format=json").content)
    described = [parameter["name"] for parameter in document["paths"]["/v1/requests/"]["get"]["parameters"]]
    assert described == [*RequestFilter.base_filters, "limit", "bodies"]
