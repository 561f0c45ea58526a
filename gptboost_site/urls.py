"""Every URL of the site; the gateway's `/v1/…` never reaches Django (see asgi.py)."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from gptboost_site.metrics import metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("metrics", metrics, name="metrics"),
    path("", include("feedback.urls")),
    path("", include("projects.urls")),
    path("", include("requestlog.urls")),
]
