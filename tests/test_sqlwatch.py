"""The watcher itself: it must be able to fail."""

from __future__ import annotations

import pytest

from tests.sqlwatch import is_unscoped


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT "requestlog_request"."id" FROM "requestlog_request" ORDER BY "requestlog_request"."id" DESC',
        'SELECT "requestlog_request"."project_id" FROM "requestlog_request" WHERE "requestlog_request"."id" = 1',
        'DELETE FROM "feedback_tag" WHERE "feedback_tag"."name" = 1',
        'UPDATE "requestlog_request" SET "rating" = 1 WHERE "requestlog_request"."id" = 1',
    ],
)
def test_it_finds_a_statement_without_its_project(sql):
    assert is_unscoped(sql)


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT 1 FROM "requestlog_request" WHERE "requestlog_request"."project_id" = 1',
        'SELECT 1 FROM "requestlog_knownid" WHERE "requestlog_knownid"."message_id" = 1',
        'INSERT INTO "feedback_feedback" ("id") VALUES (1)',
        'SELECT 1 FROM "auth_user"',
    ],
)
def test_it_lets_other_statements_pass(sql):
    assert not is_unscoped(sql)
