"""What one can ask of `make bench-scale`."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable

PARTS = ("pages", "recording", "exporting")
DATABASES = ("postgresql", "sqlite")
URL = "a database in place of a private one, for each of --rows in turn: filled where it is empty, and kept"


def options(arguments: list[str]) -> Namespace:
    parser = ArgumentParser("benchmarks.scale", description=__doc__)
    parser.add_argument(
        "--rows", type=sizes, default=[1_000_000], help="how many requests; of two sizes: 1000000,10000000"
    )
    parser.add_argument("--databases", type=words(DATABASES), default=list(DATABASES), help=",".join(DATABASES))
    parser.add_argument("--only", type=words(PARTS), default=list(PARTS), help=",".join(PARTS))
    parser.add_argument("--url", action="append", default=[], help=URL)
    parser.add_argument("--repeats", type=int, default=7, help="of which the median is shown (%(default)s)")
    parser.add_argument("--markdown", help="a file that the tables are written to as well")
    parser.add_argument("--pages", default="", help="only pages whose name matches this regular expression")
    parser.add_argument("--short", action="store_true", help="on SQLite, pages alone, each measured once")
    return parser.parse_args(arguments)


def sizes(text: str) -> list[int]:
    """An argument type: numbers of rows."""
    found = [int(each) for each in text.replace("_", "").split(",") if each.isdigit()]
    if not found or len(found) != text.count(",") + 1 or min(found) < 1000:
        raise ArgumentTypeError(f"{text!r} is not a number of at least 1000, or several with commas between them")
    return found


def words(known: tuple[str, ...]) -> Callable[[str], list[str]]:
    """An argument type: some of the words that are `known`, with commas between them."""

    def chosen(text: str) -> list[str]:
        found = text.split(",")
        if unknown := set(found) - set(known):
            raise ArgumentTypeError(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(known)}")
        return found

    return chosen
