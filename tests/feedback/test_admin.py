"""Votes in Django's admin: to read, and to withdraw."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from feedback import services
from feedback.models import Feedback, HeldVote, PastVote
from requestlog.ratings import Rating
from tests.factories import NOW

LIST = "admin:feedback_feedback_changelist"


@pytest.fixture
def as_operator(db) -> Client:
    client = Client()
    operator = User.objects.create_superuser("operator", password="correct horse battery")
    client.force_login(operator, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_it_lists_votes(entry, vote, as_operator):
    vote(comment="The link is <dead>.", submitter="ann")
    page = as_operator.get(reverse(LIST), {"q": "ann"}).content.decode()
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
    past = PastVote.objects.get()
    assert (past.comment, past.ended_as, past.ended_by) == ("no", PastVote.End.WITHDRAWN, "operator")


@pytest.fixture
def shown(entry, project, vote) -> dict[str, object]:
    """One row of each table that is only read."""
    vote(comment="wrong", submitter="ann")
    services.withdraw(vote=Feedback.objects.get(), by="key sk_abcdefgh…", now=NOW)
    held = services.give_or_hold(
        message_id="job-77", rating=Rating.NEGATIVE, submitter="ann", project=project, waits_in=project, now=NOW
    )
    return {"pastvote": PastVote.objects.get(), "heldvote": held}


@pytest.mark.parametrize("table", ["pastvote", "heldvote"])
def test_it_shows_the_history_and_what_waits_and_changes_nothing_of_it(shown, as_operator, table):
    row = shown[table]
    listed = as_operator.get(reverse(f"admin:feedback_{table}_changelist"), {"q": "ann"})
    assert (listed.status_code, listed.context["cl"].result_count) == (200, 1)
    page = as_operator.get(reverse(f"admin:feedback_{table}_change", args=[row.pk]))
    assert (page.status_code, "ann" in page.content.decode()) == (200, True)
    for action in ("change", "delete"):
        url = reverse(f"admin:feedback_{table}_{action}", args=[row.pk])
        assert as_operator.post(url, {"post": "yes"}).status_code == 403
    assert (PastVote.objects.count(), HeldVote.objects.count()) == (1, 1)
