"""Tests in which the database plays no part: `make test` runs them on SQLite alone."""

from __future__ import annotations

import pytest

# Plain code, by folder or file; then what is seen or passes by before or beside any database: bytes in a gateway, pages
# in a browser, whose contents other tests ask on both databases, and how processes start and end
PLAIN = (
    "accounts/test_agents",
    "accounts/test_cookies",
    "accounts/test_sso_settings",
    "wire/",
    "benchmarks/",
    "gateway/units/",
    "insights/test_charts",
    "insights/test_statistics",
    "insights/test_windows",
    "requestlog/spool/",
    "search/test_marks",
    "search/test_query",
    "search/test_words",
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
PASSING = (
    *(
        f"gateway/test_{name}.py"
        for name in (
            *(
                "bombs",
                "broken_streams",
                "faults",
                "framing",
                "hardening",
                "project_upstreams",
                "refusals",
                "relay_attacks",
            ),
            *("full_disk", "log_modes", "projects", "replay", "scenarios", "stream_usage", "teams", "unknown_keys"),
            "vote_tokens",
        )
    ),
    *("browser/", "clients/", "docs_votes/", "local_model/", "training/test_memory", "requestlog/test_export_memory"),
    # Who gets what, and what is made of texts, on pages and in a browser
    "isolation/",
    "weight/",
    *("erasing/test_openapi", "feedback/test_openapi", "requestlog/test_openapi", "requestlog/test_api_docs"),
    *("erasing/test_whole_path", "feedback_demo/test_demo_command", "retention/test_prune_command"),
    # Pages whose words no database changes; those of the log's lists and numbers are asked on both
    *(
        f"pages/test_{name}.py"
        for name in (
            *("access", "banner", "connect", "connect_try", "connect_votes", "data_settings", "detail_facts", "errors"),
            "figures",
            *("signin", "states", "status", "vote_settings", "votes_panel"),
            *("detail_images", "detail_replay", "detail_texts", "markdown", "visible"),
        )
    ),
    # Who is refused, before any vote is stored
    *(f"feedback/test_vote_{name}.py" for name in ("credentials", "item_credentials", "limits")),
    *(f"teams/test_{name}.py" for name in ("secrets", "written_fields")),
    *(f"site/test_{name}.py" for name in ("headers", "production", "settings", "supervisor", "threads")),
    *(
        f"faults/test_{name}.py"
        for name in ("clocks", "damaged_spool", "disconnects", "full_spool", "restarts", "stalled_clients")
    ),
)


def is_of_any_database(item: pytest.Item) -> bool:
    """Whether that test is to be marked with `any_database`."""
    path = item.nodeid.removeprefix("tests/")
    uses = "db" in getattr(item, "fixturenames", ()) or item.get_closest_marker("django_db") is not None
    return passes(path) or (path.startswith(PLAIN) and not uses)


def passes(path: str) -> bool:
    """Whether the tests of that file, by its path below `tests`, pass by any database or are about none."""
    return path.startswith(PASSING)
