"""The words of the table: for whom a URL is, and what each method answers them.

A method that a row does not name is one that the URL does not serve (405); HEAD is as GET unless named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from projects.models import Role

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
VIEWER, MEMBER, OWNER = Role.VIEWER, Role.MEMBER, Role.OWNER
NOT_SERVED = (405,)
# What a form answers whom it is for: done, wrongly filled in, or changed meanwhile
TAKEN = (200, 302, 400, 404, 409, 422, 429)

Statuses = tuple[int, ...]


class Door(Enum):
    """Who comes in at all."""

    PROJECT = "the people of the project in the URL"
    PERSON = "everybody who is signed in"
    OPEN = "everybody"
    KEY = "the keys of a project"


@dataclass(frozen=True)
class Row:
    """One line of the table. `asks` is the query string, `sends` is posted; `names` are arguments of the URL."""

    door: Door
    answers: Mapping[str, Statuses]
    least: Role = VIEWER
    reason: str = ""
    holders: Mapping[str, Statuses] = field(default_factory=dict)
    asks: Mapping[str, str] = field(default_factory=dict)
    sends: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def statuses(self, method: str) -> Statuses:
        """What `method` may answer whom the URL is for."""
        named = self.answers.get(method, self.answers.get("GET") if method == "HEAD" else None)
        return NOT_SERVED if named is None else named

    def serves(self, method: str) -> bool:
        return self.statuses(method) != NOT_SERVED


def page(
    least: Role = VIEWER, *, get: int | Statuses = 200, asks: Mapping[str, str] | None = None, **names: str
) -> Row:
    """A page of a project that is only read; `asks` is in its query string."""
    return Row(Door.PROJECT, _many({"GET": get}), least, asks=asks or {}, names=names)


def form(least: Role, *, get: int | Statuses = 200, sends: Mapping[str, str] | None = None, **names: str) -> Row:
    """A page of a project with a form that is posted to it."""
    return Row(Door.PROJECT, _many({"GET": get, "POST": TAKEN}), least, sends=sends or {}, names=names)


def posted(least: Role, *, sends: Mapping[str, str] | None = None, **names: str) -> Row:
    """An address of a project that forms of other pages are posted to; it is never opened."""
    return Row(Door.PROJECT, {"POST": TAKEN}, least, sends=sends or {}, names=names)


def account(reason: str, names: Mapping[str, str] | None = None, **answers: int | Statuses) -> Row:
    """A page of the signed-in person, of no project; `reason` says why that is right."""
    return Row(Door.PERSON, _many(answers), reason=reason, names=names or {})


def public(reason: str, names: Mapping[str, str] | None = None, **answers: int | Statuses) -> Row:
    """What needs no sign-in; `reason` says why that is right."""
    return Row(Door.OPEN, _many(answers), reason=reason, names=names or {})


def api(*, foreign: int | Statuses, sends: Mapping[str, str] | None = None, **answers: int | Statuses) -> Row:
    """What a secret key opens; `foreign` is what it answers on a thing of another project."""
    holders = {"other": foreign, "public": 403, "other public": 403, "dead": 401}
    return Row(Door.KEY, _many(answers), holders=_many(holders), sends=sends or {})


def votes(holders: Mapping[str, int | Statuses], sends: Mapping[str, str], **answers: int | Statuses) -> Row:
    """What takes votes: `holders` says what each kind of key is answered."""
    return Row(Door.KEY, _many(answers), holders=_many(holders), sends=sends)


def _many(answers: Mapping[str, int | Statuses]) -> dict[str, Statuses]:
    return {name: (found,) if isinstance(found, int) else found for name, found in answers.items()}
