"""`feedback.services`: giving and withdrawing votes."""

from __future__ import annotations

import pytest

from feedback import services
from feedback.models import Feedback, Tag
from requestlog.ratings import Rating
from tests.factories import NOW, create_entry
from tests.feedback.conftest import MESSAGE


def give(message_id=MESSAGE, project=None, tags=("a",)):
    return services.give(
        message_id=message_id, rating=Rating.AMAZING, comment="wow", tags=tags, project=project, now=NOW
    )


def test_it_says_whether_the_vote_was_created(entry):
    first, second = give(), give()
    assert (first.created, second.created) == (True, False)
    assert first.vote.pk == second.vote.pk
    assert first.vote.created_at == NOW


def test_it_raises_for_an_unknown_message(db):
    with pytest.raises(services.NoSuchMessage):
        give("unknown")


def test_it_raises_where_the_project_demands_a_key(entry, project):
    project.feedback_needs_key = True
    project.save()
    with pytest.raises(services.KeyNeeded):
        give()
    assert give(project=project).created


def test_it_stores_fifty_tags_at_once(entry, project):
    give(tags=[f"tag {number}" for number in range(50)])
    assert Tag.objects.of(project).filter(request_id=entry.id).count() == 50


def test_it_withdraws_a_vote_from_the_log_too(entry, project):
    other = create_entry(project, message_id="other")
    give("other")
    services.withdraw(vote=give().vote, by="alice", now=NOW)
    entry.refresh_from_db()
    assert (entry.rating, entry.has_comment) == (None, False)
    assert set(Tag.objects.of(project).values_list("request_id", flat=True)) == {other.id}
    assert Feedback.objects.of(project).get(request__in=[entry.id, other.id]).request_id == other.id
    assert give().created
