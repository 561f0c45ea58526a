"""Which events pass which filters."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from feedback.webhooks.matching import wants


@dataclass
class Filters:
    kinds: list[str] = field(default_factory=list)
    ratings: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    only_commented: bool = False
    include_team: bool = False


VOTE = {"rating": "negative", "comment": "wrong", "tags": ["links", "docs"], "source": "user"}
SILENT = {**VOTE, "comment": "", "tags": []}
LIKED = {**VOTE, "rating": "positive", "previous": {"rating": "negative", "emoji": "👎"}}
HUSHED = {**SILENT, "previous": {"comment": "wrong", "tags": ["links"]}}


@pytest.mark.parametrize(
    ("filters", "vote", "passes"),
    [
        (Filters(), VOTE, True),
        (Filters(), SILENT, True),
        (Filters(kinds=["vote.created"]), VOTE, True),
        (Filters(kinds=["vote.changed", "vote.withdrawn"]), VOTE, False),
        (Filters(ratings=["negative", "amazing"]), VOTE, True),
        (Filters(ratings=["positive"]), VOTE, False),
        (Filters(tags=["docs", "pricing"]), VOTE, True),
        (Filters(tags=["pricing"]), VOTE, False),
        (Filters(tags=["doc"]), VOTE, False),
        (Filters(tags=["docs"]), SILENT, False),
        (Filters(only_commented=True), VOTE, True),
        (Filters(only_commented=True), SILENT, False),
        (Filters(), {**VOTE, "source": "team"}, False),
        (Filters(include_team=True), {**VOTE, "source": "team"}, True),
        (Filters(include_team=True), VOTE, True),
        (Filters(kinds=["vote.created"], ratings=["negative"], tags=["docs"], only_commented=True), VOTE, True),
        (Filters(kinds=["vote.created"], ratings=["positive"], tags=["docs"], only_commented=True), VOTE, False),
    ],
)
def test_it_lets_pass_what_each_filter_wants(filters, vote, passes):
    assert wants(filters, "vote.created", vote) is passes


@pytest.mark.parametrize(
    ("filters", "vote", "passes"),
    [
        (Filters(ratings=["negative"]), LIKED, True),
        (Filters(ratings=["positive"]), LIKED, True),
        (Filters(ratings=["amazing"]), LIKED, False),
        (Filters(tags=["links"]), HUSHED, True),
        (Filters(tags=["docs"]), HUSHED, False),
        (Filters(only_commented=True), HUSHED, True),
        (Filters(kinds=["vote.created"], ratings=["negative"]), LIKED, False),
        (Filters(ratings=["negative"]), {**LIKED, "source": "team"}, False),
        # Neither now nor before with all that is asked for at once
        (
            Filters(ratings=["positive"], tags=["links"]),
            {**LIKED, "tags": [], "previous": {**LIKED["previous"], "tags": ["links"]}},
            False,
        ),
    ],
)
def test_it_lets_a_change_pass_that_passes_now_or_did_before(filters, vote, passes):
    assert wants(filters, "vote.changed", vote) is passes
