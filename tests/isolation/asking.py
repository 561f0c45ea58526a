"""One cell of the matrix: a request, its answer, and what it wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.db import connection, transaction
from django.test import Client

from tests.isolation.routes import Route
from tests.isolation.rows import Door, Row
from tests.isolation.world import OWN, Team, World

WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?((?:projects|requestlog|feedback|insights)_\w+)', re.I)
# What is written of a person or of a key, and not of a project
OF_NO_PROJECT = {"projects_session", "projects_signin"}
CHANGING = re.compile(
    r'(?<=name="csrfmiddlewaretoken" value=")\w+|(?<=X-CSRFToken": ")\w+|\b[sp]k_\w{8,}|\bvt_[\w-]+'
    r"|(?<=/invitations/)[\w-]+"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\d[T ][\d:.]+Z?"
)
CHANGING_HEADERS = {"Content-Length", "Date", "Expires", "Set-Cookie"}


@dataclass(frozen=True)
class Answer:
    """What came back; `wrote` are the tables of projects that were written to."""

    status: int
    headers: Mapping[str, str]
    body: str
    wrote: frozenset[str]

    def same_as(self, other: Answer) -> bool:
        return self.lasting == other.lasting

    @property
    def lasting(self) -> tuple[int, dict[str, str], str]:
        """All of it but what differs from answer to answer."""
        return self.status, {name: lasting(value) for name, value in self.headers.items()}, lasting(self.body)

    @property
    def leads_to_sign_in(self) -> bool:
        return self.status == 302 and self.headers["Location"].startswith("/accounts/login/")


class Asker:
    """Asks for URLs as the people and with the keys of a world; whatever it does is undone."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.client = Client(raise_request_exception=False)
        self.strict = Client(raise_request_exception=False, enforce_csrf_checks=True)

    def ask(
        self,
        route: Route,
        row: Row,
        method: str,
        *,
        person: str = "anonymous",
        key: str = "",
        team: Team = OWN,
        slug: str = "",
        forged: bool = False,
    ) -> Answer:
        """The answer on the URL of `team`'s things; `slug`: under another project than its own."""
        path, asks = self.path(route, row, team, slug), {name: team.filled(each) for name, each in row.asks.items()}
        client = self.strict if forged else self.client
        client.cookies = SimpleCookie(self.world.sessions[person])
        headers = {"Authorization": f"Bearer {self.world.keys[key]}"} if key else {}
        with undone(), writes() as wrote:
            answer = client.generic(method, path, **sent(row, method, team), headers=headers, query_params=asks)
            body = answer.getvalue()
        kept = {name: value for name, value in answer.items() if name not in CHANGING_HEADERS}
        plain = {name: without_names(value, path, team) for name, value in kept.items()}
        return Answer(
            answer.status_code, plain, without_names(body.decode(errors="replace"), path, team), frozenset(wrote)
        )

    @staticmethod
    def path(route: Route, row: Row, team: Team, slug: str) -> str:
        def value_of(converter: str, name: str) -> object:
            named = {"slug": slug or team.slug, **row.names}
            return named.get(name) or team.value_of(converter, name)

        return route.path(value_of)


def sent(row: Row, method: str, team: Team) -> dict[str, Any]:
    """The body of a request: JSON to the API, a form to pages."""
    if method in ("GET", "HEAD", "OPTIONS", "DELETE"):
        return {}
    said = {name: team.filled(value) for name, value in row.sends.items()}
    if row.door is Door.KEY:
        return {"data": json.dumps(said), "content_type": "application/json"}
    lines = "&".join(f"{name}={value}" for name, value in said.items())
    return {"data": lines, "content_type": "application/x-www-form-urlencoded"}


def without_names(text: str, path: str, team: Team) -> str:
    """`text` without what the asker has said, which an answer may repeat."""
    named = [path] if len(path) > 1 else []
    for said in (*named, team.user, team.session, team.message_id, str(team.id), str(team.number)):
        text = text.replace(said, "SAID")
    return text


def lasting(text: str) -> str:
    """`text` without tokens of forms, new keys and ids, and times."""
    return CHANGING.sub("CHANGING", text)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def writes() -> Iterator[set[str]]:
    """The tables of projects that are written to meanwhile."""
    found: set[str] = set()

    def noted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if match := WRITES.match(sql):
            found.add(match[1].lower())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        yield found
    found -= OF_NO_PROJECT
