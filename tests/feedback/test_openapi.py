"""The votes' API is what its OpenAPI document says, whatever is sent (schemathesis, seeded)."""

from __future__ import annotations

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings

from tests.feedback.conftest import MESSAGE

pytestmark = pytest.mark.usefixtures("one_connection")
ITEM = "/v1/feedback/{message_id}/"

schema = schemathesis.openapi.from_wsgi("/api/schema/?format=json", get_wsgi_application()).include(
    path_regex="^/v1/feedback/"
)
examples = settings(
    max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def fitted(case):
    """Mostly about a message that is there. JSON Schema has no words for the reasons that a project offers."""
    name = case.path_parameters.get("message_id")
    if name is not None and len(str(name)) % 3:
        case.path_parameters["message_id"] = MESSAGE
    if isinstance(case.body, dict) and isinstance(case.body.get("reasons"), list):
        reasons = ["wrong" if isinstance(each, str) and 0 < len(each) <= 100 else each for each in case.body["reasons"]]
        case.body = {**case.body, "reasons": reasons}
    return case


@schema.parametrize()
@examples
def test_it_keeps_the_contract_with_a_key(case, entry, secret_key):
    fitted(case).call_and_validate(headers={"Authorization": f"Bearer {secret_key}"})


@schema.parametrize()
@examples
def test_it_keeps_the_contract_without_a_key(case, entry):
    answer = fitted(case).call()
    case.validate_response(answer)
    assert answer.status_code != 202
    assert case.method == "POST" or answer.status_code in (204, 400, 401, 405, 415)


def test_it_keeps_the_contract_for_a_vote_that_waits_for_its_message(entry, secret_key):
    said = {"body": {"rating": "negative"}, "media_type": "application/json"}
    codes = []
    for method, body in {"PUT": said, "GET": {}, "PATCH": said, "DELETE": {}}.items():
        case = schema[ITEM][method].Case(path_parameters={"message_id": "not-known-yet"}, **body)
        codes.append(case.call_and_validate(headers={"Authorization": f"Bearer {secret_key}"}).status_code)
    assert codes == [202, 202, 202, 200]
