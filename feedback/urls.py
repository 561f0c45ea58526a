"""Votes, in both spellings: a POST cannot be redirected to the other one."""

from __future__ import annotations

from django.urls import include, path

from feedback import data_views, label_views, review_views, settings_views, team_views, voting_views
from feedback.api import VoteView
from feedback.data_api import UserView
from feedback.item_api import VoteItemView
from feedback.selection.views import bulk
from requestlog import converters  # noqa: F401 – knows "name"

settings_urlpatterns = [
    path("p/<slug:slug>/settings/", settings_views.settings_home, name="settings"),
    path("p/<slug:slug>/settings/votes/", settings_views.vote_settings, name="settings-votes"),
    path("p/<slug:slug>/settings/votes/keys/", settings_views.create_public_key, name="settings-key-new"),
    path("p/<slug:slug>/settings/votes/origins/", settings_views.set_origins, name="settings-key-origins"),
    path("p/<slug:slug>/settings/data/", data_views.data_settings, name="settings-data"),
    path("p/<slug:slug>/settings/data/person/", data_views.person, name="settings-data-person"),
    path("p/<slug:slug>/settings/data/person/erase/", data_views.erase_person, name="settings-data-erase"),
    path("p/<slug:slug>/settings/webhooks/", include("feedback.webhooks.urls")),
]

# First, as most of what comes is a vote
votes_urlpatterns = [
    path("v1/feedback/", VoteView.as_view(), name="feedback"),
    path("v1/feedback", VoteView.as_view()),
    path("v1/feedback/<name:message_id>/", VoteItemView.as_view(), name="feedback-vote"),
    path("v1/feedback/<name:message_id>", VoteItemView.as_view()),
]

urlpatterns = [
    *votes_urlpatterns,
    *settings_urlpatterns,
    path("v1/users/<name:user>/", UserView.as_view(), name="api-user"),
    path("v1/users/<name:user>", UserView.as_view()),
    path("", include("feedback.training.urls")),
    path("p/<slug:slug>/requests/bulk/", bulk, name="bulk"),
    path("p/<slug:slug>/requests/<uuid:id>/labels/", label_views.entry_labels, name="entry-labels"),
    path("p/<slug:slug>/requests/<uuid:id>/team-vote/", team_views.team_vote, name="team-vote"),
    path("p/<slug:slug>/review/", review_views.review_queue, name="review"),
    path("p/<slug:slug>/requests/<uuid:id>/review/", review_views.review_entry, name="review-entry"),
    path("vote/<str:token>/", voting_views.vote_page, name="vote-page"),
]
