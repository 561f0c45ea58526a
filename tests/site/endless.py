"""An ASGI application for test_threads: an answer without end at /endless, a short one elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from gptboost_site.threads import DjangoInThreads

CLOSED = Path(os.environ["CLOSED_FILE"])


def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    if environ["PATH_INFO"] != "/endless":
        yield environ["QUERY_STRING"].encode()
        return
    try:
        while True:
            yield b"x" * 65536
    finally:
        with CLOSED.open("a") as file:
            file.write("closed ")


application = DjangoInThreads(wsgi, threads=2)
