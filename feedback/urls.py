"""Votes, in both spellings: a POST cannot be redirected to the other one."""

from __future__ import annotations

from django.urls import include, path

from feedback import review_views, settings_views, team_views
from feedback.api import VoteView

settings_urlpatterns = [
    path("p/<slug:slug>/settings/votes/", settings_views.vote_settings, name="settings-votes"),
    path("p/<slug:slug>/settings/votes/keys/", settings_views.create_public_key, name="settings-key-new"),
    path("p/<slug:slug>/settings/votes/origins/", settings_views.set_origins, name="settings-key-origins"),
]

urlpatterns = [
    *settings_urlpatterns,
    path("", include("feedback.training.urls")),
    path("p/<slug:slug>/requests/<uuid:id>/team-vote/", team_views.team_vote, name="team-vote"),
    path("p/<slug:slug>/review/", review_views.review_queue, name="review"),
    path("p/<slug:slug>/requests/<uuid:id>/review/", review_views.review_entry, name="review-entry"),
    path("v1/feedback/", VoteView.as_view(), name="feedback"),
    path("v1/feedback", VoteView.as_view()),
]
