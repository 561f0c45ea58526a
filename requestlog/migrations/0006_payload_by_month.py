"""On PostgreSQL bodies lie in a table a month, so that a month that nobody wants any more is dropped, not deleted."""

from django.db import migrations

BY_MONTH = """
ALTER TABLE requestlog_payload RENAME TO requestlog_payload_whole;
CREATE TABLE requestlog_payload (
    request_id uuid NOT NULL,
    request bytea,
    response bytea,
    project_id bigint NOT NULL REFERENCES projects_project (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT requestlog_payload_by_month PRIMARY KEY (project_id, request_id)
) PARTITION BY RANGE (request_id);
ALTER TABLE requestlog_payload ALTER request SET STORAGE EXTERNAL, ALTER response SET STORAGE EXTERNAL;
CREATE TABLE requestlog_payload_rest PARTITION OF requestlog_payload DEFAULT;
INSERT INTO requestlog_payload (request_id, request, response, project_id)
    SELECT request_id, request, response, project_id FROM requestlog_payload_whole;
DROP TABLE requestlog_payload_whole;
"""


def partition(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BY_MONTH)


class Migration(migrations.Migration):
    dependencies = [("requestlog", "0005_days_and_queues")]

    operations = [migrations.RunPython(partition, migrations.RunPython.noop)]
