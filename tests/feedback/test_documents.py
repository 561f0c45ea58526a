"""What OpenAPI says about votes."""

from __future__ import annotations

import pytest
from drf_spectacular.generators import SchemaGenerator

from feedback.urls import urlpatterns

STATUSES = ["200", "202", "208", "400", "401", "403", "404", "405", "411", "413", "415", "429", "503"]


@pytest.fixture(scope="module")
def document():
    return SchemaGenerator(patterns=urlpatterns).get_schema(public=True)


def test_it_documents_every_answer_with_an_example(document):
    answers = document["paths"]["/v1/feedback/"]["post"]["responses"]
    assert sorted(answers) == STATUSES
    for answer in answers.values():
        assert answer["content"]["application/json"]["examples"]


def test_it_documents_the_limits_of_each_field(document):
    fields = document["components"]["schemas"]["VoteRequest"]
    assert fields["required"] == ["message_id", "rating"]
    assert fields["properties"]["message_id"]["maxLength"] == 255
    assert fields["properties"]["comment"]["maxLength"] == 10_000
    tags = fields["properties"]["tags"]
    assert (tags["maxItems"], tags["items"]["maxLength"]) == (50, 100)


def test_it_needs_no_key(document):
    vote = document["paths"]["/v1/feedback/"]["post"]
    assert {} in vote["security"]
    assert {"votingKey": []} in vote["security"]
    assert {"voteToken": []} in vote["security"]
