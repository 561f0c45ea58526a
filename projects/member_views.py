"""The people of a project, for its owners."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects import services
from projects.access import open_project, person
from projects.audit import name_of
from projects.inviting import mail_invitation
from projects.models import Membership, Project, Role
from projects.presenting.members_page import members_context, removal_context
from projects.removing import remove_with_keys
from projects.removing_form import RemovalForm
from projects.team_forms import InviteForm, RoleForm


@require_safe
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is in the project, as what, and who is asked to be."""
    return page(request, open_project(request.user, slug, at_least=Role.OWNER))


@require_POST
@sensitive_variables("token", "link")
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """A new invitation; its link is in the answer, and never shown again."""
    project = open_project(request.user, slug, at_least=Role.OWNER)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return page(request, project, form=form, status=400)
    by, now = person(request), timezone.now()
    try:
        invitation, token = services.invite(project=project, by=by, now=now, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return page(request, project, form=form, status=400)
    link, mailed = mail_invitation(invitation, token)
    return page(request, project, link=link, invited=invitation, mailed=mailed)


@require_POST
def set_role(request: HttpRequest, slug: str, id: int) -> HttpResponse:
    """Another role for one person."""
    membership, form = _member(request, slug, id), RoleForm(request.POST)
    if not form.is_valid():
        return page(request, membership.project, problem=form.errors["role"][0], status=400)
    by, now, role = person(request), timezone.now(), form.cleaned_data["role"]
    try:
        changed = services.change_role(membership=membership, role=role, by=by, now=now)
    except ValidationError as error:
        return page(request, membership.project, problem=error.messages[0], status=400)
    messages.success(request, f"{name_of(changed.user)} is {role.label.lower()} now.")
    return redirect("projects") if changed.user == by else redirect("settings-members", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("made")
def remove(request: HttpRequest, slug: str, id: int) -> HttpResponse:
    """Asks what is to become of the keys that the person made, and ends their access."""
    membership = _member(request, slug, id)
    form = RemovalForm(membership, timezone.now(), request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _removal(request, membership, form, status=400 if form.is_bound else 200)
    by, now = person(request), timezone.now()
    try:
        made = remove_with_keys(membership=membership, deeds=form.deeds, by=by, now=now)
    except ValidationError as error:
        form.add_error(None, error)
        return _removal(request, membership, form, status=400)
    if made:
        context = {"project": membership.project, "section": "settings", "made": made, "member": membership.user}
        return render(request, "projects/member_removed.html", context)
    messages.success(request, f"{name_of(membership.user)} is removed.")
    return redirect("settings-members", slug=slug)


@require_POST
def withdraw(request: HttpRequest, slug: str, id: int) -> HttpResponse:
    """A link that opens nothing any more."""
    project = open_project(request.user, slug, at_least=Role.OWNER)
    invitation = get_object_or_404(project.invitations, pk=id)
    services.withdraw_invitation(invitation=invitation, by=person(request), now=timezone.now())
    messages.success(request, f"The invitation of {invitation.email} is withdrawn.")
    return redirect("settings-members", slug=slug)


def page(request: HttpRequest, project: Project, *, status: int = 200, **shown: Any) -> HttpResponse:
    """The members, with a form that was sent wrongly, a problem, or a link that was just made."""
    context = {"project": project, "section": "settings", **members_context(project, timezone.now(), **shown)}
    return render(request, "projects/members.html", context, status=status)


def _removal(request: HttpRequest, membership: Membership, form: RemovalForm, *, status: int) -> HttpResponse:
    context = {"project": membership.project, "section": "settings", **removal_context(membership, form)}
    return render(request, "projects/member_remove.html", context, status=status)


def _member(request: HttpRequest, slug: str, id: int) -> Membership:
    project = open_project(request.user, slug, at_least=Role.OWNER)
    return get_object_or_404(project.memberships.select_related("user"), pk=id)
