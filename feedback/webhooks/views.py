"""The pages of webhooks, for owners."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.models import Delivery, Webhook
from feedback.webhooks import services
from feedback.webhooks.forms import NewWebhookForm, WebhookForm
from feedback.webhooks.presenting import list_context, new_context, webhook_context
from projects.access import open_project, person
from projects.models import Project, Role
from requestlog.pages import BadCursor

SECTION = {"section": "settings"}


class By(TypedDict):
    by: User
    now: datetime


@require_safe
def webhooks(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is told, and how it went last."""
    project = open_project(request.user, slug, at_least=Role.OWNER)
    return render(request, "feedback/webhooks/list.html", {"project": project, **SECTION, **list_context(project)})


@require_http_methods(["GET", "HEAD", "POST"])
def new_webhook(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of a new webhook, and what it makes."""
    project = open_project(request.user, slug, at_least=Role.OWNER)
    form = NewWebhookForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (made := _created(request, project, form)):
        messages.success(request, "Made. Send a test to see whether it arrives.")
        return redirect("webhook", slug=slug, id=made.pk)
    context = {"project": project, **SECTION, **new_context(form)}
    return render(request, "feedback/webhooks/new.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("context")
def webhook(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """One webhook: its deliveries, its secret, and its settings, which a POST changes."""
    found = _found(request, slug, id)
    form = WebhookForm.of(found, request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.change_webhook(webhook=found, terms=form.terms, enabled=form.cleaned_data["enabled"], **_by(request))
        messages.success(request, "Saved.")
        return redirect("webhook", slug=slug, id=id)
    try:
        context = {"project": found.project, **SECTION, **webhook_context(found, form, request.GET.get("after", ""))}
    except BadCursor as error:
        raise Http404(str(error)) from error
    return render(request, "feedback/webhooks/webhook.html", context, status=400 if form.is_bound else 200)


@require_POST
def delete(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Forgets a webhook and its deliveries."""
    found = _found(request, slug, id)
    services.delete_webhook(webhook=found, **_by(request))
    messages.success(request, f"{found.name} is deleted.")
    return redirect("webhooks", slug=slug)


@require_POST
def rotate(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Another secret, from now on."""
    services.rotate_secret(webhook=_found(request, slug, id), **_by(request))
    messages.success(request, "The secret is another one now. Give it to the receiver.")
    return redirect("webhook", slug=slug, id=id)


@require_POST
def test(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Puts a test on its way."""
    services.send_test(webhook=_found(request, slug, id), now=timezone.now())
    messages.success(request, "A test is on its way. Reload in a moment to see what became of it.")
    return redirect("webhook", slug=slug, id=id)


@require_POST
def redeliver(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Sends one delivery, whose id is posted, once more."""
    found = _found(request, slug, id)
    try:
        delivery = Delivery.objects.of(found).finished().filter(pk=UUID(request.POST.get("delivery", ""))).first()
    except ValueError:
        delivery = None
    if delivery is None:
        raise Http404("No such delivery")
    services.redeliver(delivery=delivery, now=timezone.now())
    messages.success(request, "It is on its way again. Reload in a moment to see what became of it.")
    return redirect("webhook", slug=slug, id=id)


def _by(request: HttpRequest) -> By:
    """Who does it, and when."""
    return {"by": person(request), "now": timezone.now()}


def _found(request: HttpRequest, slug: str, id: UUID) -> Webhook:
    project = open_project(request.user, slug, at_least=Role.OWNER)
    return get_object_or_404(project.webhooks, pk=id)


def _created(request: HttpRequest, project: Project, form: NewWebhookForm) -> Webhook | None:
    """The webhook; None where the service refuses it, which the form then says."""
    channel = form.cleaned_data["channel"]
    try:
        return services.create_webhook(project=project, channel=channel, terms=form.terms, **_by(request))
    except ValidationError as error:
        form.add_error(None, error)
        return None
