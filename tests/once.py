"""Tests in which the database plays no part: `make test` runs them on SQLite alone."""

from __future__ import annotations

import pytest

# Plain code, by folder or file; and what passes through a gateway, byte by byte, before anything is recorded
PLAIN = (
    "wire/",
    "benchmarks/",
    "gateway/units/",
    "requestlog/spool/",
    "webhooks/test_addresses",
    "webhooks/test_docs",
    "webhooks/test_matching",
    "webhooks/test_schedule",
    "webhooks/test_sending",
    "webhooks/test_settings",
    "webhooks/test_signing",
    "test_docs",
    "test_house_rules",
    "test_supply_chain",
)
PASSING = tuple(
    f"gateway/test_{name}.py"
    for name in ("bombs", "broken_streams", "framing", "hardening", "relay_attacks", "scenarios")
)


def marked(items: list[pytest.Item]) -> None:
    """Marks those tests with `any_database`."""
    for item in items:
        if is_of_any_database(item):
            item.add_marker("any_database")


def is_of_any_database(item: pytest.Item) -> bool:
    path = item.nodeid.removeprefix("tests/")
    uses = "db" in getattr(item, "fixturenames", ()) or item.get_closest_marker("django_db") is not None
    return path.startswith(PASSING) or (path.startswith(PLAIN) and not uses)
