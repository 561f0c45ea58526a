"""The page of an invitation's link: whoever it was sent to joins."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from projects import services
from projects.accounts.entering import enter
from projects.models import Invitation
from projects.presenting.invitation_page import invitation_context
from projects.services.invitations import digest_of, is_for
from projects.team_forms import PasswordForm


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@sensitive_variables("token", "form")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET says what the link is for and writes nothing; POST joins. One page for every link that opens nothing."""
    found = Invitation.objects.of_open_projects(timezone.now()).filter(digest=digest_of(token)).first()
    if found is None:
        return gone(request)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    try:
        if request.method == "POST" and _joined(request, found, form):
            return redirect("log", slug=found.project.slug)
    except services.NotInvited:
        return gone(request)
    context = invitation_context(found, request.user, form, request.path)
    return render(request, "projects/invitation.html", context, status=400 if form.is_bound else 200)


def gone(request: HttpRequest) -> HttpResponse:
    """A link that opens nothing, whatever the reason."""
    return render(request, "projects/invitation_gone.html", status=404)


def _joined(request: HttpRequest, found: Invitation, form: PasswordForm) -> bool:
    """Whether the person is a member now. Raises `NotInvited` where another was quicker."""
    if isinstance(request.user, User) and not is_for(found, request.user):
        return False
    if isinstance(request.user, User):
        services.accept_invitation(invitation=found, user=request.user, now=timezone.now())
        return True
    if not form.is_valid():
        return False
    try:
        password = form.cleaned_data["password"]
        user = services.join_with_password(invitation=found, password=password, now=timezone.now())
    except ValidationError as error:
        form.add_error("password", error)
        return False
    enter(request, user)
    return True
