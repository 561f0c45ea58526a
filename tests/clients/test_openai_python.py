"""The real `openai` client for Python, with `base_url` as the only change."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import openai
import pytest

from tests.live import Site

MESSAGES = [{"role": "user", "content": "Say hello"}]
TEXT = "Hello there, wörld 👋."
TOOL = {"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object", "properties": {}}}}


@pytest.fixture
def client(site: Site) -> openai.OpenAI:
    return openai.OpenAI(base_url=site.base_url, api_key="sk-python-client", max_retries=0)


def test_it_answers_and_logs_a_completion(site, client):
    answer = client.chat.completions.create(model="gpt-5-mini", messages=MESSAGES, user="user-1")
    assert answer.choices[0].message.content == TEXT
    entry = site.entry(answer.id)
    assert (entry["message_id"], entry["model"], entry["status"]) == (answer.id, "gpt-5-mini", 200)
    assert (entry["streamed"], entry["user"], entry["prompt_tokens"]) == (False, "user-1", 9)
    assert entry["request"]["messages"] == MESSAGES
    assert entry["response"]["choices"][0]["message"]["content"] == TEXT


@pytest.mark.parametrize("options", [{}, {"stream_options": {"include_usage": True}}])
def test_it_streams_and_logs_the_completion_that_was_meant(site, client, options):
    chunks = list(client.chat.completions.create(model="gpt-5-mini", messages=MESSAGES, stream=True, **options))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == TEXT
    entry = site.entry(chunks[0].id)
    assert (entry["streamed"], entry["completion_tokens"]) == (True, 6 if options else None)
    assert entry["response"]["object"] == "chat.completion"
    assert entry["response"]["choices"][0]["message"]["content"] == TEXT
    assert entry["time_to_first_token_ms"] <= entry["latency_ms"]


def test_it_works_asynchronously_in_both_ways(site):
    async def both() -> tuple[str, str]:
        async with openai.AsyncOpenAI(base_url=site.base_url, api_key="sk-python-client") as client:
            whole = await client.chat.completions.create(model="gpt-5", messages=MESSAGES)
            stream = await client.chat.completions.create(model="gpt-5", messages=MESSAGES, stream=True)
            return whole.id, [chunk.id async for chunk in stream][-1]

    with ThreadPoolExecutor() as thread:  # the browser tests' event loop runs in this one
        whole, streamed = thread.submit(asyncio.run, both()).result()
    assert site.entry(whole)["response"]["choices"][0]["message"]["content"] == TEXT
    assert site.entry(streamed)["response"]["choices"][0]["message"]["content"] == TEXT


@pytest.mark.parametrize("stream", [False, True])
def test_it_logs_tool_calls_of_every_choice(site, client, stream):
    answer = client.chat.completions.create(model="gpt-5", messages=MESSAGES, tools=[TOOL], n=2, stream=stream)
    id = list(answer)[-1].id if stream else answer.id
    for choice in site.entry(id)["response"]["choices"]:
        call = choice["message"]["tool_calls"][0]
        assert (call["id"], call["function"]) == ("call_1", {"name": "get_weather", "arguments": '{"city":"Malmö"}'})


def test_it_takes_a_vote_the_moment_that_an_answer_arrives(site, client):
    answer = client.chat.completions.create(model="gpt-5-mini", messages=MESSAGES)
    assert site.vote(answer.id, "amazing", comment="spot on", tags=["trivia"]).status_code == 200
    assert site.vote(answer.id, "negative").status_code == 208
    feedback = site.entry(answer.id)["feedback"]
    assert (feedback["rating"], feedback["emoji"], feedback["comment"]) == ("amazing", "❤️", "spot on")


def test_it_takes_a_vote_while_the_answer_is_still_streamed(site, client):
    stream = iter(client.chat.completions.create(model="slow-stream", messages=MESSAGES, stream=True))
    first = next(stream)
    assert site.vote(first.id, "negative", comment="slow").status_code == 200
    assert len(list(stream)) > 3
    entry = site.entry(first.id)
    assert entry["feedback"]["rating"] == "negative"


@pytest.mark.parametrize(
    ("model", "error", "status"),
    [
        ("bad-request", openai.BadRequestError, 400),
        ("unauthorised", openai.AuthenticationError, 401),
        ("rate-limited", openai.RateLimitError, 429),
        ("reset", openai.InternalServerError, 502),
    ],
)
def test_it_raises_the_error_that_the_upstream_meant(site, client, model, error, status):
    with pytest.raises(error) as raised:
        client.chat.completions.create(model=model, messages=MESSAGES)
    assert raised.value.status_code == status
    entry = site.entry(raised.value.response.headers["x-gptboost-request-id"])
    assert entry["status"] == status
    assert entry["error"]


def test_it_passes_other_endpoints(site, client):
    assert [model.id for model in client.models.list()] == ["gpt-5-mini"]
    embedding = client.embeddings.with_raw_response.create(model="text-embedding-3-small", input="hello")
    assert embedding.parse().data[0].embedding == [0.25, -0.5]
    entry = site.entry(embedding.headers["x-gptboost-request-id"])
    assert (entry["endpoint"], entry["prompt_tokens"]) == ("embeddings", 5)


def test_it_keeps_no_credential(site, client):
    answer = client.chat.completions.create(model="gpt-5-mini", messages=MESSAGES)
    site.entry(answer.id)
    kept = [path for path in site.folder.rglob("*") if path.is_file() and b"sk-python-client" in path.read_bytes()]
    assert kept == []
