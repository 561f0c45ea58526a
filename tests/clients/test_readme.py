"""The README's own lines, run as they stand but for the host."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from tests.live import ROOT, Site


def lines_of(site: Site) -> str:
    """Its Python examples, one after the other, as one program."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    return "\n".join(blocks).replace("http://127.0.0.1:8000", site.url) + "\nprint(answer.id)"


def test_it_connects_and_votes_with_the_lines_of_the_readme(site):
    environment = {**os.environ, "OPENAI_API_KEY": "sk-readme"}
    command = [sys.executable, "-c", lines_of(site)]
    id = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()
    entry = site.entry(id)
    assert entry["request"]["messages"][0]["content"] == "Tell me an interesting fact about the Big Apple"
    assert (entry["feedback"]["rating"], entry["feedback"]["comment"]) == ("positive", "spot on")
    assert entry["feedback"]["tags"] == ["trivia"]
