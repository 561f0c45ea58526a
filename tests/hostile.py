"""An upstream that would do everything that a page may do in the site's origin."""

from __future__ import annotations

from tests.upstream import Received, Wire

HEADERS = [
    ("Set-Cookie", "session=stolen; Path=/"), ("Strict-Transport-Security", "max-age=1"), ("Alt-Svc", 'h3=":1"'),
    ("Content-Security-Policy", "script-src *"), ("Clear-Site-Data", '"*"'), ("NEL", "{}"), ("Report-To", "{}"),
    ("Public-Key-Pins", "max-age=1"), ("Service-Worker-Allowed", "/"), ("X-Content-Type-Options", "sniff"),
]  # fmt: skip
PAGE = b"""<!doctype html><title>tame</title><body onload="document.title='ran'"><p>Read me</p>
<script>document.title = 'ran'; document.cookie = 'mine=1'; fetch('/v1/models?ran');</script>
<img src="/v1/models?loaded" onerror="document.title='ran'"><iframe src="/v1/models?framed"></iframe>
<form action="/v1/models?sent" method="get"><button>Go</button></form><meta http-equiv="refresh" content="0; /v1/x">"""


async def hostile(request: Received, wire: Wire) -> None:
    await wire.answer(200, PAGE, ("Content-Type", "text/html"), *HEADERS)


async def hostile_stream(request: Received, wire: Wire) -> None:
    await wire.head(200, ("Content-Type", "text/event-stream"), ("Transfer-Encoding", "chunked"), *HEADERS)
    await wire.chunk(PAGE)
    await wire.last_chunk()


HOSTILE = {"hostile": hostile, "hostile-stream": hostile_stream, "/v1/hostile": hostile}
