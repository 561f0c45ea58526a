"""Who asks, and the names, numbers and days that fill the gaps of the texts."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

WORDS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))
LANGUAGES: dict[str, Any] = WORDS["language"]
PRICES: dict[str, int] = WORDS["price"]


@dataclass(frozen=True, slots=True)
class Person:
    """An end user; always the same for the same number."""

    user: str
    first: str
    language: str
    locale: str
    company: str
    city: str
    plan: str
    email: str


def person(seed: int, number: int) -> Person:
    """The end user `number` of the demo `seed`; most write English."""
    rng = Random(f"{seed} person {number}")  # noqa: S311
    language = rng.choices(list(LANGUAGES), [each["share"] for each in LANGUAGES.values()])[0]
    company = f"{rng.choice(WORDS['company'])} {rng.choice(WORDS['trade'])}"
    mailbox = f"{rng.choice(LANGUAGES['en']['first']).lower()}{rng.randrange(10, 100)}"
    email = f"{mailbox}@{company.lower().replace(' ', '-')}.example"
    return Person(
        user=email if rng.random() < 0.3 else f"u-{100_000 + number * 7919 % 900_000}",
        first=rng.choice(LANGUAGES[language]["first"]),
        language=language,
        locale=rng.choice(LANGUAGES[language]["locale"]),
        company=company,
        city=rng.choice(LANGUAGES[language]["city"]),
        plan=rng.choices(list(PRICES), (5, 4, 2))[0],
        email=email,
    )


def slots(rng: Random, who: Person, at: datetime) -> dict[str, str]:
    """What fills the gaps of one conversation of `who` at `at`; numbers that belong together agree."""
    return {**_names(rng, who), **_money(rng, who), **_days(rng, at)}


def _names(rng: Random, who: Person) -> dict[str, str]:
    clients = rng.sample([f"{name} {trade}" for name in WORDS["company"] for trade in WORDS["trade"][:6]], 2)
    cities = [city for city in LANGUAGES[who.language]["city"] if city != who.city]
    colleagues = [name for name in LANGUAGES[who.language]["first"] if name != who.first]
    return {
        "first": who.first,
        "colleague": rng.choice(colleagues),
        "company": who.company,
        "client": clients[0],
        "wrong_client": clients[1],
        "city": who.city,
        "other_city": rng.choice(cities),
        "email": who.email,
        "wrong_email": f"office@{clients[1].lower().replace(' ', '-')}.example",
        "project": f"{rng.choice(WORDS['project_of'])} {rng.choice(WORDS['project_is'])}",
        "label": rng.choice(WORDS["label"]),
        "endpoint": rng.choice(WORDS["endpoint"]),
        "code": f"E-{rng.randrange(1000, 9999)}",
        "ticket": f"#{rng.randrange(20_000, 99_999)}",
        "invoice": f"INV-2026-{rng.randrange(1000, 99_999)}",
    }


def _money(rng: Random, who: Person) -> dict[str, str]:
    price, seats = PRICES[who.plan], rng.randrange(3, 60)
    more = seats + rng.randrange(2, 40)
    return {
        "plan": who.plan,
        "other_plan": rng.choice([plan for plan in PRICES if plan != who.plan]),
        "price": str(price),
        "seats": str(seats),
        "more_seats": str(more),
        "total": f"{price * seats:,}",
        "more_total": f"{price * more:,}",
        "wrong_total": f"{price * seats + rng.choice((9, 10, 90, 100, 240)):,}",
        "amount": f"{rng.randrange(40, 4000)}.{rng.choice(('00', '50', '90'))}",
        "number": str(rng.randrange(120, 9000)),
        "rows": str(rng.randrange(11, 119)),
        "percent": str(rng.randrange(21, 99)),
        "hours": str(rng.choice((3, 4, 5, 6, 8, 10, 12))),
        "minutes": str(rng.choice((20, 30, 45, 60))),
        "currency": rng.choice(WORDS["currency"]),
    }


def _days(rng: Random, at: datetime) -> dict[str, str]:
    day = at - timedelta(days=rng.randrange(1, 21))
    return {
        "date": f"{day.day} {day:%B}",
        "month": f"{at.replace(day=1) - timedelta(days=1):%B}",
        "weekday": rng.choice(WORDS["weekday"]),
        "time": f"{rng.randrange(8, 18)}:{rng.choice(('00', '10', '15', '30', '45'))}",
    }
