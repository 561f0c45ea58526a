"""No block of docs/votes/ goes untested."""

from __future__ import annotations

import pytest

from tests.docs_votes.blocks import languages, pages
from tests.live import ROOT

RUN = {
    "server.md": ["sh", "python", "python", "python", "js", "sh", "sh"],
    "browser.md": ["sh", "js", "js", "js"],
    "token.md": ["sh", "python", "js", "js"],
    "widget.md": ["html", "js", "html", "js", "css", "http"],
    "email.md": ["sh", "python", "python"],
}


def test_it_runs_every_block_of_every_page():
    assert {page.name: languages(page.name) for page in pages()} == RUN


@pytest.mark.parametrize("name", RUN)
def test_it_is_led_to_from_the_contract(name):
    assert f"(votes/{name})" in (ROOT / "docs" / "votes.md").read_text()
