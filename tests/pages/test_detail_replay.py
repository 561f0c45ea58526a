"""The page of one request: code that sends it again, run by what it is written for."""

from __future__ import annotations

import inspect
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import openai
import pytest

from requestlog.documents import bodies_of, payloads_of
from requestlog.presenting.replay import CLIENTS, LONGEST, replay
from requestlog.presenting.replay_python import NAMED
from requestlog.presenting.replayed import METHODS, REQUIRED
from tests.factories import create_entry
from tests.pages.world import text_of

HARD = 'it\'s $HOME `id` "x" \\ \\n ${y} \u202e \u034f ⟨a⟩ 数 😀 </script>\n!!'
CHAT = {
    "model": "gpt-5-mini",
    "messages": [{"role": "user", "content": HARD}],
    "vendor_option": {"on": True, "of": None},
}
CALLS = {
    "a chat": ("chat/completions", CHAT),
    "a stream": ("chat/completions", {**CHAT, "stream": True}),
    "no chat": ("vendor's/thing", {"a": [HARD, 1.5, None, True]}),
    "Anthropic's": ("messages", {"model": "claude-x", "max_tokens": 9, "messages": CHAT["messages"]}),
}
KEYS = {"OPENAI_API_KEY": "sk-o", "ANTHROPIC_API_KEY": "sk-a", "GPTBOOST_KEY": "sk_p"}
SDK = """export default class { constructor({ baseURL, defaultHeaders }) {
  const create = async (body) => {
    const headers = { Authorization: `Bearer ${process.env.OPENAI_API_KEY}`, ...defaultHeaders };
    await fetch(`${baseURL}/chat/completions`, { method: "POST", headers, body: JSON.stringify(body) });
    return []; };
  this.chat = { completions: { create } };
} }"""
needs_node = pytest.mark.skipif(not shutil.which("node"), reason="Node.js is not installed")
needs_curl = pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")

RUN = ["python", pytest.param("curl", marks=needs_curl), pytest.param("node", marks=needs_node)]


@pytest.fixture
def sent(upstream, tmp_path):
    """Runs code for a client in a folder of its own, and gives what arrived."""

    def run(language: str, code: str):
        before, environment = len(upstream.received), {**os.environ, **KEYS}
        if language == "node":
            _install(tmp_path)
        name = {"curl": "replay.sh", "python": "replay.py", "node": "replay.mjs"}[language]
        (tmp_path / name).write_text(code)
        command = {"curl": ["/bin/sh"], "python": [sys.executable], "node": ["node"]}[language]
        subprocess.run([*command, name], cwd=tmp_path, env=environment, check=True, timeout=120)
        assert len(upstream.received) == before + 1
        return upstream.last

    return run


def _install(folder: Path) -> None:
    package = folder / "node_modules" / "openai"
    package.mkdir(parents=True)
    (package / "package.json").write_text('{"name": "openai", "type": "module", "main": "index.js"}')
    (package / "index.js").write_text(SDK)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("language", RUN)
def test_it_sends_the_same_again(upstream, sent, language, call):
    endpoint, body = CALLS[call]
    code = replay(language, upstream.url, endpoint, json.dumps(body).encode(), with_key=True).code
    received = sent(language, code)
    assert json.loads(received.body) == body
    assert received.header("x-gptboost-key") == "sk_p"
    keys = (received.header("x-api-key"), received.header("authorization"))
    assert keys == (("sk-a", None) if endpoint == "messages" else (None, "Bearer sk-o"))


@pytest.mark.parametrize("language", RUN)
def test_it_reads_a_large_body_from_a_file(upstream, sent, tmp_path, language):
    body = json.dumps({**CHAT, "padding": "x" * LONGEST}).encode()
    made = replay(language, upstream.url, "chat/completions", body, with_key=False)
    (tmp_path / "request.json").write_bytes(body)
    assert made.from_file
    assert len(made.code) < 1_000
    received = sent(language, made.code)
    assert (received.body, received.header("x-gptboost-key")) == (body, None)


@pytest.mark.parametrize("endpoint", METHODS)
def test_it_names_only_parameters_that_the_client_has(endpoint):
    method: object = openai.OpenAI(api_key="sk-x")
    for name in METHODS[endpoint].split("."):
        method = getattr(method, name)
    known = set(inspect.signature(method).parameters)
    assert NAMED[endpoint] | set(REQUIRED[endpoint]) <= known


@pytest.mark.parametrize("language", CLIENTS)
@pytest.mark.parametrize("body", [b"", b"--b\r\nno JSON \xff\x00", b"[" * 500 + b"]" * 500, b'{"messages": []}', b"7"])
def test_it_makes_code_of_anything(language, body):
    code = replay(language, "https://boost.example/v1", "chat/completions", body, with_key=False).code
    assert "https://boost.example/v1" in code
    if language == "python":
        compile(code, "replay.py", "exec")


@pytest.mark.parametrize("language", ["python", "node"])
def test_it_writes_no_hidden_character(language):
    code = replay(language, "https://b.example/v1", "chat/completions", json.dumps(CHAT).encode(), with_key=False).code
    assert not {"\u202e", "\u034f"} & set(code)
    assert "数" in code


@pytest.mark.parametrize("language", CLIENTS)
def test_it_shows_the_code_on_the_page_and_no_key(project, as_alice, language):
    entry = create_entry(project)
    answer = as_alice.get(f"/p/support/requests/{entry.id}/", {"tab": language})
    text = text_of(answer)
    assert (
        answer.context["body"].text
        == replay(
            language,
            "http://testserver/v1",
            "chat/completions",
            bodies_of(payloads_of(project, [entry.id])[entry.id])[0],
            with_key=True,
        ).code
    )
    assert "read from your environment; no key is kept here" in text
    assert [each["words"] for each in answer.context["clients"] if each["current"]] == [CLIENTS[language]]
    assert [each["words"] for each in answer.context["tabs"] if each["current"]] == ["Replay"]


def test_it_says_that_what_is_not_kept_cannot_be_sent_again(project, as_alice):
    entry = create_entry(project, request=b"", response=b"", metadata={"gptboost_bodies": "not_kept"})
    answer = as_alice.get(f"/p/support/requests/{entry.id}/", {"tab": "curl"})
    assert "What was sent is not kept, so that it cannot be sent again." in text_of(answer)
    assert "<pre" not in answer.content.decode()
