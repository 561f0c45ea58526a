"""Every URL of the site; the gateway's `/v1/…` never reaches Django (see asgi.py)."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from gptboost_site.metrics import metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("metrics", metrics, name="metrics"),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(template_name="api_docs.html"), name="api-docs"),
    path("", include("feedback.urls")),
    path("", include("projects.urls")),
    path("", include("requestlog.urls")),
]

handler500 = "gptboost_site.errors.server_error"
