"""The page of an error that nothing else answered."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.template import loader
from psycopg.errors import QueryCanceled

from requestlog.database.away import is_away

RETRY_SECONDS = 5


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 with `Retry-After` where the database is away or too slow. Asks neither session nor database."""
    error = sys.exception()
    if is_away(error):
        too_long = isinstance(getattr(error, "__cause__", None), QueryCanceled)
        page = loader.render_to_string("too_long.html" if too_long else "503.html")
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_SECONDS)})
    return HttpResponse(loader.render_to_string("500.html"), status=500)
