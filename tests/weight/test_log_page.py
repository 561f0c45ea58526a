"""What the log page weighs on its way to a browser: the page and everything that it asks for, compressed."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import brotli
import pytest
from django.contrib.staticfiles import finders

from tests.factories import NOW
from tests.pages.world import create_rated

LIMIT_BYTES = 60 * 1024
ASKS = "Our team moved to the yearly plan in March, and ticket {n} says that SSO needs another one. Is that so?"
ANSWERS = "SSO is part of the Team plan; number {n} of your invoices shows it as an extra that was given back."
TAGS = ("pricing", "sso", "tone", "outdated link")
ASSET = re.compile(r'<(?:link|script|img)\b[^>]*?(?:href|src)="(/static/[^"]+)"[^>]*>')
IMPORT = re.compile(r'(?:from|import)\s*"(\.[^"]+)"')
BLOCKING = re.compile(r'<script\b(?![^>]*(?:type="module"|\bdefer\b|\basync\b))[^>]*>')


@pytest.fixture
def answer(project, as_alice):
    """A full page of a log, as different as real rows are."""
    ratings = ("negative", "positive", "amazing", "positive")
    for n in range(50):
        said = {"comment": f"{ANSWERS.format(n=n * 7)}"[:90], "tags": TAGS[: n % 3]}
        call = {"prompt": ASKS.format(n=n * 31), "answer": ANSWERS.format(n=n * 17), "end_user": f"user-{n % 9}"}
        create_rated(project, ratings[n % 4], at=NOW - timedelta(minutes=7 * n), **call, **said)
    return as_alice.get("/p/support/requests/", headers={"Accept-Encoding": "gzip, br"})


@pytest.fixture
def page(answer) -> str:
    return gzip.decompress(answer.content).decode()


def test_it_weighs_at_most_60_kb_with_all_that_it_asks_for(answer, page):
    table = {"(page)": len(answer.content), **{url: weight(url) for url in assets(page)}}
    lines = "\n".join(f"{size:>7} {url}" for url, size in sorted(table.items(), key=lambda each: -each[1]))
    total = sum(table.values())
    print(f"{lines}\n{total:>7} in {len(table)} requests")
    assert total <= LIMIT_BYTES, f"{total} bytes:\n{lines}"


def test_it_is_painted_before_any_script_and_without_one(page):
    assert BLOCKING.findall(page) == []
    assert page.count("Our team moved to the yearly plan") >= 50


def assets(page: str) -> list[str]:
    """Each once, with what its scripts import; a sheet for print alone waits until the page is there, but comes."""
    found = list(dict.fromkeys(ASSET.findall(page)))
    for url in found:
        imported = IMPORT.findall(content(url).decode()) if url.endswith(".js") else []
        found += [each for path in imported if (each := urljoin(url, path)) not in found]
    return found


def weight(url: str) -> int:
    """As whitenoise packs it for production."""
    return len(brotli.compress(content(url)))


def content(url: str) -> bytes:
    path = finders.find(urlsplit(url).path.removeprefix("/static/"))
    assert path, url
    return Path(path).read_bytes()


def test_it_sends_downloads_as_they_come(answer, as_alice):
    export = as_alice.get("/p/support/requests.csv", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in export.headers
    assert export.getvalue().count(b"Our team moved") == 50
