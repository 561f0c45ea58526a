"""To the OpenID provider, and back."""

from __future__ import annotations

import logging

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView
from requests import RequestException

from projects.accounts.entering import enter
from projects.accounts.provider import provider

log = logging.getLogger(__name__)


class Answer(OIDCAuthenticationCallbackView):  # type: ignore[misc]
    """The library's, but in through the one door, and no way to be signed out by a stranger's link."""

    def login_success(self) -> HttpResponse:
        where = self.success_url
        enter(self.request, self.user)
        return HttpResponseRedirect(where)

    def login_failure(self) -> HttpResponse:
        return failed(self.request)


@login_not_required
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Leads to the provider; state, nonce and PKCE's secret stay in the session. 404 where there is none."""
    provider()
    try:
        return OIDCAuthenticationRequestView.as_view()(request)  # type: ignore[no-any-return]
    except (SuspiciousOperation, RequestException) as error:
        log.warning("The provider of single sign-on does not answer as it should: %s", error)
        return failed(request, status=503)


@login_not_required
@require_safe
@sensitive_variables()
def answer(request: HttpRequest) -> HttpResponse:
    """Signs in whom the provider sends back, if it was this browser that asked, a moment ago."""
    provider()
    asked = request.session.get("oidc_states", {})
    if "code" not in request.GET or "error" in request.GET or request.GET.get("state") not in asked:
        return failed(request)
    return Answer.as_view()(request)  # type: ignore[no-any-return]


def failed(request: HttpRequest, status: int = 403) -> HttpResponse:
    return render(request, "accounts/sso_failed.html", {"sso": provider()}, status=status)
