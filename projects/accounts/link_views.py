"""The page of a sign-in link."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from projects import signin
from projects.accounts.entering import enter
from projects.forms import SigninLinkForm


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("token")
@sensitive_variables("form")
def signin_link(request: HttpRequest) -> HttpResponse:
    """GET shows one button and writes nothing; POST uses the link up and signs its holder in."""
    form = SigninLinkForm(request.POST if request.method == "POST" else request.GET)
    token = form.cleaned_data["token"] if form.is_valid() else ""
    if request.method == "POST":
        user = signin.redeem(token=token, now=timezone.now())
        if user is not None:
            enter(request, user)
            return redirect(_safe(request, form.cleaned_data["next"]))
    elif holder := signin.holder_of(token):
        return render(request, "accounts/link.html", {"form": form, "holder": holder})
    return render(request, "accounts/link_used.html", status=403)


def _safe(request: HttpRequest, path: str) -> str:
    allowed = url_has_allowed_host_and_scheme(path, {request.get_host()}, require_https=request.is_secure())
    return path if allowed else "/"
