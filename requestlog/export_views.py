"""The log's rows as a download: the log's URL with another ending, and the same query string."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from projects.access import open_project
from requestlog.exports import FORMATS, filename, stream
from requestlog.filters import RequestFilter


@require_safe
def export(request: HttpRequest, slug: str, format: str) -> HttpResponseBase:
    """Every row that the page shows over all its pages; a wrong filter is 400 and named."""
    project, now = open_project(request.user, slug), timezone.now()
    wanted = RequestFilter(request.GET, project.requests.all(), project=project, now=now)
    if not wanted.is_valid():
        return JsonResponse(wanted.problems, status=400)
    # Who loses the project while an export runs, gets no further page of it.
    still_allowed = partial(open_project, request.user, slug)
    rows = stream(wanted.qs, format, project=project, still_allowed=still_allowed)
    name = filename(project, wanted.sentence(), format, now.date())
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return StreamingHttpResponse(
        rows, content_type=FORMATS[format].content_type, headers={"Content-Disposition": disposition or ""}
    )
