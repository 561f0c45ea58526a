"""A file that is made while it is sent: at most two of a project at once, and none where only its headers are asked."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from projects.models import Project
from requestlog.seats import SEATS, Seated, take_seat

RETRY_SECONDS = 30
BUSY = f"{SEATS} exports of this project are under way. Try again when one of them has ended."


def as_download(
    request: HttpRequest, project: Project, chunks: Iterator[bytes], *, name: str, content_type: str
) -> HttpResponseBase:
    """`chunks` as a file called `name`; 429 where two files of this project are under way."""
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""}
    if request.method == "HEAD":
        return HttpResponse(content_type=content_type, headers=headers)
    seat = take_seat(project)
    if seat is None:
        return JsonResponse({"detail": BUSY}, status=429, headers={"Retry-After": str(RETRY_SECONDS)})
    return StreamingHttpResponse(Seated(chunks, seat), content_type=content_type, headers=headers)
