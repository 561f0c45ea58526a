"""manage.py reprice"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from requestlog import repricing
from requestlog.wire.pricing import Cost
from tests.factories import NOW, create_entry

COST = Decimal("0.0000425")  # 10 in at $0.25 a million, 20 out at $2
NEW = Cost(Decimal(1), "new")


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def reprice(*arguments: str, out: StringIO | None = None) -> str:
    said = out or StringIO()
    call_command("reprice", *arguments, stdout=said)
    return said.getvalue()


def forget(project) -> None:
    project.requests.update(cost_usd=None, price=None)


def costs(project) -> list[Decimal | None]:
    return list(project.requests.order_by("id").values_list("cost_usd", flat=True))


def test_it_works(project):
    entry = create_entry(project)
    forget(project)
    assert reprice() == "Looked at 1 requests with tokens: 1 have another cost now.\n"
    stored = project.requests.get()
    assert (stored.cost_usd, stored.price) == (COST, entry.price)


def test_it_changes_nothing_the_second_time(project):
    create_entry(project)
    forget(project)
    reprice()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert "0 have another cost now" in reprice()
    assert not [query for query in asked.captured_queries if query["sql"].startswith("UPDATE")]


def test_it_reprices_in_batches(project, monkeypatch):
    monkeypatch.setattr(repricing, "BATCH", 2)
    for _ in range(5):
        create_entry(project)
    forget(project)
    assert "Looked at 5 requests with tokens: 5 have" in reprice()
    assert costs(project) == [COST] * 5


def test_it_takes_new_prices_and_forgets_those_that_are_gone(project):
    create_entry(project)
    create_entry(project, model="gone")
    project.requests.filter(model="gone").update(cost_usd=5, price="someone gone")
    with patch("requestlog.repricing.cost_of", side_effect=lambda model, *_: NEW if model != "gone" else Cost()):
        assert "2 have another cost now" in reprice()
    assert list(project.requests.order_by("model").values_list("cost_usd", "price")) == [(None, ""), (1, "new")]


def test_it_leaves_costs_alone_that_came_with_the_call(project):
    create_entry(project, given={"cost_usd": Decimal("0.5")})
    assert "Looked at 0 requests" in reprice()
    assert costs(project) == [Decimal("0.5")]


def test_it_reprices_only_missing_costs_where_told(project):
    create_entry(project)
    project.requests.update(cost_usd=5)
    create_entry(project)
    project.requests.exclude(cost_usd=5).update(cost_usd=None)
    assert "Looked at 1 requests" in reprice("--missing")
    assert set(costs(project)) == {5, COST}


def test_it_keeps_to_the_project_and_the_span(project, other_project):
    for at in (NOW - timedelta(days=9), NOW - timedelta(days=2), NOW):
        create_entry(project, at=at)
    create_entry(other_project)
    forget(project)
    forget(other_project)
    reprice("--project", project.slug, "--since", "2026-11-20", "--until", "2026-11-22")
    assert costs(project) == [None, COST, None]
    assert costs(other_project) == [None]


def test_it_keeps_what_else_the_row_says(project):
    entry = create_entry(project)
    project.requests.update(cost_usd=None, rating=3, has_comment=True)
    reprice()
    stored = project.requests.get()
    assert (stored.rating, stored.has_comment, stored.prompt_preview) == (3, True, entry.prompt_preview)


def test_it_leaves_calls_without_tokens_alone(project):
    create_entry(project, response=b"", given={"cost_usd": None})
    assert "Looked at 0 requests" in reprice()


def test_it_shows_a_bar_on_a_terminal(project, capsys):
    create_entry(project)
    assert "Looked at 1" in reprice(out=Terminal())
    assert "Requests: 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--project", "nobody"], "There is no project 'nobody'."), (["--since", "yesterday"], "how long ago (24h, 7d)")],
)
def test_it_refuses_what_it_does_not_know(db, arguments: list[str], said: str):
    with pytest.raises(CommandError) as refused:
        reprice(*arguments)
    assert said in str(refused.value)
