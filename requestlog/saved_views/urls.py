"""The URLs of saved views, below the site's root."""

from __future__ import annotations

from django.urls import path

from requestlog.saved_views import views

urlpatterns = [
    path("p/<slug:slug>/", views.home, name="log-home"),
    path("p/<slug:slug>/views/", views.views, name="views"),
    path("p/<slug:slug>/views/update/", views.update, name="view-update"),
    path("p/<slug:slug>/views/<uuid:id>/rename/", views.rename, name="view-rename"),
    path("p/<slug:slug>/views/<uuid:id>/default/", views.default, name="view-default"),
    path("p/<slug:slug>/views/<uuid:id>/delete/", views.delete, name="view-delete"),
]
