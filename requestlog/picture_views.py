"""The images that came along with a call, one at a time, for those who ask to see them."""

from __future__ import annotations

from uuid import UUID

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from projects.access import open_project
from requestlog.presenting.pictures import picture_of


@require_safe
@csp_update({"sandbox": True})  # type: ignore[arg-type]
def picture(request: HttpRequest, slug: str, id: UUID, name: str) -> HttpResponse:
    """The bytes of an image, as the type that they are and not as the one that a stranger said."""
    project = open_project(request.user, slug)
    entry = get_object_or_404(project.requests, id=id)
    found = picture_of(project, entry, name)
    if found is None:
        raise Http404("No such image")
    return HttpResponse(found.content, content_type=found.kind)
