"""From when on a project keeps each part."""

from __future__ import annotations

from datetime import timedelta

from feedback.retention.limits import Kept
from projects.models import Project
from tests.factories import NOW


def kept(bodies=None, requests=None, votes=None, rated=True):
    project = Project(keep_bodies_days=bodies, keep_requests_days=requests, keep_votes_days=votes, keep_rated=rated)
    return Kept.of(project, NOW)


def test_it_keeps_everything_for_good_without_limits():
    assert kept() == Kept(None, None, None, True)
    assert kept().tellings is None


def test_it_counts_each_limit_from_now():
    assert kept(bodies=7, requests=30, votes=365) == Kept(
        NOW - timedelta(days=7), NOW - timedelta(days=30), NOW - timedelta(days=365), True
    )


def test_it_keeps_no_body_longer_than_its_request():
    assert kept(requests=30).bodies == kept(bodies=90, requests=30).bodies == NOW - timedelta(days=30)


def test_it_keeps_for_good_what_would_be_from_before_the_calendar():
    assert kept(votes=2_000_000_000).votes is None


def test_it_keeps_what_was_told_as_long_as_the_votes_in_it():
    assert kept(requests=30, votes=365).tellings == NOW - timedelta(days=365)
    assert kept(requests=30, votes=365, rated=False).tellings == NOW - timedelta(days=30)
