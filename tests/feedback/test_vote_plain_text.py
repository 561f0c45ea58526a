"""`POST /v1/feedback/` as `text/plain`: what `navigator.sendBeacon` sends, which knows no headers."""

from __future__ import annotations

import json

import pytest

from feedback.models import Feedback
from tests.feedback.conftest import MESSAGE, posted

VOTE = {"message_id": MESSAGE, "rating": "amazing", "comment": "from a beacon 🛰"}


@pytest.mark.parametrize("content_type", ["text/plain", "text/plain;charset=UTF-8", "Text/Plain; charset=utf-8"])
def test_it_takes_json_that_is_said_to_be_text(entry, content_type):
    answer = posted(VOTE, content_type=content_type)
    assert (answer.status_code, answer.json()["comment"]) == (200, "from a beacon 🛰")
    assert Feedback.objects.get().request_id == entry.id


@pytest.mark.parametrize(
    "body", ["", "👍", "message_id=1&rating=positive", "[1]", "\ufeff{}", json.dumps(VOTE).encode("utf-16")]
)
def test_it_refuses_text_that_is_no_json_object(entry, body):
    answer = posted(body, content_type="text/plain")
    assert (answer.status_code, Feedback.objects.exists()) == (400, False)


def test_it_takes_the_key_from_the_body(entry, public_key):
    assert posted({**VOTE, "key": public_key}, content_type="text/plain").status_code == 200


def test_it_is_as_strict_about_size_and_encoding(entry):
    padded = json.dumps(VOTE) + " " * (256 * 1024)
    assert posted(padded, content_type="text/plain").status_code == 413
    packed = posted("{}", content_type="text/plain", headers={"Content-Encoding": "gzip"})
    assert (packed.status_code, Feedback.objects.exists()) == (415, False)
