"""Training sets: the report page, and the two files, at the log's URL with another ending."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from feedback.training.options import SplitForm
from feedback.training.presenting import form_context, links_of, problems_of, report_context
from feedback.training.reporting import report_of
from feedback.training.streams import STREAMS
from projects.access import open_project, reopen
from projects.last_used import remember
from requestlog.downloading import as_download
from requestlog.exports import filename
from requestlog.filters import RequestFilter


@require_safe
def training(request: HttpRequest, slug: str) -> HttpResponse:
    """What both files would hold of the rows that the log shows; a wrong parameter is 400 and named."""
    project = open_project(request.user, slug)
    remember(request, project)
    wanted = RequestFilter(request.GET, project.requests.all(), project=project, now=timezone.now())
    form, context = SplitForm(request.GET), {"project": project, "section": "log", "sentence": wanted.sentence()}
    if problems := {**wanted.problems, **form.problems}:
        links = links_of(project, request.GET)
        context |= {"problems": problems_of(links, problems), **form_context(project, links, form)}
        return render(request, "feedback/training.html", context, status=400)
    report = report_of(wanted.qs, form.wanted, project=project)
    context |= report_context(project, request.GET, form, report)
    return render(request, "feedback/training.html", context)


@require_safe
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """One file, streamed: exactly what the report says; a wrong parameter is 400 and named, a third
    file of the project at once 429."""
    project, now = open_project(request.user, slug), timezone.now()
    wanted = RequestFilter(request.GET, project.requests.all(), project=project, now=now)
    form = SplitForm(request.GET)
    if problems := {**wanted.problems, **form.problems}:
        return JsonResponse(problems, status=400)
    # Who loses the project while a download runs, gets no further page of it.
    still_allowed = partial(reopen, request.user, slug)
    lines = STREAMS[kind](wanted.qs, form.wanted, project=project, still_allowed=still_allowed)
    ending = ".".join(filter(None, (kind, form.wanted.part, "jsonl")))
    name = filename(project, wanted.sentence(), ending, now.date())
    return as_download(request, project, lines, name=name, content_type="application/jsonl")
