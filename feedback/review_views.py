"""The review queue, and the one place to which its forms are posted."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.middleware import HtmxDetails

from feedback.presenting.review_ask import DONE, ENTRY
from feedback.presenting.review_form import form_on
from feedback.presenting.review_page import review_context
from feedback.review_form import ReviewForm, Verb, typed_over
from feedback.services.reviewing import NothingToTriage, ReviewedMeanwhile, review
from projects.access import check_judging, open_project
from projects.models import Project, Role
from requestlog.models import Request
from requestlog.presenting.visible import shortened

PROMPT_CHARACTERS = 60
LONGEST_URL = 2_000
NO_THUMB = "This answer has no 👎 any more, so there is no status to set. A note or a correction can be saved."


@require_safe
@vary_on_headers("HX-Request")
def review_queue(request: HttpRequest, slug: str) -> HttpResponse:
    """The queue of 👎 and one of them; htmx gets the changing part alone."""
    project = open_project(request.user, slug)
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    part = bool(htmx) and not htmx.history_restore_request
    return _page(request, project, request.GET, template="_review_queue.html" if part else "review.html")


@require_http_methods(["GET", "HEAD", "POST"])
def review_entry(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Stores what a member makes of an answer and goes on to `next`; GET, as after a sign-in, leads to the form."""
    project, user = open_project(request.user, slug, at_least=Role.MEMBER), cast(User, request.user)
    entry = get_object_or_404(project.requests.listed(), id=id)
    back = _local(project, request.POST.get("next", ""))
    if request.method != "POST":
        return redirect(_opening(project, back, entry))
    check_judging(project)
    form, conflict = form_on(project, user, entry, data=request.POST), None
    try:
        if form.is_valid():
            review(project=project, request_id=id, user=user, now=timezone.now(), **form.given(user))
            return _done(request, project, entry, form.pressed, back)
    except Request.DoesNotExist as error:
        raise Http404("This request was removed a moment ago.") from error
    except NothingToTriage:
        form.add_error(None, NO_THUMB)
    except ValidationError as error:
        form.add_error(None, error)
    except ReviewedMeanwhile as error:
        conflict = error.review
        form = form_on(project, user, entry, data=typed_over(request.POST, conflict))
    query = QueryDict(urlsplit(_opening(project, back, entry)).query)
    return _page(request, project, query, form=form, status=409 if conflict else 400, conflict=conflict)


def _page(
    request: HttpRequest,
    project: Project,
    query: QueryDict,
    *,
    form: ReviewForm | None = None,
    template: str = "review.html",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    try:
        context = review_context(project, cast(User, request.user), query, timezone.now(), form)
    except Request.DoesNotExist as error:
        raise Http404("No such request") from error
    context |= {"project": project, "section": "review", **more}
    return render(request, f"feedback/{template}", context, status=status)


def _done(request: HttpRequest, project: Project, entry: Request, verb: Verb, back: str) -> HttpResponse:
    """On to the next, with a line that says what was done and leads back."""
    prompt = shortened(entry.prompt_preview, PROMPT_CHARACTERS) or entry.endpoint
    link = format_html('{}: <a class="link" href="{}">{}</a>', verb.done, _opening(project, back, entry), prompt)
    messages.success(request, link)
    return redirect(back)


def _local(project: Project, url: str) -> str:
    """`url` where it is one of this site's, of a length that browsers follow; else the queue."""
    is_ours = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if is_ours and len(url) <= LONGEST_URL else reverse("review", args=[project.slug])


def _opening(project: Project, url: str, entry: Request) -> str:
    """The queue with `entry` open; under the filters of `url`, where that is the queue's."""
    queue, parts = reverse("review", args=[project.slug]), urlsplit(url)
    query = QueryDict(parts.query if parts.path == queue else "", mutable=True)
    query.pop(DONE, None)
    query[ENTRY] = str(entry.id)
    return f"{queue}?{query.urlencode()}"
