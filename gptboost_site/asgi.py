"""One process for all: the gateway's paths go to the gateway, all the rest to Django in threads."""

from __future__ import annotations

import os
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gptboost_site.settings")
django = get_wsgi_application()

from django.conf import settings  # noqa: E402

from gateway.app import Gateway  # noqa: E402
from gptboost_site.gateway import gateway  # noqa: E402
from gptboost_site.threads import DjangoInThreads  # noqa: E402

OURS = ("/v1/feedback", "/v1/requests")


def is_gateway_path(path: str) -> bool:
    """Whether `path` belongs to the upstream: everything under /v1 but the votes and the log's API."""
    return path.startswith("/v1/") and not any(path == ours or path.startswith(f"{ours}/") for ours in OURS)


class Application:
    """The ASGI app that gunicorn serves."""

    def __init__(self, gateway: Gateway, site: DjangoInThreads) -> None:
        self.gateway = gateway
        self.site = site

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self.lifespan(receive, send)
        elif scope["type"] == "websocket" or is_gateway_path(scope["path"]):
            await self.gateway(scope, receive, send)
        else:
            await self.site(scope, receive, send)

    async def lifespan(self, receive: Any, send: Any) -> None:
        await receive()
        await self.gateway.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.gateway.stop()
        await send({"type": "lifespan.shutdown.complete"})


application = Application(gateway(), DjangoInThreads(django, threads=settings.WEB_THREADS))
