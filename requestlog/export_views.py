"""The log's rows as a download: the log's URL with another ending, and the same query string."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.access import open_project, reopen
from projects.models import Project
from requestlog.bodies_option import bodies_option
from requestlog.downloading import as_download
from requestlog.exports import FORMATS, filename, stream
from requestlog.filters import RequestFilter
from requestlog.looking import Found
from requestlog.pages import places_of


@require_safe
def export(request: HttpRequest, slug: str, format: str) -> HttpResponseBase:
    """Every row that the page shows over all its pages, from a cursor's place on; a wrong parameter is 400 and named,
    a third export at once 429."""
    project, now = open_project(request.user, slug), timezone.now()
    wanted = RequestFilter(request.GET, project.requests.all(), project=project, now=now)
    bodies, problems = bodies_option(request.GET)
    if problems or not wanted.is_valid():
        return JsonResponse({**wanted.problems, **problems}, status=400)
    name = filename(project, wanted.sentence(), format, now.date())
    places = places_of(**wanted.cursors)
    return download(request, project, wanted, format, name=name, bodies=bodies, **places)


def download(
    request: HttpRequest,
    project: Project,
    found: Found,
    format: str,
    *,
    name: str,
    bodies: bool = True,
    above: UUID | None = None,
    below: UUID | None = None,
) -> HttpResponseBase:
    """The rows of `found` as a file called `name`; 429 where two of this project are under way."""
    # Who loses the project while an export runs, gets no further page of it.
    still_allowed = partial(reopen, request.user, project.slug)
    rows = stream(found, format, project=project, bodies=bodies, above=above, below=below, still_allowed=still_allowed)
    return as_download(request, project, rows, name=name, content_type=FORMATS[format].content_type)
