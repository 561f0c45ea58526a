"""manage.py demomodel: the built-in model behind the gateway, asked by the real client with the page's own lines."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
import requests
from django.core.management import CommandError, call_command
from openai import BadRequestError, NotFoundError, OpenAI

from gptboost_site.demo_model import server
from requestlog.demo.upstream import MODEL
from requestlog.presenting import snippets
from tests.live import running


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with server(0) as listening:
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}/v1"
        listening.shutdown()
        thread.join()


@pytest.fixture
def client(url) -> OpenAI:
    return OpenAI(base_url=url, api_key="none", max_retries=0)


def test_it_answers_the_real_client(client):
    asked = {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "A fact about the Big Apple"}]}
    whole = client.chat.completions.create(**asked)
    assert whole.choices[0].message.content.startswith("Stable hands")
    chunks = list(client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert (text, chunks[-1].usage) == (whole.choices[0].message.content, whole.usage)
    assert [model.id for model in client.models.list()] == [MODEL]


def test_it_refuses_as_openai_does(client, url):
    with pytest.raises(BadRequestError, match="messages"):
        client.chat.completions.create(model=MODEL, messages=[])
    with pytest.raises(NotFoundError, match="knows no /v1/embeddings"):
        client.embeddings.create(model=MODEL, input="hi")
    endless = requests.post(f"{url}/chat/completions", data=iter([b"{}"]), timeout=10)
    assert (endless.status_code, endless.json()["error"]["code"]) == (400, "bad_length")


def test_it_needs_a_port_that_is_free(url):
    with pytest.raises(CommandError, match="expected a number"):
        call_command("demomodel", "--port", "0")
    with pytest.raises(CommandError, match="in use"):
        call_command("demomodel", "--port", url.rpartition(":")[2].removesuffix("/v1"))


def test_it_stands_behind_the_gateway_without_network_or_key(tmp_path):
    with running(tmp_path, "demo") as site:
        environment = {**os.environ, "OPENAI_API_KEY": "none"}
        lines = snippets.connect("python", site.base_url, with_key=False), snippets.vote("python", site.base_url)
        program = "\n".join("".join(piece.text for piece in each.pieces) for each in lines)
        said = subprocess.run(
            [sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True
        ).stdout
        entry = site.entry(said.split()[0])
    assert (entry["model"], entry["status"], entry["feedback"]["rating"]) == (MODEL, 200, "positive")
    assert "Stable hands" in said
