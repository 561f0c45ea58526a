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
        'SELECT "projects_auditevent"."id" FROM "projects_auditevent" WHERE "projects_auditevent"."id" = 1',
        'SELECT "requestlog_savedview"."id" FROM "requestlog_savedview" WHERE "requestlog_savedview"."owner_id" = 1',
        'SELECT "projects_invitation"."email" FROM "projects_invitation" ORDER BY "projects_invitation"."created_at"',
        'SELECT "projects_apikey"."name" FROM "projects_apikey"',
        'UPDATE "projects_membership" SET "role" = 1',
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
        'SELECT 1 FROM "projects_invitation" WHERE "projects_invitation"."digest" = 1',
        'SELECT 1 FROM "projects_membership" WHERE "projects_membership"."user_id" = 1',
    ],
)
def test_it_lets_other_statements_pass(sql):
    assert not is_unscoped(sql)
