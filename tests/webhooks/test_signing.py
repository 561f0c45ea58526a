"""Signatures, against the published example of Standard Webhooks."""

from __future__ import annotations

from base64 import b64decode
from uuid import UUID

from feedback.webhooks.signing import secret_of, signature, signed_headers

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID = UUID("019ab0f2-5c80-7d3e-9f0a-2b1c6d7e8f90")
PEPPER = b"pepper"


def test_it_signs_the_published_example_as_published():
    signed = signature(SECRET, id="msg_p5jXN8AQM9LWM0D4loKWxJek", seconds=1614265330, body=b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_it_sends_three_headers():
    headers = signed_headers(SECRET, id="msg_1", seconds=7, body=b"{}")
    expected = signature(SECRET, id="msg_1", seconds=7, body=b"{}")
    assert headers == {"webhook-id": "msg_1", "webhook-timestamp": "7", "webhook-signature": expected}


def test_it_signs_id_time_and_body():
    signed = {
        signature(SECRET, id=id, seconds=seconds, body=body)
        for id, seconds, body in [("a", 1, b"{}"), ("b", 1, b"{}"), ("a", 2, b"{}"), ("a", 1, b"{ }")]
    }
    assert len(signed) == 4


def test_it_makes_a_secret_of_32_bytes_that_every_part_changes():
    secrets = {
        secret_of(ID, "salt", PEPPER),
        secret_of(ID, "other salt", PEPPER),
        secret_of(UUID(int=ID.int + 1), "salt", PEPPER),
        secret_of(ID, "salt", b"another server"),
    }
    assert len(secrets) == 4
    assert secret_of(ID, "salt", PEPPER) in secrets
    assert {len(b64decode(secret.removeprefix("whsec_"))) for secret in secrets} == {32}
