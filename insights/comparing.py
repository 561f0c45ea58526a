"""Two groups of rated answers side by side: which, when, and whether they may share answers."""

from __future__ import annotations

from dataclasses import dataclass

from insights.rated.figures import META, Dimensions, Figure

ALL, REST = "all", "rest"
NOW, BEFORE = "now", "before"
TIMES = (NOW, BEFORE)
SINGLE = ("model", "endpoint")  # of which an answer has one value, as of a key of metadata
SEVERAL = ("tag", "reason")
SAID = 60


class NoComparisonError(ValueError):
    """What was asked for cannot be compared; in words."""


@dataclass(frozen=True, slots=True)
class Side:
    """Answers with `value` of a dimension, all of them or the rest of the other side's, now or in the window before."""

    dimension: str
    value: str
    when: str

    @property
    def is_single(self) -> bool:
        return self.dimension in SINGLE or self.dimension.startswith(META)


def side_of(what: str, when: str, *, name: str) -> Side:
    """The side of `dimension=value`, "all" or "rest". Raises `NoComparisonError`."""
    if when not in TIMES:
        raise NoComparisonError(f"“{when[:SAID]}” is no time for {name}. Choose now or before.")
    if what in (ALL, REST):
        return Side(what, "", when)
    dimension, _, value = what.partition("=")
    if value and (dimension in (*SINGLE, *SEVERAL) or dimension.startswith(META)):
        return Side(dimension, value, when)
    raise NoComparisonError(f"“{what[:SAID]}” is nothing that {name} can be. Choose from the list.")


def sides_of(a: tuple[str, str], b: tuple[str, str]) -> tuple[Side, Side]:
    """Both sides, each of what and when. Raises `NoComparisonError` where they are one, or the rest of nothing."""
    one, other = side_of(*a, name="A"), side_of(*b, name="B")
    if one.dimension == REST or (other.dimension == REST and one.dimension == ALL):
        raise NoComparisonError("There is no rest of all answers: choose something for A, and the rest for B.")
    if one == other:
        raise NoComparisonError("A and B are the same answers: choose another time or another group for one of them.")
    return one, other


def may_overlap(one: Side, other: Side) -> bool:
    """Whether an answer may be on both sides; the interval of their difference supposes that none is."""
    if one.when != other.when or other.dimension == REST:
        return False
    return not (one.is_single and one.dimension == other.dimension)


def figure_of(side: Side, against: Side, found: Dimensions) -> Figure:
    """What `found` has of a side, in the window that the side is of."""
    whole = sum(found.get("endpoint", {}).values(), Figure())
    if side.dimension == ALL:
        return whole
    if side.dimension == REST:
        return whole - found.get(against.dimension, {}).get(against.value, Figure())
    return found.get(side.dimension, {}).get(side.value, Figure())
