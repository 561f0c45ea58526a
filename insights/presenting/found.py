"""The figures that a page or a download needs, each asked for once and only where it is needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from feedback.models import Feedback
from insights import report
from insights.comparing import BEFORE, Side
from insights.presenting import chart, comparison, groups
from insights.presenting.asked import Asked
from insights.presenting.cards import Both
from insights.presenting.comparison import Comparison
from insights.presenting.links import Links
from insights.presenting.tables import Table
from insights.rated.figures import LEFT_OUT, META, Dimensions, Figure, Values
from insights.reading import Calls, Disliking, Reading, Traffic, Votes, spent
from insights.report import Tally
from requestlog.database.bounded import part_of_screen

MODELS, TAGS, REASONS, VALUES, USERS, COMPLAINTS = 10, 10, 10, 15, 10, 6
USER, ENDPOINT = "user", "endpoint"
Part = TypeVar("Part")


class Found:
    """What `reading` finds of what was `asked`; parts that took too long are in `left_out`, in words."""

    def __init__(self, reading: Reading, asked: Asked, links: Links) -> None:
        self.reading, self.asked, self.links = reading, asked, links
        self.window, self.left_out = asked.window, list[str]()

    @cached_property
    def votes(self) -> list[Votes]:
        return self.reading.votes(self.window.span, self.window.step)

    @cached_property
    def now(self) -> Tally:
        return report.tally(self.votes)

    @cached_property
    def calls(self) -> list[Calls]:
        return self.reading.traffic(self.window.span, self.window.step)

    @cached_property
    def both(self) -> Both:
        before = report.tally(self.reading.votes_in_all(self.window.before))
        traffic = spent(each.traffic for each in self.calls)
        return Both(self.now, before, traffic, self.reading.traffic_in_all(self.window.before))

    @cached_property
    def dimensions(self) -> Dimensions:
        return self._part("tags, reasons and groups", lambda: self.reading.dimensions(self.window.span), {})

    @cached_property
    def earlier_dimensions(self) -> Dimensions:
        return self._part("the comparison", lambda: self.reading.dimensions(self.window.before), {})

    @cached_property
    def buckets(self) -> tuple[list[Tally | None], list[Traffic | None]]:
        """Votes and traffic by the window's buckets, None where there are none."""
        places = range(len(self.window.starts))
        tallies = report.tallies(self.votes, lambda each: self.window.bucket(each.bucket))
        traffic = report.traffics(self.calls, lambda each: self.window.bucket(each.bucket))
        return [tallies.get(place) for place in places], [traffic.get(place) for place in places]

    @cached_property
    def by(self) -> str:
        """What is broken down: what was asked for if it was seen, else the release, or the first key, or endpoints."""
        known = [USER, ENDPOINT, *self.keys]
        usual = next((key for key in (f"{META}release", *self.keys) if key in self.keys), ENDPOINT)
        return self.asked.by if self.asked.by in known else usual

    @cached_property
    def keys(self) -> list[str]:
        """The metadata's keys that are categories, in their order."""
        return sorted(name for name in self.dimensions if name.startswith(META) and self._is_category(name))

    @cached_property
    def uncategorised(self) -> list[str]:
        """Those with too many values on a day."""
        return sorted(
            name.removeprefix(META) for name in self.dimensions if name.startswith(META) and not self._is_category(name)
        )

    @cached_property
    def complaints(self) -> list[Feedback]:
        return self._part("comments", lambda: self.reading.newest_complaints(self.window.span, COMPLAINTS), [])

    @cached_property
    def disliking(self) -> Disliking:
        return self._part("end users", lambda: self.reading.disliking(self.window.span), Disliking(0, {}))

    def days(self) -> Table:
        return chart.days(*self.buckets, self.window, self.links)

    def models(self) -> Table:
        votes = report.tallies(self.votes, lambda each: each.model)
        return groups.models(votes, report.traffics(self.calls, lambda each: each.model), self.links, MODELS)

    def tags(self) -> Table:
        return groups.tags(report.tag_figures(self._words("tag"), self.now, TAGS), self.links)

    def reasons(self) -> Table:
        return groups.reasons(report.reason_figures(self._words("reason"), self.now, REASONS), self.links)

    def broken_down(self) -> Table:
        whole = sum(self.dimensions.get(ENDPOINT, {}).values(), Figure())
        if self.by == USER:
            return groups.users(self.disliking, self.links, USERS)
        values = groups.most_rated(self.dimensions.get(self.by, {}), VALUES)
        title = "Endpoint" if self.by == ENDPOINT else self.by.removeprefix(META)
        return groups.broken_down(self.by, title, values, whole, self.links)

    def compared(self) -> Comparison | None:
        """None where nothing is compared."""
        if self.asked.sides is None:
            return None
        found = {side.when: self._dimensions_of(side) for side in self.asked.sides}
        return comparison.comparison(self.asked.sides, found, self.window, self.links)

    def comparison(self) -> Table | None:
        compared = self.compared()
        return compared.table if compared else None

    def _dimensions_of(self, side: Side) -> Dimensions:
        return self.earlier_dimensions if side.when == BEFORE else self.dimensions

    def _words(self, dimension: str) -> Values:
        return {name: each for name, each in self.dimensions.get(dimension, {}).items() if name != LEFT_OUT}

    def _is_category(self, dimension: str) -> bool:
        return LEFT_OUT not in self.dimensions[dimension]

    def _part(self, name: str, ask: Callable[[], Part], otherwise: Part) -> Part:
        found = part_of_screen(ask, None)
        if found is None:
            self.left_out.append(name)
        return otherwise if found is None else found


TABLES: dict[str, Callable[[Found], Table | None]] = {
    "days": Found.days,
    "models": Found.models,
    "tags": Found.tags,
    "reasons": Found.reasons,
    "by": Found.broken_down,
    "comparison": Found.comparison,
}
