"""How often passwords may be wrong, at sign-in and where one is changed: counted by django-axes in the database."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off, get_failure_limit
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# How many failures count as one: by account and address together, by account alone, by address alone
WEIGHTS = (1, 10, 10)
NAME_CHARACTERS = 150
Credentials = Mapping[str, Any] | None


class Throttle(AxesDatabaseHandler):  # type: ignore[misc]
    """A stranger cannot lock a person out from elsewhere but by ten times as many failures."""

    def get_failures(self, request: HttpRequest, credentials: Credentials = None) -> int:
        return max(failures for _, failures in self._counted(request, credentials))

    def reset_user_attempts(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """Forgets those of this account at this address alone, for others at either may be guessing."""
        return int(self.filter_user_attempts(request, credentials)[0].delete()[0])

    def seconds_left(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """After how many seconds, at the latest, a locked sign-in may be tried again."""
        limit = get_failure_limit(request, credentials)
        full = (rows for rows, failures in self._counted(request, credentials) if failures >= limit)
        latest = [rows.aggregate(latest=Max("attempt_time"))["latest"] for rows in full]
        now: datetime = request.axes_attempt_time  # type: ignore[attr-defined]
        left = max(latest, default=now) + get_cool_off(request) - now
        return max(1, math.ceil(float(left.total_seconds())))

    def _counted(self, request: HttpRequest, credentials: Credentials) -> Iterator[tuple[QuerySet[Any], int]]:
        for rows, weight in zip(self.get_user_attempts(request, credentials), WEIGHTS, strict=True):
            yield rows, (rows.aggregate(sum=Sum("failures_since_start"))["sum"] or 0) // weight


def name_of(request: HttpRequest, credentials: Credentials) -> str | None:
    """The account that was named, as long as a name can be; None for none."""
    name = (credentials or {}).get("username")
    return str(name)[:NAME_CHARACTERS] if name else None


def is_nameless(request: HttpRequest, credentials: Credentials) -> bool:
    """Whether no account was named, as by single sign-on, where the provider counts."""
    return name_of(request, credentials) is None


def forget_failures(request: HttpRequest, username: str) -> None:
    """As a right password at sign-in does, for one that was right elsewhere; `request` has been authenticated."""
    AxesProxyHandler.get_implementation().reset_user_attempts(request, {"username": username})


def locked(request: HttpRequest, response: HttpResponse, credentials: Credentials) -> HttpResponse:
    """429, saying how long; the last failure that was let pass is answered as those before."""
    if request.axes_failures_since_start is not None:  # type: ignore[attr-defined]
        return response
    seconds = AxesProxyHandler.get_implementation().seconds_left(request, credentials)
    page = render(request, "accounts/locked.html", {"minutes": math.ceil(seconds / 60)}, status=429)
    page.headers["Retry-After"] = str(seconds)
    return page
