"""`POST /v1/feedback/`: bodies that are no JSON object, are not said to be one, or are too large."""

from __future__ import annotations

import gzip
import json
from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIHandler

from feedback.models import Feedback
from tests.feedback.conftest import MESSAGE, URL, posted

VOTE = json.dumps({"message_id": MESSAGE, "rating": "positive"})


def with_field(value: str) -> str:
    """A right vote that has one more, unknown, field with the JSON text `value`."""
    return f'{VOTE[:-1]}, "more": {value}}}'


TORTURES = {
    "nothing": "",
    "spaces": " \n ",
    "null": "null",
    "true": "true",
    "number": "1",
    "string": '"x"',
    "list": "[]",
    "list of votes": f"[{VOTE}]",
    "text": "hello",
    "form": "message_id=chatcmpl-9xQ2hVb3mK1wZ7c4&rating=positive",
    "trailing comma": f"{VOTE[:-1]},}}",
    "trailing text": VOTE + "x",
    "two objects": VOTE + VOTE,
    "comment": VOTE + "// c",
    "single quotes": VOTE.replace('"', "'"),
    "cut": VOTE[:-5],
    "byte order mark": b"\xef\xbb\xbf" + VOTE.encode(),
    "UTF-16": VOTE.encode("utf-16"),
    "UTF-32": VOTE.encode("utf-32"),
    "Latin-1": with_field('"é"').encode("latin-1"),
    "overlong UTF-8": with_field('"@"').encode().replace(b"@", b"\xc0\xaf"),
    "surrogate in UTF-8": with_field('"@"').encode().replace(b"@", b"\xed\xa0\x80"),
    "raw control character": with_field('"a\nb"'),
    "raw NUL": with_field('"a\0b"'),
    "bad escape": with_field('"\\x41"'),
    "NaN": with_field("NaN"),
    "Infinity": with_field("Infinity"),
    "-Infinity": with_field("-Infinity"),
    "1e999": with_field("1e999"),
    "-1e999": with_field("-1e999"),
    "hexadecimal": with_field("0x1"),
    "leading zero": with_field("01"),
    "4,301 digits": with_field("9" * 4301),
    "repeated key": VOTE[:-1] + ', "rating": "negative"}',
    "repeated key inside": with_field('{"a": 1, "a": 2}'),
    "5,000 arrays": with_field("[" * 5000 + "]" * 5000),
    "100,000 arrays": with_field("[" * 100_000 + "]" * 100_000),
    "20,000 objects": with_field('{"a":' * 20_000 + "1" + "}" * 20_000),
    "100,000 open arrays": "[" * 100_000,
}


@pytest.mark.parametrize("body", TORTURES.values(), ids=TORTURES)
def test_it_refuses_what_is_no_json_object(entry, body):
    answer = posted(body)
    assert answer.status_code == 400
    assert not Feedback.objects.exists()


HARMLESS = ["1" * 400, "-0", "1E3", "[" * 64 + "]" * 64, '"\\u0000"', '"\\ud800"', '{"\\u0000": 1}', '"\\ud83d\\ude00"']


@pytest.mark.parametrize("value", HARMLESS, ids=range(len(HARMLESS)))
def test_it_ignores_odd_values_of_unknown_fields(entry, value):
    assert posted(with_field(value)).status_code == 200


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/html",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/octet-stream",
        "application/jsonp",
        "application/json-patch+json",
        "json",
        "*/*",
        "application/*",
    ],
)
def test_it_refuses_a_body_that_is_not_said_to_be_json(entry, content_type):
    assert posted(VOTE, content_type=content_type).status_code == 415
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "Application/JSON", "application/json;x=y"]
)
def test_it_takes_json_however_it_is_spelt(entry, content_type):
    assert posted(VOTE, content_type=content_type).status_code == 200


def test_it_refuses_a_compressed_body(entry):
    answer = posted(gzip.compress(VOTE.encode()), headers={"Content-Encoding": "gzip"})
    assert (answer.status_code, "Content-Encoding" in answer.json()["detail"]) == (415, True)


@pytest.mark.parametrize(("size", "status"), [(256 * 1024, 200), (256 * 1024 + 1, 413), (50 * 1024 * 1024, 413)])
def test_it_refuses_a_body_over_256_kib(entry, size, status):
    padded = VOTE + " " * (size - len(VOTE))
    assert posted(padded).status_code == status


def test_it_does_not_read_a_body_that_is_too_large(entry):
    class Unread(BytesIO):
        def read(self, *size):
            raise AssertionError("read")

    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": URL,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(2**40),
        "wsgi.input": Unread(),
        "wsgi.url_scheme": "http",
    }
    statuses = []
    WSGIHandler()(environ, lambda status, headers: statuses.append(status))
    assert statuses == ["413 Request Entity Too Large"]


def test_it_asks_for_the_length_of_a_chunked_body(entry):
    answer = posted(b"", headers={"Transfer-Encoding": "chunked"})
    assert answer.status_code == 411
    assert "Content-Length" in answer.json()["detail"]
