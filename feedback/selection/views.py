"""The one place to which the bar under the log is posted: what is done with the requests that were selected."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from feedback.selection import doing
from feedback.selection.deleting import delete, would_go
from feedback.selection.doing import Done, requests
from feedback.selection.form import DELETE, DELETE_NOW, EXPORTS, LABEL, TRIAGE, UNDO, SelectionForm
from feedback.selection.undoing import keep, undo
from projects.access import check_judging, open_project, person
from projects.models import Role
from requestlog.export_views import download
from requestlog.exports import filename

UNDO_BUTTON = '{} <button class="button small" type="submit" form="undo">Undo</button>'


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Does what was pressed and leads back to the page it was pressed on, with a line that says what was done; GET, as
    after a sign-in, leads to the log."""
    project = open_project(request.user, slug, at_least=Role.MEMBER)
    if request.method != "POST":
        return redirect("log", slug=slug)
    form = SelectionForm(request.POST, project=project, now=timezone.now())
    if request.POST.get("action") in (DELETE, DELETE_NOW):
        open_project(request.user, slug, at_least=Role.OWNER)
    if not form.is_valid():
        return _back(request, form, error=" ".join(str(message) for each in form.errors.values() for message in each))
    action = form.cleaned_data["action"]
    if action in EXPORTS:
        return _exported(request, form, action)
    if action == DELETE:
        return _confirm(request, form)
    if action == DELETE_NOW:
        return _deleted(request, form)
    if action == UNDO:
        return _undone(request, form)
    return _did(request, form, _done(request, form, action))


def _done(request: HttpRequest, form: SelectionForm, action: str) -> Done:
    check_judging(form.project)
    if action == TRIAGE:
        return doing.triage(project=form.project, ids=form.ids, user=person(request), status=form.triage, now=form.now)
    change = doing.label if action == LABEL else doing.unlabel
    return change(project=form.project, ids=form.ids, name=form.cleaned_data["label"])


def _did(request: HttpRequest, form: SelectionForm, done: Done) -> HttpResponse:
    can_undo = keep(request.session, form.project, done.undo)
    messages.success(request, format_html(UNDO_BUTTON, done.said) if can_undo else done.said)
    return redirect(form.back)


def _undone(request: HttpRequest, form: SelectionForm) -> HttpResponse:
    check_judging(form.project)
    changed = undo(session=request.session, project=form.project, user=person(request), now=form.now)
    if not changed:
        return _back(request, form, error="There is nothing to undo any more.")
    messages.success(request, f"Undone: {requests(changed)} changed back.")
    return redirect(form.back)


def _exported(request: HttpRequest, form: SelectionForm, format: str) -> HttpResponseBase:
    """Exactly these; all that match have a URL of their own, and no limit."""
    if form.takes_all:
        query = form.filter.data.urlencode()
        return redirect(reverse(f"export-{format}", args=[form.project.slug]) + (f"?{query}" if query else ""))
    name = filename(form.project, "Selected requests", format, form.now.date())
    return download(request, form.project, form.project.requests.filter(id__in=form.ids), format, name=name)


def _confirm(request: HttpRequest, form: SelectionForm, error: str = "") -> HttpResponse:
    parts = would_go(form.project, form.ids)
    if not parts["requests"].value:
        return _back(request, form, error="These requests are gone already.")
    context = {
        "project": form.project,
        "section": "log",
        "parts": parts,
        "ids": ",".join(map(str, form.ids)),
        "query": form.page.urlencode(),
        "back": form.back,
        "error": error,
    }
    return render(request, "feedback/bulk_delete.html", context, status=400 if error else 200)


def _deleted(request: HttpRequest, form: SelectionForm) -> HttpResponse:
    number = str(would_go(form.project, form.ids)["requests"].value)
    if request.POST.get("number", "").strip().replace(",", "") != number:
        return _confirm(request, form, error="Type the number of requests, so that nothing goes by mistake.")
    gone = delete(project=form.project, ids=form.ids, user=person(request), now=form.now)
    left = f" {requests(gone['left'])} are left: delete them as well." if gone["left"] else ""
    messages.success(request, f"Deleted {requests(gone['requests'])}, with all that belonged to them.{left}")
    return redirect(form.back)


def _back(request: HttpRequest, form: SelectionForm, *, error: str) -> HttpResponse:
    messages.error(request, error)
    return redirect(form.back)
