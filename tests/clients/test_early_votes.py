"""Votes at the first chunk of a stream: the log has not the call yet, and none of them may be lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import openai
import pytest

from tests.live import Site

STREAMS = 60


@pytest.mark.parametrize("model", ["gpt-5-mini", "slow-stream"])
def test_it_takes_every_vote_that_is_posted_at_the_first_chunk(site, model):
    client = openai.OpenAI(base_url=site.base_url, api_key="sk-early", max_retries=0)
    with ThreadPoolExecutor(12) as people:
        votes = list(people.map(lambda number: voted(site, client, model, f"Question {number}"), range(STREAMS)))
    assert [status for status, _ in votes] == [200] * STREAMS
    entries = [site.entry(id) for _, id in votes]
    assert {entry["feedback"]["rating"] for entry in entries} == {"amazing"}


def voted(site: Site, client: openai.OpenAI, model: str, question: str) -> tuple[int, str]:
    messages = [{"role": "user", "content": question}]
    stream = iter(client.chat.completions.create(model=model, messages=messages, stream=True))
    id = next(stream).id
    status = site.vote(id, "amazing").status_code
    for _ in stream:
        pass
    return status, id
