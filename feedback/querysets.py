"""The words in which votes, reviews and what is told of them are asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models import Q, Window
from django.db.models.functions import Left, RowNumber

from projects.models import Project

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from feedback.models import (  # noqa: F401
        Delivery,
        Feedback,
        HeldVote,
        Review,
        VoteEvent,
        Webhook,
    )

ANONYMOUS = ""
USER, TEAM = 1, 2
NEWEST = {"state": "state", "at": "created_at", "words": "last_error"}


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def of(self, project: Project) -> FeedbackQuerySet:
        """The votes of one project."""
        return self.filter(project=project)

    def of_users(self) -> FeedbackQuerySet:
        return self.filter(source=USER)

    def of_the_team(self) -> FeedbackQuerySet:
        return self.filter(source=TEAM)

    def by_member(self, user: User | AnonymousUser) -> FeedbackQuerySet:
        """What this member of the team says."""
        return self.of_the_team().filter(submitter=str(user.pk))

    def anonymous(self) -> FeedbackQuerySet:
        """The one vote of the contract, whoever else votes beside it."""
        return self.filter(source=USER, submitter=ANONYMOUS)

    def latest_of_each_source(self, most: int) -> FeedbackQuerySet:
        """The latest `most` votes of users, and as many of the team, in one query."""
        latest = Window(RowNumber(), partition_by="source", order_by=["-updated_at", "-id"])
        return self.annotate(place=latest).filter(place__lte=most)

    def latest_first(self) -> FeedbackQuerySet:
        """The one that counts for its answer first."""
        return self.order_by("-updated_at", "-id")

    def newest_first(self) -> FeedbackQuerySet:
        return self.order_by("-id")


class WordQuerySet(models.QuerySet[Any]):
    def of(self, project: Project) -> WordQuerySet:
        """The tags, or reasons, of one project's votes."""
        return self.filter(project=project)

    def named(self, names: Iterable[str]) -> WordQuerySet:
        """Those with one of these names, exactly."""
        return self.filter(name__in=names)


class HeldVoteQuerySet(models.QuerySet["HeldVote"]):
    def waiting(self) -> HeldVoteQuerySet:
        """Those whose message may still come."""
        return self.filter(expired_at=None)

    def expired(self) -> HeldVoteQuerySet:
        return self.filter(expired_at__isnull=False)


class ReviewQuerySet(models.QuerySet["Review"]):
    def of(self, project: Project) -> ReviewQuerySet:
        return self.filter(project=project)

    def assigned_to(self, user: User) -> ReviewQuerySet:
        """Those that `user` looks after."""
        return self.filter(assignee=user)


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def enabled(self) -> WebhookQuerySet:
        return self.filter(enabled=True)

    def by_name(self) -> WebhookQuerySet:
        return self.order_by("name", "id")

    def with_newest(self, deliveries: DeliveryQuerySet) -> WebhookQuerySet:
        """Each with `newest_state`, `newest_at` and `newest_words` of its newest one of `deliveries`, None without."""
        own = deliveries.filter(project=models.OuterRef("project"), webhook=models.OuterRef("pk")).newest_first()
        columns = {f"newest_{name}": models.Subquery(own.values(column)[:1]) for name, column in NEWEST.items()}
        return self.annotate(**columns)


class VoteEventQuerySet(models.QuerySet["VoteEvent"]):
    def oldest_first(self) -> VoteEventQuerySet:
        return self.order_by("id")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> DeliveryQuerySet:
        """Those to be tried now, the one that has waited longest first."""
        return self.filter(Q(state="waiting") & Q(next_at__lte=now)).order_by("next_at", "id")

    def of(self, webhook: Webhook) -> DeliveryQuerySet:
        """Those of one webhook, of its project."""
        return self.filter(project=webhook.project_id, webhook=webhook)

    def waiting(self) -> DeliveryQuerySet:
        return self.filter(state="waiting")

    def finished(self) -> DeliveryQuerySet:
        return self.exclude(state="waiting")

    def resting(self, now: datetime, *, silent: timedelta, asked: timedelta) -> DeliveryQuerySet:
        """Those tried again so soon that what else goes there can wait: the receiver was silent, or asked for time."""
        was_silent = Q(last_status=None, next_at__lte=now + silent)
        has_asked = Q(last_status__in=(429, 503), next_at__lte=now + asked)
        return self.waiting().filter(was_silent | has_asked, attempts__gt=0, next_at__gt=now)

    def shown(self, characters: int) -> DeliveryQuerySet:
        """Without their bodies, but with what `characters` show of them, as `beginning`."""
        return self.defer("body").annotate(beginning=Left("body", characters))

    def newest_first(self) -> DeliveryQuerySet:
        return self.order_by("-id")
