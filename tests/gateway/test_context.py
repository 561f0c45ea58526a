"""What a call says of itself beside its body: who, in which session, which trace, which client."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
import zstandard

from tests.gateway.site import Site, chat

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def metadata(site: Site, id: str) -> dict[str, Any]:
    found = site.entry(id)["metadata"]
    return json.loads(found) if isinstance(found, str) else found


def test_it_keeps_client_retry_and_trace(site: Site):
    headers = {"User_Agent": "OpenAI/Python 3.54.0", "X_Stainless_Retry_Count": "2", "Traceparent": TRACE}
    kept = metadata(site, site.chat(**headers).id)
    assert kept == {"gptboost_client": "OpenAI/Python 3.54.0", "gptboost_retry": "2", "traceparent": TRACE}


def test_it_keeps_nothing_that_says_nothing(site: Site):
    kept = metadata(site, site.chat(X_Stainless_Retry_Count="0", Traceparent="nonsense").id)
    assert kept == {}


def test_it_keeps_properties_beside_the_metadata_of_the_body(site: Site):
    reply = site.chat(fields={"metadata": {"plan": "free", "team": "a"}}, X_GPTBoost_Property_Plan="pro")
    assert metadata(site, reply.id) == {"plan": "pro", "team": "a"}


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("zstd", zstandard.compress)])
def test_it_understands_a_packed_question_and_passes_it_as_it_is(site: Site, upstream, encoding: str, pack):
    body = pack(json.dumps(chat(user="anna")).encode())
    reply = site.call("/chat/completions", body, Content_Encoding=encoding)
    assert upstream.last.body == body
    assert upstream.last.header("content-encoding") == encoding
    entry = site.entry(reply.id)
    assert (entry["end_user"], entry["prompt_preview"]) == ("anna", "Say hello")
