"""The URLs of the log, below the site's root."""

from __future__ import annotations

from django.urls import path

from requestlog import connect_views, converters, live_views, people_views, picture_views, views  # noqa: F401 – the first knows "name"
from requestlog.api import RequestsView, RequestView
from requestlog.display_views import display
from requestlog.export_views import export
from requestlog.exports import FORMATS
from requestlog.saved_views import urls as saved_views

page_urlpatterns = [
    path("p/<slug:slug>/requests/", views.log, name="log"),
    path("p/<slug:slug>/display/", display, name="log-display"),
    path("p/<slug:slug>/requests/live/", live_views.live, name="live"),
    path("p/<slug:slug>/requests/<uuid:id>/", views.detail, name="detail"),
    path("p/<slug:slug>/requests/<uuid:id>.json", views.entry_json, name="entry-json"),
    path("p/<slug:slug>/requests/<uuid:id>/image/<slug:name>/", picture_views.picture, name="entry-image"),
    path("p/<slug:slug>/connect/", connect_views.connect, name="connect"),
    path("p/<slug:slug>/connect/newest/", connect_views.newest, name="newest"),
    path("p/<slug:slug>/connect/try/", connect_views.connect_try, name="connect-try"),
    path("p/<slug:slug>/session/", people_views.session, name="session"),
    path("p/<slug:slug>/person/", people_views.person, name="person"),
    path("p/<slug:slug>/settings/status/", views.status, name="status"),
]

export_urlpatterns = [
    path(f"p/<slug:slug>/requests.{format}", export, {"format": format}, name=f"export-{format}") for format in FORMATS
]

# In both spellings: a POST cannot be redirected to the other one.
api_urlpatterns = [
    path("v1/requests/", RequestsView.as_view(), name="api-requests"),
    path("v1/requests", RequestsView.as_view()),
    path("v1/requests/<name:name>/", RequestView.as_view(), name="api-request"),
    path("v1/requests/<name:name>", RequestView.as_view()),
]

urlpatterns = [*page_urlpatterns, *saved_views.urlpatterns, *export_urlpatterns, *api_urlpatterns]
