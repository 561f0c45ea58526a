"""The URLs of the figures, below the site's root."""

from __future__ import annotations

from django.urls import path

from insights import views

urlpatterns = [path("p/<slug:slug>/insights/", views.insights, name="insights")]
