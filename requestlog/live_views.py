"""What has come since a page of the log was shown: its number alone, asked for every few seconds."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.access import open_project
from requestlog.database.bounded import part_of_screen
from requestlog.filters import RequestFilter
from requestlog.querysets import Count

MOST = 100
NOT_AN_ID = "Give the id of the newest request that is shown, or nothing."


@require_safe
def live(request: HttpRequest, slug: str) -> HttpResponse:
    """How many rows of the filter are newer than the row `newest`, counted up to 100; one query.

    `new` is null where counting took too long, `words` say it for people. A wrong parameter is 400 and named.
    """
    project = open_project(request.user, slug)
    filter = RequestFilter(request.GET, project.requests.all(), project=project, now=timezone.now())
    newest, problems = newest_of(request.GET.get("newest", ""))
    if problems or not filter.is_valid():
        return JsonResponse({**filter.problems, **problems}, status=400)
    found = part_of_screen(lambda: filter.within(newest, None).count_up_to(MOST), None)
    return JsonResponse({"new": found and found.value, "words": in_words(found) if found else ""})


def newest_of(text: str) -> tuple[UUID | None, dict[str, list[str]]]:
    """The id from which on rows are new, None for any; and what is wrong with `text`."""
    try:
        return (UUID(int=min(UUID(text).int + 1, 2**128 - 1)) if text else None), {}
    except ValueError:
        return None, {"newest": [NOT_AN_ID]}


def in_words(found: Count) -> str:
    """3 new requests; 100+ new requests."""
    return f"{found} new request{'' if str(found) == '1' else 's'}" if found.value else ""
