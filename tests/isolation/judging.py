"""What each cell of the matrix must answer; all that is wrong of one URL is said at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from tests.isolation.asking import Answer, Asker
from tests.isolation.routes import Route
from tests.isolation.rows import METHODS, NOT_SERVED, Door, Row, Statuses
from tests.isolation.world import KEYS, LIVE_ROLES, NOTHING, OTHER, OWN, PEOPLE, Team

RANK = {"viewer": 0, "member": 1, "owner": 2}
AT_THE_DOOR = (401, 403, 405)


class Judge:
    """Asks for one URL in every way; iterating gives what was wrong."""

    def __init__(self, asker: Asker, route: Route, row: Row) -> None:
        self.asker, self.route, self.row = asker, route, row
        self.asked: dict[tuple[object, ...], Answer] = {}
        self.of_people = {
            Door.PROJECT: self.project_cell,
            Door.PERSON: self.person_cell,
            Door.OPEN: self.open_cell,
            Door.KEY: self.session_cell,
        }[row.door]

    def __iter__(self) -> Iterator[str]:
        for method, person in product(METHODS, PEOPLE):
            yield from self.told(f"{method} by {person}", self.of_people(method, person))
        # Where keys open nothing at all, those that are good somewhere are enough
        keys = KEYS if self.row.door is Door.KEY else [key for key, group in KEYS.items() if group != "dead"]
        for method, key in product(METHODS, keys):
            yield from self.told(f"{method} with {key} key", self.key_cell(method, key))
        for method in filter(self.row.serves, METHODS):
            yield from self.told(f"{method} by owner, of another project", self.crossed(method))
        yield from self.told("POST by owner, forged", self.forged())

    def told(self, cell: str, problems: Iterator[str]) -> Iterator[str]:
        yield from (f"{cell}: {problem}" for problem in problems)

    # People

    def project_cell(self, method: str, person: str) -> Iterator[str]:
        answer = self.ask(method, person=person)
        role = LIVE_ROLES.get(person)
        if person in ("anonymous", "deactivated"):
            yield from led_to_sign_in(answer)
        elif role is None or RANK[role] < RANK[self.row.least]:
            nothing = self.ask(method, person=person, team=NOTHING)
            yield from refused(answer, self.row.serves(method), nothing, silent=role is None)
        else:
            yield from one_of(answer, self.row.statuses(method))
            yield from silent_on(answer, *([OTHER] if person != "superuser" else []))

    def person_cell(self, method: str, person: str) -> Iterator[str]:
        answer = self.ask(method, person=person)
        if person in ("anonymous", "deactivated"):
            yield from led_to_sign_in(answer)
        else:
            yield from one_of(answer, self.row.statuses(method))
            yield from silent_on(answer, *of_others(person))

    def open_cell(self, method: str, person: str) -> Iterator[str]:
        answer = self.ask(method, person=person)
        yield from one_of(answer, self.row.statuses(method))
        yield from silent_on(answer, *of_others(person))

    def session_cell(self, method: str, person: str) -> Iterator[str]:
        """A session opens nothing of the API: it is as if it were not there."""
        answer, nobodys = self.ask(method, person=person), self.ask(method)
        if not answer.same_as(nobodys):
            yield f"differs from the answer to nobody: {answer.status}, not {nobodys.status}"

    # Keys

    def key_cell(self, method: str, key: str) -> Iterator[str]:
        if self.row.door is Door.KEY:
            yield from self.api_cell(method, key)
            return
        answer, nobodys = self.ask(method, key=key), self.ask(method)
        if not answer.same_as(nobodys):
            yield f"differs from the answer without a key: {answer.status}, not {nobodys.status}"

    def api_cell(self, method: str, key: str) -> Iterator[str]:
        group, answer = KEYS[key], self.ask(method, key=key)
        if method == "OPTIONS" or not self.row.serves(method):
            yield from one_of(answer, (*AT_THE_DOOR, *self.row.statuses(method)))
        else:
            yield from one_of(answer, self.row.statuses(method) if group == "own" else self.row.holders[group])
        if group in ("other", "other public"):
            yield from same(answer, self.ask(method, key=key, team=NOTHING))
        if group == "dead" or answer.status >= 400:
            yield from wrote_nothing(answer)
        yield from silent_on(answer, OTHER if group in ("own", "public") else OWN)

    # Things of another project, and forged forms

    def crossed(self, method: str) -> Iterator[str]:
        """Under one's own project, what is another's is as what does not exist."""
        converters = {converter for converter, _ in self.route.arguments}
        names_things = bool(converters & {"uuid", "int", "name"} or self.row.asks)
        if self.row.door is not Door.PROJECT or not (names_things or (method == "POST" and self.row.sends)):
            return
        theirs = self.ask(method, person="owner", team=OTHER, slug=OWN.slug)
        nothing = self.ask(method, person="owner", team=NOTHING, slug=OWN.slug)
        yield from same(theirs, nothing)
        if names_things:
            yield from one_of(theirs, (404,))
            yield from wrote_nothing(theirs)

    def forged(self) -> Iterator[str]:
        """A form that came from elsewhere has no token."""
        if self.row.door is Door.KEY or not self.row.serves("POST") or self.route.key == "favicon.ico":
            return
        answer = self.asker.ask(self.route, self.row, "POST", person="owner", forged=True)
        yield from one_of(answer, (403,))
        yield from wrote_nothing(answer)

    def ask(self, method: str, *, person: str = "anonymous", key: str = "", team: Team = OWN, slug: str = "") -> Answer:
        wanted = (method, person, key, team, slug)
        if wanted not in self.asked:
            self.asked[wanted] = self.asker.ask(
                self.route, self.row, method, person=person, key=key, team=team, slug=slug
            )
        return self.asked[wanted]


def of_others(person: str) -> list[Team]:
    """Whose words `person` may not read."""
    return {"superuser": [], "stranger": [OWN]}.get(person, [OTHER] if person in LIVE_ROLES else [OWN, OTHER])


def led_to_sign_in(answer: Answer) -> Iterator[str]:
    if not answer.leads_to_sign_in:
        yield f"{answer.status}, but not to the sign-in"
    yield from wrote_nothing(answer)
    yield from silent_on(answer, OWN, OTHER)


def refused(answer: Answer, served: bool, nothing: Answer, *, silent: bool) -> Iterator[str]:
    """As where there is nothing; a method that is not served is refused before anything is looked up."""
    yield from one_of(answer, (404,) if served else NOT_SERVED)
    yield from same(answer, nothing)
    yield from wrote_nothing(answer)
    yield from silent_on(answer, *([OWN] if silent else []))


def one_of(answer: Answer, statuses: Statuses) -> Iterator[str]:
    if answer.status not in statuses:
        yield f"{answer.status}, not {' or '.join(map(str, statuses))}"


def same(answer: Answer, nothing: Answer) -> Iterator[str]:
    if not answer.same_as(nothing):
        parts = zip(("status", "headers", "body"), answer.lasting, nothing.lasting, strict=True)
        yield f"its {[part for part, mine, theirs in parts if mine != theirs]} differ from those of what does not exist"


def wrote_nothing(answer: Answer) -> Iterator[str]:
    if answer.wrote:
        yield f"wrote to {', '.join(sorted(answer.wrote))}"


def silent_on(answer: Answer, *teams: Team) -> Iterator[str]:
    yield from (f"says {team.mark}" for team in teams if team.mark in answer.body)
