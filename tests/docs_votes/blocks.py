"""The code in docs/votes/: each block as it stands there, but for this server's address and what a reader fills in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.live import ROOT, Site

FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ADDRESS = "http://127.0.0.1:8000"


def pages() -> list[Path]:
    return sorted((ROOT / "docs" / "votes").glob("*.md"))


def languages(page: str) -> list[str]:
    """Of the page's blocks, in their order."""
    return [language for language, _ in FENCED.findall((ROOT / "docs" / "votes" / page).read_text())]


def blocks(page: str, language: str, site: Site, **filled: str) -> list[str]:
    """The page's blocks in that language; `filled` says by what a text is replaced."""
    found = [text for name, text in FENCED.findall((ROOT / "docs" / "votes" / page).read_text()) if name == language]
    for old, new in {ADDRESS: site.url, **filled}.items():
        found = [text.replace(old, new) for text in found]
    return found


def run_python(texts: list[str]) -> dict[str, Any]:
    """The names that the blocks leave, run one after the other."""
    names: dict[str, Any] = {}
    exec(compile("\n".join(texts), "docs/votes", "exec"), names)
    return names


def run_shell(text: str, site: Site, **variables: str) -> str:
    """What the block prints; `gptboost` is this product's, with the site's settings."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**site.environment, **variables, "PATH": path}
    command = ["bash", "-euo", "pipefail", "-c", text]
    return subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def run_node(text: str, **variables: str) -> str:
    """What the block prints, as a module in an application that has a `completion`."""
    module = f"const completion = {{ id: process.env.ID }};\n{text}"
    command = ["node", "--input-type=module", "--eval", module]
    environment = {**os.environ, **variables}
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
