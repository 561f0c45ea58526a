"""The log in the admin: read-only, and never counted whole."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from requestlog.admin import CappedPaginator
from tests.requestlog.conftest import create_row


@pytest.fixture
def as_operator(client, db):
    user = User.objects.create_superuser("operator", "", None)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_it_lists_and_shows_requests(project, as_operator, django_assert_max_num_queries):
    entries = [create_row(project, hours=hours, prompt=f"Prompt {hours}") for hours in range(5)]
    with django_assert_max_num_queries(8) as asked:
        page = as_operator.get("/admin/requestlog/request/")
    assert page.status_code == 200
    assert all(f"Prompt {hours}" in page.text for hours in range(5))
    assert not any("COUNT(*)" in query["sql"] and "LIMIT" not in query["sql"] for query in asked.captured_queries)
    assert as_operator.get(f"/admin/requestlog/request/{entries[0].id}/change/").status_code == 200


@pytest.mark.parametrize("action", ["add", "change", "delete"])
def test_it_changes_nothing(project, as_operator, action):
    entry = create_row(project)
    url = "/admin/requestlog/request/add/" if action == "add" else f"/admin/requestlog/request/{entry.id}/{action}/"
    assert as_operator.post(url, {"project": project.pk, "post": "yes"}).status_code == 403
    assert list(project.requests.values_list("model", flat=True)) == ["gpt-5-mini"]


def test_it_is_closed_to_members(project, as_alice):
    assert as_alice.get("/admin/requestlog/request/").status_code == 302


def test_it_counts_a_long_log_no_further_than_the_cap(project, monkeypatch):
    monkeypatch.setattr("requestlog.admin.COUNTED", 3)
    for hours in range(5):
        create_row(project, hours=hours)
    assert CappedPaginator(project.requests.order_by("-id"), 2).num_pages == 2
