"""Templates: nothing in them lets a text be more than a text, and nothing needs more than the policy allows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.xss.payloads import PAYLOADS

ROOT = Path(__file__).parent.parent.parent
FORBIDDEN = {
    "style of its own": r"\sstyle\s*=|<style\b",
    "script of its own": r"<script(?![^>]*\bsrc=)[^>]*>",
    "handler of an event": r"\s(on[a-z]+|hx-on[:\w-]*)\s*=",
    "address that runs": r"javascript:",
    "text that is not escaped": r"\|\s*(safe|safeseq)\b|autoescape\s+off|mark_safe",
    "form without its token": r"<form[^>]*method=\"post\"[^>]*>(?!(?:(?!</form>).)*(csrf_token|_view_fields))",
}
# Texts become HTML in one place, by a kept library
SCRIPTS_FORBIDDEN = r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|new Function|srcdoc)\b"


def templates() -> list[Path]:
    return [path for folder in ("templates",) for path in sorted((ROOT / folder).rglob("*.html"))]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_it_has_no(what):
    found = [
        f"{path.name}: {match[0][:80]}"
        for path in templates()
        for match in re.finditer(FORBIDDEN[what], path.read_text(), re.DOTALL | re.IGNORECASE)
    ]
    assert found == []


def test_it_makes_no_markup_of_texts_in_scripts():
    scripts = sorted((ROOT / "static").rglob("*.js"))
    assert [path.name for path in scripts if re.search(SCRIPTS_FORBIDDEN, path.read_text())] == []


def test_it_tries_as_many_texts_as_it_says():
    assert len(templates()) > 100
    assert len(set(PAYLOADS)) >= 110
