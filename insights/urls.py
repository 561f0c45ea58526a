"""The URLs of the figures, below the site's root."""

from __future__ import annotations

from django.urls import path

from insights import views

urlpatterns = [
    path("p/<slug:slug>/insights/", views.insights, name="insights"),
    path("p/<slug:slug>/insights/<slug:table>.csv", views.table, name="insights-table"),
]
