"""Below `p/<slug>/settings/webhooks/`."""

from __future__ import annotations

from django.urls import path

from feedback.webhooks import views

urlpatterns = [
    path("", views.webhooks, name="webhooks"),
    path("new/", views.new_webhook, name="webhook-new"),
    path("<uuid:id>/", views.webhook, name="webhook"),
    path("<uuid:id>/delete/", views.delete, name="webhook-delete"),
    path("<uuid:id>/rotate/", views.rotate, name="webhook-rotate"),
    path("<uuid:id>/test/", views.test, name="webhook-test"),
    path("<uuid:id>/redeliver/", views.redeliver, name="webhook-redeliver"),
]
