"""The dashboard and the APIs as WSGI: `gunicorn gptboost_site.wsgi` in production."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gptboost_site.settings")
django = get_wsgi_application()

from gptboost_site.key_uses import KeyUseWriter  # noqa: E402

key_uses = KeyUseWriter()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django; the first request of a process, which forks no more, starts what writes down the uses of keys."""
    key_uses.start()
    return django(environ, start_response)
