"""curl, as people paste it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

from requestlog.presenting import snippets
from tests.live import Site

pytestmark = pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")


def curl(site: Site, path: str, body: object, *options: str) -> str:
    command = ["curl", "--silent", "--show-error", site.url + path, "--json", json.dumps(body), *options]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def ask(site: Site, **fields: object) -> str:
    body = {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Hello from curl"}], **fields}
    return curl(site, "/v1/chat/completions", body, "-H", "Authorization: Bearer sk-curl")


def test_it_answers_and_logs_a_completion(site):
    answer = json.loads(ask(site))
    assert site.entry(answer["id"])["request"]["messages"][0]["content"] == "Hello from curl"


def test_it_streams_events_unchanged(site):
    lines = [line for line in ask(site, stream=True).split("\n\n") if line]
    assert lines[-1] == "data: [DONE]"
    first = json.loads(lines[0].removeprefix("data: "))
    assert site.entry(first["id"])["streamed"] is True


@pytest.mark.parametrize("path", ["/v1/feedback/", "/v1/feedback"])
def test_it_votes_under_both_spellings(site, path):
    answer = json.loads(ask(site))
    vote = {"message_id": answer["id"], "rating": "positive", "comment": None, "tags": None}
    stored = curl(site, path, vote, "--write-out", "\n%{http_code}").splitlines()
    assert stored[-1] == "200"
    assert json.loads(stored[0])["comment"] == ""


def test_it_runs_the_lines_of_the_connect_page(site):
    def run(snippet: snippets.Snippet) -> dict:
        command = ["bash", "-c", "".join(piece.text for piece in snippet.pieces)]
        environment = {**os.environ, "OPENAI_API_KEY": "sk-curl"}
        return json.loads(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)

    answer = run(snippets.connect("curl", site.base_url, with_key=False))
    assert run(snippets.vote("curl", site.base_url, answer["id"]))["message_id"] == answer["id"]
    assert site.entry(answer["id"])["feedback"]["comment"] == "spot on"
