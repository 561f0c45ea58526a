"""Values as text, written by the database: on both databases the same to the byte, and as Python would write them."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BinaryField, Field, Func, TextField
from django.db.models.sql.compiler import SQLCompiler

# What a spreadsheet may run where a cell starts with it. PostgreSQL stores no U+0000, nor do we anywhere.
TRIGGERS = ", ".join(str(ord(trigger)) for trigger in "=+-@\t\r\n＝＋－＠")


class TextFunc(Func):
    """A function to text, which SQLite has to say in another way."""

    output_field: Field[Any, Any] = TextField()
    on_sqlite: dict[str, str] = {}

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        return self.as_sql(compiler, connection, **{**context, **self.on_sqlite})


class Id(TextFunc):
    template = "%(expressions)s::text"
    on_sqlite = {
        "template": " || '-' || ".join(
            f"SUBSTR(%(expressions)s, {at}, {length})" for at, length in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        )
    }


class Moment(TextFunc):
    """ISO 8601 in UTC, with six digits of a second or none."""

    template = (
        "REPLACE(TO_CHAR(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), '.000000Z', 'Z')"
    )
    on_sqlite = {"template": "REPLACE(%(expressions)s, ' ', 'T') || 'Z'"}


class Amount(TextFunc):
    """As few digits as say it, never as a power of ten; null for null."""

    template = "TRIM_SCALE(%(expressions)s)::text"
    on_sqlite = {
        "template": "IIF(%(expressions)s IS NULL, NULL, RTRIM(RTRIM(PRINTF('%%%%.8f', %(expressions)s), '0'), '.'))"
    }


class Quoted(TextFunc):
    """Text as JSON; null for null."""

    template = "TO_JSON(%(expressions)s)::text"
    on_sqlite = {"template": "JSON_QUOTE(%(expressions)s)"}


class Cell(TextFunc):
    """Text between the quotes of a cell, `harmless`."""

    template = (
        f"REPLACE(CASE WHEN %(function)s(%(expressions)s) IN ({TRIGGERS})"
        " THEN '''' || %(expressions)s ELSE %(expressions)s END, '\"', '\"\"')"
    )
    function = "ASCII"
    on_sqlite = {"function": "UNICODE"}


class Cells(TextFunc):
    """Cells of texts, none of which is null."""

    template = "'\"' || CONCAT_WS('\",\"', %(expressions)s) || '\"'"
    on_sqlite = {"template": "'\"' || %(expressions)s || '\"'", "arg_joiner": " || '\",\"' || "}


class Marked(TextFunc):
    """Text that needs no more than its quotes to be JSON."""

    template = "'\"' || %(expressions)s || '\"'"


class Joined(TextFunc):
    """Texts, none of which is null, one after the other."""

    function = "CONCAT"
    on_sqlite = {"template": "%(expressions)s", "arg_joiner": " || "}


class BytesFunc(TextFunc):
    """Text as its bytes in UTF-8, for those who only write it on."""

    output_field = BinaryField()
    on_sqlite = {"template": "CAST(%(expressions)s AS BLOB)"}


class Utf8(BytesFunc):
    """Any text, read by `Ahead`: it takes the bytes as PostgreSQL sends them."""

    template = "%(expressions)s"


class JsonBytes(BytesFunc):
    """A JSON column; on PostgreSQL at half the cost of a cast to text."""

    template = "SUBSTR(JSONB_SEND(%(expressions)s), 2)"  # the first byte is the format's version
