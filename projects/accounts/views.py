"""Signing in by password, and one's own account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from projects.access import person
from projects.accounts.entering import enter
from projects.accounts.forms import OwnPasswordForm
from projects.accounts.sessions import end_session, end_sessions, sessions_of


class SignIn(LoginView):
    """Django's, in through the one door; the throttle is in the backends and the middleware of django-axes."""

    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        enter(self.request, form.get_user())
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, sso=settings.SSO)


@login_not_required
@require_safe
def admin_login(request: HttpRequest) -> HttpResponse:
    """The administration has no way in of its own, and for who may not use it there is none."""
    if request.user.is_authenticated:
        raise Http404("The administration is for staff")
    return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.GET.get('next', '/admin/')})}")


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who one is, and where one is signed in."""
    user = person(request)
    sessions = sessions_of(user, this=request.session, now=timezone.now())
    context = {"section": "account", "sessions": sessions, "has_password": user.has_usable_password()}
    return render(request, "accounts/account.html", context)


class Password(PasswordChangeView):
    """A new password for who knows the old one, or has none; it ends all other sessions."""

    http_method_names = ["get", "head", "post"]
    template_name = "accounts/password.html"
    extra_context = {"section": "account"}
    success_url = reverse_lazy("account")

    def get_form(self, form_class: Any = None) -> Any:
        if person(self.request).has_usable_password():
            return OwnPasswordForm(self.request, **self.get_form_kwargs())
        return SetPasswordForm(**self.get_form_kwargs())

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        end_sessions(user=person(self.request), but=self.request.session)
        messages.success(self.request, "The new password is set. All other sessions have ended.")
        return answer


@require_POST
def session_end(request: HttpRequest) -> HttpResponse:
    """Ends one of one's own sessions."""
    if not end_session(user=person(request), key=request.POST.get("session", "")):
        raise Http404("No such session")
    messages.success(request, "That session has ended.")
    return redirect("account")


@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """Ends all of one's own sessions but this one."""
    end_sessions(user=person(request), but=request.session)
    messages.success(request, "All other sessions have ended.")
    return redirect("account")
