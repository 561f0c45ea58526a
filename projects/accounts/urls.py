"""Sign-in and account."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path

from projects.accounts import link_views, sso_views, views

urlpatterns = [
    path("accounts/login/", views.SignIn.as_view(), name="login"),
    path("accounts/logout/", login_not_required(LogoutView.as_view()), name="logout"),
    path("accounts/link/", link_views.signin_link, name="signin-link"),
    path("accounts/sso/", sso_views.ask, name="sso"),
    path("accounts/sso/callback/", sso_views.answer, name="sso-callback"),
    path("account/", views.account, name="account"),
    path("account/password/", views.Password.as_view(), name="account-password"),
    path("account/sessions/end/", views.session_end, name="account-session-end"),
    path("account/sessions/end-others/", views.sessions_end, name="account-sessions-end"),
]
