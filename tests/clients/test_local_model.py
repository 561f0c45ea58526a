"""A real model behind the gateway: `make run UPSTREAM=local`, asked by the real client."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import openai
import pytest

from tests.live import Site, running

MODEL = "smollm2-135m"
MESSAGES = [{"role": "user", "content": "What is the capital of France?"}]
pytestmark = [
    pytest.mark.local_model,
    pytest.mark.skipif(find_spec("xllamacpp") is None, reason="the local model is not installed: make local-model"),
]


@pytest.fixture(scope="module")
def local_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("local"), "local") as site:
        yield site


@pytest.fixture
def client(local_site: Site) -> openai.OpenAI:
    return openai.OpenAI(base_url=local_site.base_url, api_key="none", timeout=120, max_retries=0)


def test_it_answers_and_logs_what_the_model_said(local_site, client):
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES, max_tokens=16)
    entry = local_site.entry(answer.id)
    assert entry["response"]["choices"][0]["message"]["content"] == answer.choices[0].message.content
    assert entry["completion_tokens"] == answer.usage.completion_tokens


def test_it_folds_the_stream_into_what_the_client_read(local_site, client):
    stream = client.chat.completions.create(model=MODEL, messages=MESSAGES, max_tokens=16, stream=True)
    chunks = list(stream)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    entry = local_site.entry(chunks[0].id)
    assert entry["streamed"] is True
    assert entry["response"]["choices"][0]["message"]["content"] == text


def test_it_takes_votes_on_real_answers(local_site, client):
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES, max_tokens=8)
    assert local_site.vote(answer.id, "positive", comment="it runs here").status_code == 200
    assert local_site.entry(answer.id)["feedback"]["comment"] == "it runs here"
