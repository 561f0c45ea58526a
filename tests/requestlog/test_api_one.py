"""`GET /v1/requests/<id>/`: one request, by any id that a client may know."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest

from tests.factories import NOW, create_entry
from tests.requestlog.conftest import create_row
from tests.sqlwatch import watching

ODD = [
    *(
        "../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "%00",
        "a%00b",
        "..;",
        "CON",
        "%",
        "_",
        "%25",
        "x" * 256,
        "x" * 5_000,
    ),
    *("%ff", "' OR 1=1 --", "💥", "null", "0", "-1", "9" * 400, "{}", "$id", "%0d%0aX: y", "\u202e", "undefined"),
]


@pytest.mark.parametrize("name", ["id", "message_id", "upstream_request_id", "external_id"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_it_works_by_each_id(project, api, name, slash, django_assert_max_num_queries):
    entry = create_row(
        project, message_id="chatcmpl-1", upstream_request_id="r 2", external_id="job:3", rating="amazing"
    )
    with django_assert_max_num_queries(6), watching():
        answer = api(f"/v1/requests/{quote(str(getattr(entry, name)))}{slash}")
    assert (answer.status_code, answer.json()["id"]) == (200, str(entry.id))
    assert answer.json()["feedback"]["rating"] == "amazing"


def test_it_means_the_newest_where_an_id_was_used_twice(project, api):
    newest = create_entry(project, message_id="chatcmpl-0")
    create_entry(project, message_id="chatcmpl-0", at=NOW - timedelta(hours=1))
    assert api("/v1/requests/chatcmpl-0/").json()["id"] == str(newest.id)


def test_it_hides_other_projects_rows(project, other_project, api):
    entry = create_entry(other_project, message_id="chatcmpl-1")
    unknown = api("/v1/requests/chatcmpl-none/")
    for name in (entry.id, "chatcmpl-1"):
        answer = api(f"/v1/requests/{name}/")
        assert (answer.status_code, answer.content) == (404, unknown.content)


@pytest.mark.parametrize("name", ODD, ids=lambda name: ascii(name)[:30])
def test_it_knows_no_odd_names(project, api, name):
    answer = api(f"/v1/requests/{name}/")
    assert (answer.status_code, list(answer.json())) == (404, ["detail"])


def test_it_takes_a_uuid_in_one_form_only(project, api):
    id = create_entry(project).id
    for form in (str(id).upper(), f"{{{id}}}", id.urn, id.hex):
        assert api(f"/v1/requests/{form}/").status_code == 404
