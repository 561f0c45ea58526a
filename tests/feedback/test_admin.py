"""Votes in Django's admin: to read, and to withdraw."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from feedback.models import Feedback

LIST = "admin:feedback_feedback_changelist"


@pytest.fixture
def as_operator(db) -> Client:
    client = Client()
    operator = User.objects.create_superuser("operator", password="correct horse battery")
    client.force_login(operator, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_it_lists_votes(entry, vote, as_operator):
    vote(comment="The link is <dead>.")
    page = as_operator.get(reverse(LIST)).content.decode()
    assert "The link is &lt;dead&gt;." in page


def test_it_lets_nobody_change_a_vote(entry, vote, as_operator):
    vote()
    stored = Feedback.objects.get()
    page = reverse("admin:feedback_feedback_change", args=[stored.pk])
    assert as_operator.post(page, {"rating": 3}).status_code == 403
    assert as_operator.get(reverse("admin:feedback_feedback_add")).status_code == 403
    assert Feedback.objects.get().rating == stored.rating


@pytest.mark.parametrize("way", ["one", "selected"])
def test_it_withdraws_a_vote_from_the_log_too(entry, vote, as_operator, way):
    vote(comment="no")
    stored = Feedback.objects.get()
    if way == "one":
        as_operator.post(reverse("admin:feedback_feedback_delete", args=[stored.pk]), {"post": "yes"})
    else:
        selected = {"action": "delete_selected", "_selected_action": [stored.pk], "post": "yes"}
        as_operator.post(reverse(LIST), selected)
    entry.refresh_from_db()
    assert (Feedback.objects.count(), entry.rating, entry.has_comment) == (0, None, False)
