"""What the team asks about 👎: the queues, their numbers, and who may review."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Left

from projects.models import Membership, Project, Role
from requestlog.filters import RequestFilter
from requestlog.models import Request
from requestlog.querysets import LOOKED_AT, Count, Counted, RequestQuerySet
from requestlog.ratings import Rating
from requestlog.triage import OPEN, Triage

DEFAULT_QUEUE, MINE, ALL = "open", "mine", "all"
STATUSES_IN = {
    DEFAULT_QUEUE: OPEN,
    "new": (Triage.NEW,),
    "looking": (Triage.LOOKING,),
    MINE: OPEN,
    "resolved": (Triage.RESOLVED,),
    "wont_fix": (Triage.WONT_FIX,),
    ALL: tuple(Triage),
}
# Those of which no other is the sum
COUNTED_QUEUES = ("new", "looking", MINE, "resolved", "wont_fix")
MOST_COUNTED = 1_000
MOST_PEOPLE = 200
COMMENT_CHARACTERS = 400


def team_of(project: Project) -> QuerySet[User]:
    """Those who may vote for the team and review: members and owners, and every superuser."""
    memberships = Membership.objects.filter(project=project, user=OuterRef("pk"), role__in=(Role.MEMBER, Role.OWNER))
    return User.objects.filter(Q(is_superuser=True) | Exists(memberships), is_active=True)


def first_of_team(project: Project, user: User) -> list[User]:
    """The first people of the team by name, `user` before all where they belong to it."""
    return list(team_of(project).order_by(Case(When(pk=user.pk, then=0), default=1), "username")[:MOST_PEOPLE])


def queued(entries: RequestQuerySet, queue: str, *, project: Project, user: User) -> RequestQuerySet:
    """Those of `entries` (of `project`) that wait in a queue of `STATUSES_IN`; `user` is whom "mine" means."""
    if queue == ALL:
        return entries.filter(triage__isnull=False)
    waiting = entries.filter(triage__in=STATUSES_IN[queue])
    return waiting.having(project.reviews.assigned_to(user)) if queue == MINE else waiting


@dataclass(frozen=True, slots=True)
class Queued:
    """Those of a filter that wait in a queue, for `page_of`."""

    filter: RequestFilter
    queue: str
    user: User

    @property
    def is_search(self) -> bool:
        """Whether its rows are work to find."""
        return self.filter.is_search

    def within(self, low: UUID | None, high: UUID | None) -> RequestQuerySet:
        """Those with ids from `low` on and below `high`."""
        entries = self.filter.within(low, high)
        return queued(entries, self.queue, project=self.filter.project, user=self.user)

    def parts(self, low: UUID | None, high: UUID | None, enough: int | None = None) -> list[RequestQuerySet]:
        """Querysets that together find the same, and each in the order of an index."""
        entries = self.filter.within(low, high)
        if self.queue not in (DEFAULT_QUEUE, MINE):
            return [self.within(low, high)]
        if self.queue == MINE:
            entries = entries.having(self.filter.project.reviews.assigned_to(self.user))
        return [entries.filter(triage=status) for status in STATUSES_IN[self.queue]]


def with_complaints(entries: RequestQuerySet, project: Project) -> RequestQuerySet:
    """With `said` (the start of the comment of a 👎), `said_tags`, and `assignee_name`; None for none.

    Users go before the team, then the latest.
    """
    bad = project.feedback.filter(request_id=OuterRef("id"), rating=Rating.NEGATIVE)
    bad = bad.order_by("source", "-updated_at", "-id")
    comment = bad.exclude(comment="").annotate(start=Left("comment", COMMENT_CHARACTERS)).values("start")
    assignee = project.reviews.filter(request_id=OuterRef("id")).values("assignee__username")
    return entries.annotate(
        said=Subquery(comment[:1]), said_tags=Subquery(bad.values("tags")[:1]), assignee_name=Subquery(assignee[:1])
    )


def alike(project: Project, entry: Request) -> RequestQuerySet:
    """The other 👎 with the same start of the prompt, among the newest thousand; none for an empty one."""
    if not entry.prompt_preview:
        return project.requests.none()
    newest = project.requests.filter(triage__isnull=False).newest_first().values("id")[:LOOKED_AT]
    return project.requests.filter(id__in=newest, prompt_preview=entry.prompt_preview).exclude(id=entry.id)


def queue_counts(
    entries: RequestQuerySet, *, project: Project, user: User, **others: RequestQuerySet
) -> dict[str, Count]:
    """The number of `entries` in each queue, and of the rows of `others`, none counted beyond 1,000; one query."""
    asked = {name: queued(entries, name, project=project, user=user) for name in COUNTED_QUEUES} | others
    counted = {f"n_{name}": Counted(rows.order_by().values("id")[: MOST_COUNTED + 1]) for name, rows in asked.items()}
    numbers = Project.objects.filter(pk=project.pk).annotate(**counted).values_list(*counted).get()
    counts = {
        name: Count(min(number, MOST_COUNTED), number > MOST_COUNTED)
        for name, number in zip(asked, numbers, strict=True)
    }
    all_of = ("new", "looking", "resolved", "wont_fix")
    return counts | {DEFAULT_QUEUE: _sum(counts, all_of[:2]), ALL: _sum(counts, all_of)}


def _sum(counts: dict[str, Count], names: tuple[str, ...]) -> Count:
    return Count(sum(counts[name].value for name in names), any(counts[name].capped for name in names))
