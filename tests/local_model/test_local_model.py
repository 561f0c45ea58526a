"""manage.py localmodel: a small real model, asked by the real client."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest
import requests
from django.core.management import CommandError, call_command
from openai import OpenAI

from gptboost_site import local_model
from tests.postgres import free_port

WEATHER: Any = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
ASKED: Any = [{"role": "user", "content": "What is the weather in Paris?"}]

model = [
    pytest.mark.local_model,
    pytest.mark.skipif(find_spec("xllamacpp") is None, reason="the local model is not installed: make local-model"),
]


def wait_until_loaded(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "the local model ended"
        try:
            if requests.get(f"{url}/health", timeout=5).status_code == 200:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.1)
    raise AssertionError("the local model was not loaded in time")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "gptboost_site", "localmodel", "--port", str(port)])
    try:
        wait_until_loaded(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def client(url: str) -> OpenAI:
    return OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0, timeout=120)


class TestModel:
    pytestmark = model

    def test_it_answers_a_chat(self, client: OpenAI):
        answer = client.chat.completions.create(
            model=local_model.MODEL, messages=[{"role": "user", "content": "Say hello."}], max_tokens=12
        )
        assert answer.id.startswith("chatcmpl-")
        assert answer.choices[0].message.content
        assert answer.usage.completion_tokens <= 12

    def test_it_streams_and_counts_the_tokens(self, client: OpenAI):
        chunks = list(
            client.chat.completions.create(
                model=local_model.MODEL,
                messages=[{"role": "user", "content": "Count to five."}],
                max_tokens=12,
                stream=True,
                stream_options={"include_usage": True},
            )
        )
        assert len({chunk.id for chunk in chunks}) == 1
        assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
        assert chunks[-1].usage.completion_tokens > 0

    def test_it_calls_a_tool(self, client: OpenAI):
        answer = client.chat.completions.create(
            model=local_model.MODEL,
            messages=ASKED,
            tools=[WEATHER],
            tool_choice="required",
            temperature=0,
            max_tokens=60,
        )
        assert answer.choices[0].finish_reason == "tool_calls"
        [call] = answer.choices[0].message.tool_calls
        assert call.function.name == "get_weather"
        assert json.loads(call.function.arguments) == {"city": "Paris"}

    def test_it_goes_on_from_what_the_tool_returned(self, client: OpenAI):
        called = {
            "id": "call_1",
            "type": "function",
            "function": {"name": "get_weather", "arguments": '{"city":"Paris"}'},
        }
        messages = [
            *ASKED,
            {"role": "assistant", "content": None, "tool_calls": [called]},
            {"role": "tool", "tool_call_id": "call_1", "content": '{"sky": "sunny"}'},
        ]
        answer = client.chat.completions.create(
            model=local_model.MODEL, messages=messages, tools=[WEATHER], max_tokens=20
        )
        assert answer.choices[0].message.content or answer.choices[0].message.tool_calls

    def test_it_speaks_the_responses_api(self, client: OpenAI):
        answer = client.responses.create(model=local_model.MODEL, input="Say hello.", max_output_tokens=16)
        assert answer.output_text
        assert answer.usage.output_tokens > 0

    def test_it_refuses_a_port_that_is_taken(self, url: str):
        with pytest.raises(CommandError, match="--port"):
            call_command("localmodel", "--port", url.rsplit(":", 1)[1])


def test_it_listens_on_loopback_alone():
    assert local_model.HOST == "127.0.0.1"


def test_it_says_how_to_install_what_is_missing(monkeypatch):
    monkeypatch.setattr(local_model, "find_spec", lambda name: None)
    with pytest.raises(CommandError, match="make local-model"):
        call_command("localmodel", "--port", "18000")


@pytest.mark.parametrize("port", ["0", "65536"])
def test_it_refuses_a_port_that_cannot_be(port: str):
    with pytest.raises(CommandError, match="expected a number from 1 to 65535"):
        call_command("localmodel", "--port", port)
