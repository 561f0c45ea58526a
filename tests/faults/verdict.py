"""What the database says of a run, held against its ledger."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from tests.faults.ledger import Heard, Ledger
from tests.faults.numbered import Sent

Row = dict[str, Any]
FAILED = (502, 503, 504)
STATES = {"whole": {"complete"}, "left": {"client_closed"}, "broken": {"interrupted"}}


@dataclass
class Verdict:
    """One look at the log; take a new one for a later moment."""

    ledger: Ledger

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        """The log's rows of the run by the names of the calls."""
        found = defaultdict(list)
        sql = f"SELECT * FROM requestlog_request WHERE end_user LIKE '{self.ledger.prefix}-%'"
        for row in self.ledger.site.rows(sql):
            found[row["end_user"]].append(row)
        return dict(found)

    @property
    def lost(self) -> set[str]:
        return self.ledger.due() - set(self.rows)

    @property
    def doubled(self) -> set[str]:
        """Calls with two rows, and calls that the upstream was asked twice."""
        rows = {name for name, rows in self.rows.items() if len(rows) > 1}
        return rows | {name for name in self.rows if self.ledger.sent(name).arrivals > 1}

    @property
    def cut(self) -> set[str]:
        """Calls that their client had whole and the log has without an end."""
        return {
            name
            for name, (row, *_) in self.rows.items()
            if self.ledger.heard[name].ended == "whole" and row["state"] == "interrupted"
        }

    @property
    def wrong(self) -> list[tuple[Any, ...]]:
        """(name, how it ended for the client, state, status, latency) of rows that do not say what happened."""
        return [
            (name, self.ledger.heard[name].ended, row["state"], row["status"], row["latency_ms"])
            for name, (row, *_) in self.rows.items()
            if name not in self.cut and not says(row, self.ledger.heard[name], self.ledger.sent(name))
        ]

    @cached_property
    def missing(self) -> tuple[float, int]:
        """The most text that any interrupted stream lacks: in seconds before its end, and in bytes."""
        rows = [row for name, (row, *_) in self.rows.items() if row["state"] == "interrupted" and name not in self.cut]
        each = [self._missing(row) for row in rows if self.ledger.sent(row["end_user"]).times]
        return max((one[0] for one in each), default=0.0), max((one[1] for one in each), default=0)

    def _missing(self, row: Row) -> tuple[float, int]:
        heard, sent = self.ledger.heard[row["end_user"]], self.ledger.sent(row["end_user"])
        kept = len(self.text(row).split())
        ended = sent.closed_at or sent.times[-1]
        seconds = ended - sent.times[kept] if kept < len(sent.times) else 0.0
        return max(seconds, 0.0), max(heard.events - kept, 0) * len(heard.body) // max(heard.events, 1)

    def text(self, row: Row) -> str:
        """The answer as the log has it."""
        response = self.ledger.site.payload(str(UUID(str(row["id"]))))[1]
        return json.loads(response)["choices"][0]["message"]["content"] or "" if response else ""


def says(row: Row, heard: Heard, sent: Sent) -> bool:
    """Whether a row says what both sides saw. A call that was whole in the spool may still break off on its way."""
    states = STATES.get(heard.ended, set()) | ({"complete"} if sent.finished else set())
    states = {"upstream_error"} if heard.status in FAILED else states
    same = (not heard.id or UUID(str(row["id"])) == UUID(heard.id)) and row["status"] == (heard.status or row["status"])
    return row["state"] in states and same and min(row["latency_ms"] or 0, row["time_to_first_token_ms"] or 0) >= 0
