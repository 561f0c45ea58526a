"""Two teams with one thing of each kind, the people around the first, and keys of both.

Each team's things have one id and one number, so that any URL of it is made of these alone.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from feedback.models import Label, Review
from projects import audit, services
from projects.models import Action, ApiKey, Invitation, Membership, Project, Role, UpstreamKey
from requestlog.models import SavedView
from requestlog.presenting.pictures import name_of
from tests.factories import NOW
from tests.pages.world import create_rated
from tests.webhooks.world import create_delivery, create_webhook

PASSWORD = "correct horse battery"
BACKEND = "django.contrib.auth.backends.ModelBackend"
SESSION_PEOPLE = ("newcomer", "stranger", "viewer", "member", "owner", "removed", "deactivated", "superuser")
PEOPLE = ("anonymous", *SESSION_PEOPLE)
# Whom a key lets in, and as whom: groups of `rows.Row.holders`; "own" is whom the URL is for
KEYS = {
    "secret": "own",
    "rolling secret": "own",
    "public": "public",
    "other secret": "other",
    "other public": "other public",
    "revoked": "dead",
    "rolled out": "dead",
    "revoked public": "dead",
    "archived project's": "dead",
    "archived project's public": "dead",
    "nobody's": "dead",
}
LIVE_ROLES = {"viewer": Role.VIEWER, "member": Role.MEMBER, "owner": Role.OWNER, "superuser": Role.OWNER}


@dataclass(frozen=True)
class Team:
    """What is in a URL of a team; `mark` stands in every text of its rows."""

    slug: str
    id: UUID
    number: int
    mark: str

    @property
    def message_id(self) -> str:
        return f"msg-{self.mark}"

    @property
    def user(self) -> str:
        return f"user-{self.mark}"

    @property
    def session(self) -> str:
        return f"session-{self.mark}"

    @property
    def image(self) -> str:
        """A picture as the bodies of calls have it."""
        return "data:image/png;base64," + b64encode(b"\x89PNG\r\n\x1a\n" + self.mark.encode()).decode()

    def filled(self, text: str) -> str:
        """`text` with what is of this team."""
        names = ("id", "number", "message_id", "user", "session", "mark")
        return text.format(**{name: getattr(self, name) for name in names})

    def value_of(self, converter: str, name: str) -> object:
        if name in ("slug", "message_id", "user"):
            return getattr(self, name)
        values = {"uuid": self.id, "int": self.number, "slug": name_of(self.image), "name": self.message_id}
        return values.get(converter, "none")


OWN = Team("support", UUID("01a20691-dde9-7980-b5f3-dedc12566b98"), 10_001, "zebra")
OTHER = Team("other", UUID("01a20691-dde9-7980-b5f3-dedc12566b99"), 20_001, "walrus")
CLOSED = Team("closed", UUID("01a20691-dde9-7980-b5f3-dedc12566b9a"), 30_001, "dodo")
NOTHING = Team("nothing", UUID("01a20691-dde9-7980-b5f3-dedc12566b9f"), 99_001, "nought")


@dataclass
class World:
    """The people by name, each with the cookie of their session, and the keys by kind."""

    sessions: Mapping[str, dict[str, str]]
    keys: Mapping[str, str]


def build() -> World:
    """All of it, in the transaction that is open."""
    people = {name: User.objects.create_user(name, f"{name}@example.org", PASSWORD) for name in SESSION_PEOPLE}
    User.objects.filter(username="superuser").update(is_superuser=True, is_staff=True)
    own, other = create_team(OWN, people["owner"]), create_team(OTHER, people["stranger"])
    closed = create_team(CLOSED, people["owner"])
    for name in ("viewer", "member", "removed", "deactivated"):
        Membership.objects.create(project=own, user=people[name], role=LIVE_ROLES.get(name, Role.OWNER))
    sessions = {name: session_of(person) for name, person in people.items()} | {"anonymous": {}}
    own.memberships.filter(user=people["removed"]).delete()
    User.objects.filter(username="deactivated").update(is_active=False)
    keys = create_keys(own, other, closed)
    Project.objects.filter(pk=closed.pk).update(archived_at=NOW)
    return World(sessions, keys)


def create_team(team: Team, owner: User) -> Project:
    """A project with a request, its vote, and one of everything else."""
    project = services.create_project(slug=team.slug, name=f"Project {team.mark}", owner=owner)
    texts: dict[str, Any] = {name: f"a {name} of {team.mark}" for name in ("prompt", "answer", "comment")}
    facts = {"end_user": team.user, "session": team.session, "metadata": {"release": team.mark}}
    texts["prompt"] = [
        {"type": "text", "text": texts["prompt"]},
        {"type": "image_url", "image_url": {"url": team.image}},
    ]
    ids = {"id": team.id, "message_id": team.message_id}
    create_rated(project, "negative", tags=(team.mark,), **ids, **texts, **facts)
    create_webhook(project, f"https://{team.mark}.example.org/", id=team.id, name=team.mark)
    create_delivery(project.webhooks.get(), id=team.id, state="failed", next_at=None, done_at=NOW)
    key = {"kind": "public", "prefix": f"pk_{team.mark}", "digest": f"{team.number:064}"}
    ApiKey.objects.create(pk=team.number, project=project, name=team.mark, **key)
    UpstreamKey.objects.create(pk=team.number, project=project, name=team.mark, last_four="last", digest=key["digest"])
    create_words(project, team, owner)
    return project


def create_words(project: Project, team: Team, owner: User) -> None:
    """What the team itself has written."""
    soon = timezone.now() + timedelta(hours=1)
    guest = User.objects.create_user(f"guest-{team.mark}", f"guest@{team.mark}.example.org")
    Membership.objects.create(pk=team.number, project=project, user=guest)
    Review.objects.create(project=project, request_id=team.id, note=f"a note of {team.mark}", updated_at=NOW)
    Label.objects.create(project=project, request_id=team.id, name=team.mark)
    SavedView.objects.create(
        id=team.id,
        project=project,
        owner=owner,
        name=team.mark,
        query="rating=negative",
        is_shared=True,
        created_at=NOW,
    )
    invited = {"email": f"invited@{team.mark}.example.org", "digest": f"{team.number:064}", "invited_by": owner}
    Invitation.objects.create(pk=team.number, project=project, created_at=NOW, expires_at=soon, **invited)
    audit.note(project=project, by=owner, action=Action.SETTINGS_CHANGED, now=NOW, subject=team.mark)


def session_of(person: User) -> dict[str, str]:
    """The cookies of a browser in which `person` has signed in."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    return {name: morsel.value for name, morsel in client.cookies.items()}


def create_keys(own: Project, other: Project, closed: Project) -> dict[str, str]:
    """A key of each of `KEYS`; nobody's has the form of one alone."""
    now = timezone.now()
    kept = {"": None, "rolling ": now + timedelta(hours=1), "revoked ": now, "rolled ": now - timedelta(hours=1)}
    made = {"nobody's": "sk_" + "x" * 40}
    for name, project, kind, ends in (
        ("secret", own, "secret", ""),
        ("rolling secret", own, "secret", "rolling "),
        ("public", own, "public", ""),
        ("other secret", other, "secret", ""),
        ("other public", other, "public", ""),
        ("revoked", own, "secret", "revoked "),
        ("rolled out", own, "secret", "rolled "),
        ("revoked public", own, "public", "revoked "),
        ("archived project's", closed, "secret", ""),
        ("archived project's public", closed, "public", ""),
    ):
        row, made[name] = services.create_key(project=project, kind=kind, name=name)
        ApiKey.objects.filter(pk=row.pk).update(revoked_at=kept[ends])
    return made
