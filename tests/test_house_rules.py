"""What no line of the product may do, whatever the reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PRODUCT = ("projects", "requestlog", "gateway", "feedback", "insights", "gptboost_site", "templates")
FORBIDDEN = {
    "marks text as safe": r"\|\s*safe\b|\bmark_safe\b|autoescape off",
    "exempts a view from the check against forged forms": r"\bcsrf_exempt\b",
    "writes SQL past the ORM": r"\.raw\(|\.extra\(",
    "lets a shell read its arguments": r"shell=True|\bos\.system\(",
    "trusts what a server or a proxy says of itself": r"verify=False|ssl=False|allow_redirects=True|trust_env=True",
    "runs or unpacks what others wrote": r"\beval\(|\bexec\(|\bpickle\b|yaml\.load\(",
    "catches everything": r"except\s*(Exception|BaseException)?\s*:",
}


def lines() -> list[tuple[str, str]]:
    files = [
        path for folder in PRODUCT for path in sorted((ROOT / folder).rglob("*")) if path.suffix in (".py", ".html")
    ]
    return [(str(path.relative_to(ROOT)), line) for path in files for line in path.read_text().splitlines()]


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_it_never(rule: str):
    pattern = re.compile(FORBIDDEN[rule])
    found = [(path, line.strip()) for path, line in lines() if pattern.search(line)]
    assert found == []


def test_it_looks_at_all_of_the_product():
    assert len({path for path, _ in lines()}) > 200
