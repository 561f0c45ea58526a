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
        passing = Passing(send)
        call = asyncio.ensure_future(self.app({**scope, GONE: passing.gone}, receive, passing))
        try:
            # Cancelled, a2wsgi would leave its thread waiting for room in a queue that nobody empties
            await asyncio.shield(call)
        except asyncio.CancelledError:
            passing.stop()
            raise


class Passing:
    """An ASGI `send` that passes messages on until it is stopped, and swallows them from then on."""

    def __init__(self, send: Any) -> None:
        self.send = send
        self.gone = Event()
        self.waiting: asyncio.Task[Any] | None = None

    async def __call__(self, message: Any) -> None:
        if self.gone.is_set():
            return
        self.waiting = asyncio.current_task()
        try:
            await self.send(message)
        except asyncio.CancelledError:
            if not self.gone.is_set():
                raise
        finally:
            self.waiting = None

    def stop(self) -> None:
        """Ends a wait for a client that read no further before it left: no server wakes that one."""
        self.gone.set()
        if self.waiting is not None:
            self.waiting.cancel()


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
