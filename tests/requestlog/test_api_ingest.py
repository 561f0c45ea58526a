"""`POST /v1/requests/`: calls of apps that do not use the gateway."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from feedback.models import Feedback
from requestlog.models import KnownId, Payload, Request
from requestlog.rows import unpacked
from tests.factories import NOW

SENT = {"model": "gpt-5", "messages": [{"role": "user", "content": "Tell me a joke"}]}
GOT = {"id": "chatcmpl-9", "model": "gpt-5", "choices": [{"message": {"role": "assistant", "content": "No."}}]}
CALL = {"request": SENT, "response": GOT}


def nested(levels: int) -> dict:
    value: dict = {}
    for _ in range(levels):
        value = {"a": value}
    return value


def test_it_stores_one_call_with_what_its_bodies_say(project, post, api):
    answer = post({**CALL, "latency_ms": 900, "user": "ann"})
    assert (answer.status_code, answer.json()["status"], answer.json()["errors"]) == (201, 201, {})
    entry = project.requests.get()
    assert entry.id == UUID(answer.json()["id"])
    assert (entry.message_id, entry.model, entry.status, entry.latency_ms) == ("chatcmpl-9", "gpt-5", 200, 900)
    assert (entry.end_user, entry.prompt_preview, entry.answer_preview) == ("ann", "Tell me a joke", "No.")
    assert api("/v1/requests/chatcmpl-9/").json()["response"] == GOT


def test_it_takes_every_field_of_the_log_and_explicit_ones_win(project, post, api):
    given = {
        "id": "job-1", "message_id": "own-1", "created_at": "2026-11-20T10:00:00.5+01:00", "endpoint": "responses",
        "model": "gpt-x", "status": 429, "error": "rate_limit", "streamed": True, "latency_ms": 1,
        "time_to_first_token_ms": 2, "prompt_tokens": 3, "completion_tokens": 4, "cached_tokens": 5,
        "reasoning_tokens": 6, "cost_usd": 0.1 + 0.2, "user": "ann", "session": "s", "metadata": {"a": [1]},
        "request": SENT, "response": GOT,
    }  # fmt: skip
    assert post(given).status_code == 201
    document = api("/v1/requests/job-1/").json()
    changed = {"id": document["id"], "created_at": "2026-11-20T09:00:00.500000Z", "cost_usd": 0.3}
    said = {"feedback": None, "votes": [], "review": None, "labels": []}
    assert document == {**given, **changed, "project": "support", **said}
    assert KnownId.objects.filter(message_id__in=["own-1", "chatcmpl-9", "job-1"]).count() == 3


def test_it_takes_back_what_it_gave(project, post, api):
    post({**CALL, "id": "first", "metadata": {"wide": 2**70, "empty": ""}})
    document = api("/v1/requests/first/").json()
    assert post(document).status_code == 201
    again = api("/v1/requests/" + document["id"]).json()
    copy = project.requests.get(external_id=document["id"])
    assert api(f"/v1/requests/{copy.id}/").json() == {**again, "id": str(copy.id)}


@pytest.mark.parametrize("wrap", [list, lambda items: {"requests": items}], ids=["array", "object"])
@pytest.mark.parametrize("place", [0, 1, 4])
def test_it_answers_each_of_a_batch_and_one_bad_never_spoils_the_rest(project, post, wrap, place):
    items: list = [{**CALL, "id": f"job-{n}"} for n in range(4)]
    items.insert(place, {**CALL, "status": "fine", "latency_ms": -1})
    answer = post(wrap(items))
    results = answer.json()["results"]
    assert (answer.status_code, [result["index"] for result in results]) == (200, [0, 1, 2, 3, 4])
    assert [result["status"] for result in results] == [400 if n == place else 201 for n in range(5)]
    assert sorted(results[place]["errors"]) == ["latency_ms", "status"]
    assert project.requests.count() == Payload.objects.count() == 4


def test_it_stores_a_thousand_at_once_and_refuses_one_more(project, post):
    assert {result["status"] for result in post([CALL] * 1000).json()["results"]} == {201}
    for body in ([CALL] * 1001, [], {"requests": []}, {"requests": CALL}, {"requests": None}):
        answer = post(body)
        assert (answer.status_code, list(answer.json())) == (400, ["requests"])
    assert project.requests.count() == 1000


def test_it_stores_a_repeated_id_once(project, post):
    first, again = post({**CALL, "id": "job-1"}), post({**CALL, "id": "job-1", "latency_ms": 5})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert project.requests.count() == Payload.objects.count() == 1


def test_it_says_when_an_id_means_another_call(project, post):
    first = post({**CALL, "id": "job-1"})
    other = post({"request": SENT, "id": "job-1"})
    assert (other.status_code, other.json()["id"], list(other.json()["errors"])) == (409, first.json()["id"], ["id"])
    assert unpacked(Payload.objects.get().response) != b""


def test_it_stores_an_id_that_is_twice_in_a_batch_once(project, post):
    batch = [{**CALL, "id": "a"}, {**CALL, "id": "a"}, {"request": {}, "id": "a"}, {**CALL, "id": "b"}]
    results = post(batch).json()["results"]
    assert [result["status"] for result in results] == [201, 200, 409, 201]
    assert results[0]["id"] == results[1]["id"] == results[2]["id"]
    assert sorted(project.requests.values_list("external_id", flat=True)) == ["a", "b"]


def test_it_never_takes_project_or_feedback_from_a_client(project, other_project, post):
    post({**CALL, "project": "other", "project_id": other_project.pk, "feedback": {"rating": "amazing"}, "rating": 3})
    assert project.requests.get().rating is None
    assert (other_project.requests.count(), Feedback.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("id", ["", 1, True, [], {}, "x" * 129]),
        ("message_id", [1, [], {}, False, "x" * 256]),
        ("created_at", [1, 1763900000, "", "now", "2026-02-30T00:00:00Z", "2026-11-01T10:00:60Z",
                        "1999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00",
                        "2026-11-01T10:00:00+99:99",
                        "٢٠٢٦-11-01T10:00:00Z", "1e9", "NaN", True, []]),
        ("endpoint", ["", 1, "x" * 201, []]),
        ("model", [1, [], {}, "x" * 201]),
        ("status", [0, 99, 600, "200", 200.5, True, [], 10**30, -1]),
        ("error", [1, [], "x" * 101]),
        ("streamed", [0, 1, "true", "yes", [], {}]),
        ("latency_ms", [-1, 1.5, "1", True, 2**31, 10**400, []]),
        ("prompt_tokens", [-1, 1.5, "1", True, 2**31, [], {}]),
        ("cost_usd", [-1, "1", True, 10**9, 10**400, [], {}]),
        ("user", [1, [], "x" * 256]),
        ("session", [1, [], "x" * 256]),
        ("metadata", [1, "x", [], True, nested(65)]),
        ("request", [1, "x", [], True, nested(65)]),
        ("response", [1, "x", [], True, nested(65)]),
    ],
)  # fmt: skip
def test_it_refuses_wrong_values_and_names_the_field(project, post, field, values):
    for value in values:
        answer = post({**CALL, field: value})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field]), value
    assert Request.objects.count() == 0


@pytest.mark.parametrize("item", [None, 1, "x", True, [], [[]], {}, {"model": "gpt-5"}])
def test_it_refuses_what_is_no_call(project, post, item):
    (result,) = post([item]).json()["results"]
    assert (result["status"], result["id"]) == (400, None)
    assert result["errors"]


def test_it_takes_null_for_what_is_not_known(project, post):
    assert post(dict.fromkeys([*CALL, "id", "created_at", "model", "metadata", "user", "cost_usd"])).status_code == 201
    assert Payload.objects.get().request is None


@pytest.mark.parametrize(
    "body",
    [
        b" ", b"{", b"nope", b"{}{}", b"[1,]", b"// x\n{}", b"\xff", b"\xef\xbb\xbf{}", b'{"a":NaN}',
        b'{"a":-Infinity}', b'{"a":0x1}', b"[" * 100_000, b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b"1" * 5_000, "{}".encode("utf-16"),
        b'"\\ud800"', b"null", b"true", b"1", b'"x"',
    ],
    ids=lambda body: ascii(body)[:25],
)  # fmt: skip
def test_it_refuses_what_is_no_json_of_calls(project, post, body):
    answer = post(body)
    assert answer.status_code == 400
    assert isinstance(answer.json(), dict)
    assert Request.objects.count() == 0


@pytest.mark.parametrize(
    "raw",
    [
        b'{"n":123456789012345678901234567890}',
        b'{"s":"\\ud800","z":"\\u0000"}',
        '{"ü":"💥"}'.encode(),
        b'{"x":[[],{}]}',
    ],
    ids=ascii,
)
def test_it_keeps_what_is_rare_in_bodies(project, post, api, raw):
    assert post(b'{"id":"a","request":' + raw + b',"response":null}').status_code == 201
    assert unpacked(Payload.objects.get().request) == raw
    assert b'"request":' + raw + b"," in api("/v1/requests/a/").content


@pytest.mark.parametrize("number", [b"1e999", b"-1e999", b"9" * 400 + b".0"])
def test_it_refuses_numbers_that_no_double_holds(project, post, number):
    answer = post(b'[{"request":{"n":' + number + b'}},{"request":{}}]')
    assert [result["status"] for result in answer.json()["results"]] == [400, 201]


def test_it_stores_a_call_whose_usage_is_nonsense(project, post):
    usage = {"prompt_tokens": 10**30, "completion_tokens": -5, "total_tokens": "many"}
    assert post({"request": SENT, "response": {**GOT, "usage": usage}}).status_code == 201
    assert project.requests.get().prompt_tokens is None


def test_it_replaces_what_no_database_can_store(project, post):
    assert post({**CALL, "id": "a\0", "user": "b\ud800", "metadata": {"c\0": "d\0"}}).status_code == 201
    entry = project.requests.get()
    assert (entry.external_id, entry.end_user, entry.metadata) == ("a\ufffd", "b\ufffd", {"c\ufffd": "d\ufffd"})


@pytest.mark.parametrize("minutes", [4, -60 * 24 * 365])
def test_it_keeps_the_clients_time_and_its_place_in_the_log(project, post, api, minutes):
    at = datetime.now(UTC) + timedelta(minutes=minutes)
    assert post({**CALL, "created_at": at.isoformat()}).status_code == 201
    entry = project.requests.get()
    assert entry.created_at == at
    assert entry.id.int >> 80 == int(at.timestamp() * 1000)
    assert post({**CALL, "created_at": (datetime.now(UTC) + timedelta(minutes=6)).isoformat()}).status_code == 400


def test_it_refuses_bodies_over_ten_mebibytes_before_it_reads_them(project, post):
    assert post(b"x" * (10 * 1024 * 1024 + 1)).status_code == 413
    assert post(json.dumps({**CALL, "response": {"text": "x" * 5_000_000}})).status_code == 201


def test_it_refuses_chunks_encodings_and_other_types(project, post):
    assert post(CALL, HTTP_TRANSFER_ENCODING="chunked").status_code == 411
    assert post(b"").status_code == post(b"", CONTENT_LENGTH="0").status_code == 400
    assert post(CALL, HTTP_CONTENT_ENCODING="gzip").status_code == 415
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/octet-stream", "json"):
        answer = post(b"{}", content_type=content_type)
        assert (answer.status_code, list(answer.json())) == (415, ["detail"])
    assert Request.objects.count() == 0


@pytest.mark.parametrize("key", ["", "public"])
def test_it_needs_a_secret_key(project, client, public_key, key):
    headers = {"Authorization": f"Bearer {public_key}"} if key else {}
    answer = client.post("/v1/requests/", CALL, content_type="application/json", headers=headers)
    assert (answer.status_code, Request.objects.count()) == (403 if key else 401, 0)


def test_it_answers_json_when_something_unforeseen_fails(project, post):
    def broken(*arguments):
        raise ZeroDivisionError

    with connection.execute_wrapper(lambda execute, sql, *rest: broken() if "payload" in sql else execute(sql, *rest)):
        answer = post(CALL)
    assert (answer.status_code, list(answer.json())) == (500, ["detail"])
    assert (Request.objects.count(), NOW.year) == (0, 2026)
