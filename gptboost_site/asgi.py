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
from gptboost_site.key_uses import KeyUseWriter  # noqa: E402
from gptboost_site.threads import DjangoInThreads  # noqa: E402

VOTES, LOG, USERS = "/v1/feedback", "/v1/requests", "/v1/users"


def is_gateway_path(path: str) -> bool:
    """Whether `path` belongs to the upstream: everything under /v1 but the votes and the log's API."""
    return path.startswith("/v1/") and not any(is_under(path, root) for root in (VOTES, LOG, USERS))


def is_under(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}/")


class Application:
    """The ASGI app that gunicorn serves."""

    def __init__(self, gateway: Gateway, site: DjangoInThreads, votes: DjangoInThreads) -> None:
        self.gateway = gateway
        self.site = site
        self.votes = votes
        self.key_uses = KeyUseWriter()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self.lifespan(receive, send)
        elif scope["type"] == "websocket" or is_gateway_path(scope["path"]) or not scope["path"].startswith("/"):
            await self.gateway(scope, receive, send)
        elif is_under(scope["path"], VOTES):
            await self.votes(scope, receive, send)
        else:
            await self.site(scope, receive, send)

    async def lifespan(self, receive: Any, send: Any) -> None:
        await receive()
        await self.gateway.start()
        self.key_uses.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.key_uses.stop()
        await self.gateway.stop()
        await send({"type": "lifespan.shutdown.complete"})


# Votes have threads of their own: no slow page stands before them
site, votes = (DjangoInThreads(django, threads=settings.WEB_THREADS) for _ in range(2))
application = Application(gateway(), site, votes)
