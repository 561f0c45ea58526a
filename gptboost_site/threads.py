"""Django in threads behind an ASGI server, so that a synchronous export streams piece by piece."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from threading import Event
from typing import Any

from a2wsgi import WSGIMiddleware

Environ = dict[str, Any]
WSGIApp = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
GONE = "gptboost.client_gone"


class DjangoInThreads:
    """An ASGI app around a WSGI one; a client that goes away ends the response's iteration, never the thread."""

    def __init__(self, wsgi: WSGIApp, *, threads: int) -> None:
        app: Any = stoppable(wsgi)  # a2wsgi's own types know nothing of our scope's mark
        self.app: Any = WSGIMiddleware(app, workers=threads)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        gone = Event()
        call = asyncio.ensure_future(self.app({**scope, GONE: gone}, receive, send))
        try:
            # Cancelled, a2wsgi would leave its thread waiting for room in a queue that nobody empties
            await asyncio.shield(call)
        except asyncio.CancelledError:
            gone.set()
            raise


def stoppable(wsgi: WSGIApp) -> WSGIApp:
    """`wsgi`, whose answer is read no further once its client has gone."""

    def app(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        return until(environ["asgi.scope"][GONE], wsgi(environ, start_response))

    return app


def until(gone: Event, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """`chunks` up to the moment that `gone` is set; they are closed in any case."""
    try:
        for chunk in chunks:
            if gone.is_set():
                return
            yield chunk
    finally:
        getattr(chunks, "close", lambda: None)()
