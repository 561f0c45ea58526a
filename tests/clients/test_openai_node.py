"""The real `openai` client for Node, and Node's own fetch for the votes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from requestlog.presenting import snippets
from tests.live import Site

HERE = Path(__file__).parent / "node"
TEXT = "Hello there, wörld 👋."
pytestmark = [
    pytest.mark.node,
    pytest.mark.skipif(not (shutil.which("node") and shutil.which("npm")), reason="Node.js is not installed"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of its own, with the client of its lock file."""
    folder = tmp_path_factory.mktemp("node")
    for name in ("package.json", "package-lock.json", "client.mjs"):
        shutil.copy(HERE / name, folder)
    subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)
    return folder


@pytest.fixture(scope="module")
def seen(site: Site, folder: Path) -> dict:
    """What client.mjs saw."""
    command = ["node", "client.mjs", site.base_url, "gpt-5-mini"]
    return json.loads(subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout)


def test_it_answers_and_logs_a_completion(site, seen):
    entry = site.entry(seen["whole"]["id"])
    assert seen["whole"]["text"] == TEXT
    assert (entry["id"], entry["streamed"]) == (seen["whole"]["requestId"], False)


def test_it_streams_and_logs_the_completion_that_was_meant(site, seen):
    assert (seen["streamed"]["count"], seen["streamed"]["text"]) == (1, TEXT)
    assert seen["streamed"]["usage"]["total_tokens"] == 15
    entry = site.entry(seen["streamed"]["id"])
    assert entry["response"]["choices"][0]["message"]["content"] == TEXT


def test_it_votes_as_the_contract_says(site, seen):
    assert [vote["status"] for vote in seen["votes"]] == [200, 208, 200, 404]
    assert seen["votes"][1]["body"]["rating"] == "amazing"
    assert site.entry(seen["whole"]["id"])["feedback"]["tags"] == ["node"]


def test_it_understands_the_upstreams_errors(seen):
    assert seen["refused"] == {"name": "RateLimitError", "status": 429, "code": "rate_limit_exceeded"}


def test_it_runs_the_lines_of_the_connect_page(site, folder):
    lines = snippets.connect("node", site.base_url, with_key=False), snippets.vote("node", site.base_url)
    (folder / "connect.mjs").write_text("\n".join("".join(piece.text for piece in each.pieces) for each in lines))
    environment = {**os.environ, "OPENAI_API_KEY": "sk-node"}
    command = ["node", "connect.mjs"]
    said = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout
    assert site.entry(said.split()[0])["feedback"]["comment"] == "spot on"
