"""What OpenAPI says about votes."""

from __future__ import annotations

import pytest
from drf_spectacular.generators import SchemaGenerator

from feedback.urls import urlpatterns

STATUSES = ["200", "202", "208", "400", "401", "403", "404", "405", "411", "413", "415", "429", "503"]


@pytest.fixture(scope="module")
def document():
    return SchemaGenerator(patterns=urlpatterns).get_schema(public=True)


READ = ["200", "202", "400", "401", "403", "404", "405", "429", "503"]
WRITTEN = [*READ[:7], "411", "413", "415", "429", "503"]
ITEM = "/v1/feedback/{message_id}/"
OPERATIONS = [
    ("/v1/feedback/", "post", STATUSES),
    (ITEM, "get", READ),
    (ITEM, "put", ["200", "201", *WRITTEN[1:]]),
    (ITEM, "patch", WRITTEN),
    (ITEM, "delete", [status for status in READ if status != "202"]),
]


@pytest.mark.parametrize(("path", "method", "statuses"), OPERATIONS)
def test_it_documents_every_answer_with_an_example(document, path, method, statuses):
    answers = document["paths"][path][method]["responses"]
    assert sorted(answers) == statuses
    for answer in answers.values():
        assert answer["content"]["application/json"]["examples"]


def test_it_documents_no_other_operation(document):
    paths = {path: set(methods) for path, methods in document["paths"].items() if path.startswith("/v1/")}
    of_votes = {"/v1/feedback/": {"post"}, ITEM: {"get", "put", "patch", "delete"}}
    assert paths == {**of_votes, "/v1/users/{user}/": {"get", "delete"}}


def test_it_documents_whose_vote_is_meant(document):
    parameters = {each["name"]: each for each in document["paths"][ITEM]["get"]["parameters"]}
    assert parameters["message_id"]["in"] == "path"
    assert (parameters["submitter"]["in"], parameters["submitter"]["schema"]["maxLength"]) == ("query", 128)


def test_it_documents_the_limits_of_each_field(document):
    fields = document["components"]["schemas"]["VoteRequest"]
    assert fields["required"] == ["message_id", "rating"]
    assert fields["properties"]["message_id"]["maxLength"] == 255
    assert fields["properties"]["comment"]["maxLength"] == 10_000
    assert fields["properties"]["correction"]["maxLength"] == 20_000
    assert fields["properties"]["submitter"]["maxLength"] == 128
    for name, most in (("tags", 50), ("reasons", 20)):
        words = fields["properties"][name]
        assert (words["maxItems"], words["items"]["maxLength"]) == (most, 100)


def test_it_needs_no_key(document):
    vote = document["paths"]["/v1/feedback/"]["post"]
    assert {} in vote["security"]
    assert {"votingKey": []} in vote["security"]
    assert {"voteToken": []} in vote["security"]
