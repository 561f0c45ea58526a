"""The tables that calls are stored in, as the writers see them: a row is a tuple of values, one for each column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Model

from requestlog.models import ChangedDay, KnownId, Payload, Request, Unsearched

Row = tuple[Any, ...]
# What a call is, and the copies of its votes: none of that changes when more is known of the call
IDENTITY = frozenset({"id", "project_id", "external_id", "rating", "has_comment", "team_rating", "triage"})


@dataclass(frozen=True, slots=True)
class Table:
    """`key` names the columns by which a row is found again, `facts` those that a newer row replaces."""

    name: str
    fields: tuple[Field[Any, Any], ...]
    key: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(str(field.column) for field in self.fields)

    @property
    def listed(self) -> str:
        """The columns, as SQL."""
        return listed(self.columns)

    @property
    def updating(self) -> str:
        """What becomes of a row that is there when a newer one comes, as SQL."""
        facts = ", ".join(f'"{column}" = EXCLUDED."{column}"' for column in self.facts)
        return f"ON CONFLICT ({listed(self.key)}) DO UPDATE SET {facts}"


def listed(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def table_of(model: type[Model], key: tuple[str, ...] = (), facts: tuple[str, ...] = ()) -> Table:
    fields = tuple(field for field in model._meta.local_concrete_fields if field.column)
    return Table(model._meta.db_table, fields, key, facts)


def _facts_of(model: type[Model]) -> tuple[str, ...]:
    columns = (str(field.column) for field in model._meta.local_concrete_fields)
    return tuple(column for column in columns if column not in IDENTITY)


REQUEST = table_of(Request, ("project_id", "id"), _facts_of(Request))
PAYLOAD = table_of(Payload, ("project_id", "request_id"), ("request", "response"))
KNOWN_ID = table_of(KnownId)
CHANGED_DAY = table_of(ChangedDay)
UNSEARCHED = table_of(Unsearched)
