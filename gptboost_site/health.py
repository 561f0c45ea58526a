"""`/healthz` and `/readyz`: for load balancers, which know neither host names nor keys."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse

from requestlog.database.patience import within

GetResponse = Callable[[HttpRequest], HttpResponseBase]
ANSWER_SECONDS = 2.0


class HealthMiddleware:
    """Answers the two health checks before any host, scheme or session is looked at."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.checks = {"/healthz": alive, "/readyz": ready}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        check = self.checks.get(request.path)
        return check() if check else self.get_response(request)


def alive() -> JsonResponse:
    """200 as long as the process answers."""
    return JsonResponse({"status": "ok"})


def ready() -> JsonResponse:
    """200 where the database answers and the spool's folder is there, else 503 that says which is missing."""
    found = {"database": database_answers(), "spool": settings.SPOOL_DIR.is_dir()}
    return JsonResponse(
        {"status": "ok" if all(found.values()) else "not ready", **found}, status=200 if all(found.values()) else 503
    )


def database_answers() -> bool:
    try:
        with within(ANSWER_SECONDS), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True
