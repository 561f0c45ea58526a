"""What a database says it will do for a statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db import connection

LARGE = "requestlog_request"
NUMBERS = count()
FEW = 500  # rows: sorting these costs nothing


@dataclass(frozen=True)
class Plan:
    """The indexes that a statement goes through, and what is wrong with it."""

    sql: str
    indexes: set[str]
    troubles: list[str]


def plan_of(sql: str) -> Plan:
    """The plan of `sql`, with its values in it."""
    return _on_a_server(sql) if connection.vendor == "postgresql" else _on_sqlite(sql)


def rows_expected(sql: str) -> int:
    """By a server, of `sql`."""
    [[[explained]]] = _rows(f"EXPLAIN (FORMAT JSON) {sql}")
    return int(explained["Plan"]["Plan Rows"])


def _on_a_server(sql: str) -> Plan:
    [[[explained]]] = _rows(f"EXPLAIN (FORMAT JSON) {sql}")
    nodes = list(_nodes(explained["Plan"]))
    return Plan(sql, {node["Index Name"] for node in nodes if "Index Name" in node}, list(_troubles(nodes)))


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from _nodes(child)


def _troubles(nodes: list[dict[str, Any]]) -> Iterator[str]:
    stopped = [id(child) for node in nodes if node["Node Type"] == "Limit" for child in node["Plans"]]
    for node in nodes:
        if "Gather" in node["Node Type"]:
            yield "waits until other processes have started, which takes longer than a screen's statement"
        # Right below a limit it ends at the limit: so many rows are counted of a project that has a third of them all
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] == LARGE and id(node) not in stopped:
            yield f"goes through all of {LARGE}"
        if node["Node Type"] == "Sort" and node["Plan Rows"] > FEW:
            yield f"sorts {node['Plan Rows']:.0f} rows by {', '.join(node['Sort Key'])}"


def _on_sqlite(sql: str) -> Plan:
    # Of the same text Python keeps the statement, and SQLite the plan, whatever has become of its indexes
    steps = [row[3] for row in _rows(f"EXPLAIN QUERY PLAN {sql} -- {next(NUMBERS)}")]
    through = [step.partition(" INDEX ")[2].split()[0] for step in steps if " INDEX " in step]
    scans = [step for step in steps if step.startswith("SCAN") and " INDEX " not in step and "CONSTANT" not in step]
    sorts = [step for step in steps if "TEMP B-TREE FOR" in step]
    return Plan(sql, set(through), scans + sorts)


def _rows(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
