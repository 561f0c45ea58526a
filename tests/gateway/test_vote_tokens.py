"""The token that comes with an answer: which answers carry one, and what it opens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from uuid import UUID

import pytest

from gateway.config import GatewayConfig
from gateway.vote_tokens import token_headers
from tests.gateway.site import Reply, Site, call, eventually

HEADER = "x-gptboost-feedback-token"


@pytest.fixture(scope="module")
def key(site: Site) -> str:
    """Of a project whose answers carry tokens."""
    site.command("createproject", "tokens", "--name", "Tokens")
    site.command("configureproject", "tokens", "--vote-tokens", "on")
    return site.command("createkey", "--project", "tokens", "--kind", "secret")


def voted(site: Site, message_id: str, token: str, rating: str = "positive") -> Reply:
    body = {"message_id": message_id, "rating": rating}
    return call(site.url, "/feedback/", body, X_GPTBoost_Feedback_Token=token)


def first_event(answer: Any) -> dict[str, Any]:
    """The first chunk of a stream, read no further."""
    return json.loads(next(line for line in answer if line.startswith(b"data: ")).removeprefix(b"data: "))


def test_it_gives_no_token_unless_the_project_says_so(site: Site):
    assert not site.chat().header(HEADER)


def test_it_gives_each_answer_a_token_that_pages_may_read(site: Site, key: str):
    one, other = site.chat(X_GPTBoost_Key=key), site.chat(X_GPTBoost_Key=key)
    assert one.header(HEADER).startswith("vt_")
    assert one.header(HEADER) != other.header(HEADER)
    exposed = [value for name, value in one.headers if name == "access-control-expose-headers"]
    assert any(HEADER in value for value in exposed)


@pytest.mark.parametrize("model", ["rate-limited", "bad-request", "unauthorised"])
def test_it_gives_no_token_with_an_error(site: Site, key: str, model: str):
    reply = site.chat(model, X_GPTBoost_Key=key)
    assert reply.status >= 400
    assert not reply.header(HEADER)


def test_it_gives_no_token_for_what_nobody_votes_on(site: Site, key: str):
    embedded = site.call("/embeddings", {"model": "text-embedding-3-small", "input": "x"}, X_GPTBoost_Key=key)
    unlogged = site.chat(X_GPTBoost_Key=key, X_GPTBoost_Log="none")
    assert (embedded.status, unlogged.status) == (200, 200)
    assert not embedded.header(HEADER) + unlogged.header(HEADER)


def test_it_takes_the_token_at_the_first_chunk_of_a_stream(site: Site, key: str):
    with closing(site.connection("slow-stream", {"X-GPTBoost-Key": key})) as connection:
        answer = connection.getresponse()
        token, chunk = answer.headers[HEADER], first_event(answer)
        vote = voted(site, chunk["id"], token)
        assert (vote.status, vote.json["request_id"]) == (200, answer.headers["x-gptboost-request-id"])
        assert voted(site, chunk["id"], token, "negative").status == 208


def test_it_refuses_the_token_on_another_message(site: Site, key: str):
    one, other = site.chat(X_GPTBoost_Key=key), site.chat(X_GPTBoost_Key=key)
    refused = voted(site, other.json["id"], one.header(HEADER))
    assert refused.status == 403
    assert "token" in refused.json["detail"]
    assert site.entry(other.id)["rating"] is None


def test_it_refuses_an_expired_token(site: Site, key: str):
    reply = site.chat(X_GPTBoost_Key=key)
    pepper = bytes.fromhex(site.command("shell", "--verbosity", "0", "-c", SHOW_PEPPER))
    config = GatewayConfig(
        upstream_url="", spool_dir=site.folder, key_pepper=b"", vote_token_pepper=pepper, vote_token_seconds=-1
    )
    project_id = site.entry(reply.id)["project_id"]
    (_, expired), _ = token_headers(UUID(reply.id), project_id, config)
    refused = voted(site, reply.json["id"], expired.decode())
    assert (refused.status, refused.json) == (401, {"detail": "This vote token has expired."})


SHOW_PEPPER = "from django.conf import settings; print(settings.VOTE_TOKEN_PEPPER.hex())"


@pytest.fixture
def default_with_tokens(site: Site) -> Iterator[None]:
    site.command("configureproject", "default", "--vote-tokens", "on")
    yield
    site.command("configureproject", "default", "--vote-tokens", "off")


def test_it_means_the_default_project_where_no_key_came(site: Site, default_with_tokens: None):
    reply = eventually(lambda: (reply := site.chat()).header(HEADER) and reply)
    assert voted(site, reply.json["id"], "vt_" + "A" * 71).status == 401
    assert voted(site, reply.json["id"], reply.header(HEADER)).status == 200
