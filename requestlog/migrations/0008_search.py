"""The words of each call: on PostgreSQL as tsvector, a table a month later on; on SQLite as text, with an FTS5 index."""

import django.db.models.deletion
from django.core.management import CommandError
from django.db import DatabaseError, migrations, models

import requestlog.models.search

POSTGRESQL = (
    """
    CREATE TABLE requestlog_search (
        request_id uuid NOT NULL,
        document tsvector NOT NULL,
        project_id bigint NOT NULL REFERENCES projects_project (id) DEFERRABLE INITIALLY DEFERRED,
        CONSTRAINT requestlog_search_by_month PRIMARY KEY (project_id, request_id)
    ) PARTITION BY RANGE (request_id)
    """,
    # Whoever looks at the words of row after row finds them beside the row; which words are frequent is asked, not estimated
    "ALTER TABLE requestlog_search ALTER document SET STORAGE MAIN, ALTER document SET STATISTICS 0",
    "CREATE INDEX requestlog_search_words ON requestlog_search USING gin (project_id, document) WITH (fastupdate = on)",
    "CREATE TABLE requestlog_search_rest PARTITION OF requestlog_search DEFAULT",
)
SQLITE = (
    """
    CREATE TABLE requestlog_search (
        place integer NOT NULL PRIMARY KEY,
        project_id bigint NOT NULL REFERENCES projects_project (id) DEFERRABLE INITIALLY DEFERRED,
        request_id char(32) NOT NULL,
        document text NOT NULL,
        UNIQUE (project_id, request_id)
    )
    """,
    # To the tokenizer all but ASCII belongs to words: the words are made before
    """
    CREATE VIRTUAL TABLE requestlog_search_index USING fts5 (
        project_id, document, content='requestlog_search', content_rowid='place', tokenize='ascii', columnsize=0
    )
    """,
)
NOT_ALLOWED = (
    "Search needs PostgreSQL's extension btree_gin. Install PostgreSQL's contrib package where it is missing, let a"
    " superuser say CREATE EXTENSION btree_gin in this database, and migrate again."
)


def make_tables(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        make_extension(schema_editor)
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def make_extension(schema_editor):
    try:
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gin")
    except DatabaseError as error:
        raise CommandError(f"{NOT_ALLOWED} (PostgreSQL says: {error})") from error


class Migration(migrations.Migration):
    dependencies = [("requestlog", "0007_indexes_of_screens")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(make_tables, migrations.RunPython.noop)],
            state_operations=[
                migrations.CreateModel(
                    name="Words",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "project",
                                "request_id",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("request_id", models.UUIDField()),
                        ("document", requestlog.models.search.WordsField()),
                        (
                            "project",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="words",
                                to="projects.project",
                            ),
                        ),
                    ],
                    options={"db_table": "requestlog_search", "verbose_name_plural": "words"},
                ),
            ],
        )
    ]
