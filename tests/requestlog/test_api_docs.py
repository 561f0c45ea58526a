"""`/api/docs/`: the page of the OpenAPI document, under the content security policy and without the internet."""

from __future__ import annotations

import re

from django.contrib.staticfiles import finders


def test_it_is_public_and_holds_nothing_inline(client, db):
    page = client.get("/api/docs/")
    assert page.status_code == 200
    assert "<style" not in page.text
    assert " style=" not in page.text
    assert not re.search(r"<script(?![^>]*\ssrc=)", page.text)
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_it_loads_only_what_this_server_has(client, db):
    page = client.get("/api/docs/").text
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    static = [url.removeprefix("/static/") for url in loaded if url.startswith("/static/")]
    assert len(static) == 4
    assert all(finders.find(path) for path in static)
    (script,) = [url for url in loaded if not url.startswith("/static/")]
    answer = client.get(script.replace("&amp;", "&"))
    assert answer.headers["Content-Type"].startswith("application/javascript")
    assert "/api/schema/" in answer.text
