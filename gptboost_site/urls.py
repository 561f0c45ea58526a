"""Every URL of the site; the gateway's `/v1/…` never reaches Django (see asgi.py)."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView, TemplateView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from gptboost_site.metrics import metrics
from projects.accounts.views import admin_login

READ = ["get", "head"]
KEYS = TemplateView.as_view(template_name="keys.html", http_method_names=READ)

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/login/", admin_login, name="admin-login"),
    path("admin/", admin.site.urls),
    # What names no icon of its own: JSON in a browser, the admin
    path("favicon.ico", login_not_required(RedirectView.as_view(url=f"{settings.STATIC_URL}favicon.svg"))),
    path("metrics", metrics, name="metrics"),
    path("help/keys/", login_not_required(KEYS), name="keys"),
    path("api/schema/", SpectacularAPIView.as_view(http_method_names=READ), name="schema"),
    path(
        "api/docs/",
        SpectacularSwaggerSplitView.as_view(template_name="api_docs.html", http_method_names=READ),
        name="api-docs",
    ),
    path("", include("feedback.urls")),
    path("", include("insights.urls")),
    path("", include("projects.urls")),
    path("", include("requestlog.urls")),
]

handler500 = "gptboost_site.errors.server_error"
