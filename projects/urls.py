"""Home, sign-in and account."""

from __future__ import annotations

from django.urls import include, path

from projects import views

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("projects.accounts.urls")),
    path("", include("projects.team_urls")),
]
