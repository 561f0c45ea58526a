"""The vote of a member of the team on an answer, by the form on its page."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from feedback.services import vote_as_team, withdraw_team_vote
from feedback.team_form import TeamVoteForm
from projects.access import check_judging, open_project
from projects.models import Project, Role
from requestlog.filters import RequestFilter
from requestlog.models import Request
from requestlog.presenting.detail_page import detail_context

LONGEST_URL = 2_000


@require_http_methods(["GET", "HEAD", "POST"])
def team_vote(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Stores, changes or withdraws the member's own vote; GET leads to the page that has the form."""
    project, user = open_project(request.user, slug, at_least=Role.MEMBER), cast(User, request.user)
    entry = get_object_or_404(project.requests, id=id)
    if request.method != "POST":
        return redirect("detail", slug=slug, id=id)
    check_judging(project)
    form, back = TeamVoteForm(request.POST), way_back(request.POST.get("next", ""), project, entry)
    if "withdraw" in request.POST:
        if withdraw_team_vote(project=project, entry=entry, user=user, now=timezone.now()):
            messages.success(request, "Your vote is withdrawn.")
        return redirect(back)
    if not form.is_valid():
        return _with_errors(request, project, entry, form, QueryDict(urlsplit(back).query))
    _store(form, project=project, entry=entry, user=user)
    messages.success(request, "Your vote is saved.")
    return redirect(back)


def _store(form: TeamVoteForm, *, project: Project, entry: Request, user: User) -> None:
    said = {name: form.cleaned_data[name] for name in ("rating", "comment", "correction")}
    try:
        vote_as_team(project=project, entry=entry, user=user, now=timezone.now(), **said)
    except Request.DoesNotExist as error:
        raise Http404("This request was removed a moment ago.") from error


def way_back(path: str, project: Project, entry: Request) -> str:
    """`path` where it is one of this site's, of a length that browsers follow; else the page of `entry`."""
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours and len(path) <= LONGEST_URL else reverse("detail", args=[project.slug, entry.id])


def _with_errors(
    request: HttpRequest, project: Project, entry: Request, form: TeamVoteForm, query: QueryDict
) -> HttpResponse:
    """The page that the form was on, which says what is wrong with it."""
    filter = RequestFilter(query, project.requests.all(), project=project, now=timezone.now())
    context = detail_context(project, entry, filter, query.get("tab", ""), request.build_absolute_uri("/v1"))
    page = {"project": project, "section": "log", "team_form": form, **context}
    return render(request, "requestlog/detail.html", page, status=400)
