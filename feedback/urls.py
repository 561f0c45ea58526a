"""Votes, in both spellings: a POST cannot be redirected to the other one."""

from __future__ import annotations

from django.urls import path

from feedback.api import VoteView

urlpatterns = [
    path("v1/feedback/", VoteView.as_view(), name="feedback"),
    path("v1/feedback", VoteView.as_view()),
]
