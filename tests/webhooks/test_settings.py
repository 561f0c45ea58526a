"""What the operator sets: checked when the server starts."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.core.exceptions import ImproperlyConfigured

from gptboost_site.env import Settings


def test_it_reads_networks():
    read = Settings({"N": "10.0.0.0/8, fd00::/8,192.0.2.7"})
    expected = [ip_network("10.0.0.0/8"), ip_network("fd00::/8"), ip_network("192.0.2.7/32")]
    assert read.networks("N") == expected
    assert Settings({}).networks("N") == []


@pytest.mark.parametrize("value", ["10.0.0.5/8", "10.0.0.0/99", "localhost", "all"])
def test_it_refuses_what_is_no_network(value):
    with pytest.raises(ImproperlyConfigured, match=r"N='.*' is not valid: expected networks such as 10.0.0.0/8"):
        Settings({"N": value}).networks("N")


def test_it_reads_a_mail_server():
    read = Settings({"EMAIL_URL": "smtp+tls://me%40example.org:p%40ss@mail.example.org:587"})
    assert read.mail("EMAIL_URL") == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "mail.example.org",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_USER": "me@example.org",
        "EMAIL_HOST_PASSWORD": "p@ss",
        "EMAIL_USE_TLS": True,
    }
    assert Settings({}).mail("EMAIL_URL") == {}


@pytest.mark.parametrize("value", ["mail.example.org", "http://user:secret@host", "smtp://user:secret@host:port"])
def test_it_refuses_what_is_no_mail_server_and_says_no_password(value):
    with pytest.raises(ImproperlyConfigured, match=r"EMAIL_URL='.*' is not valid: expected smtp://") as refused:
        Settings({"EMAIL_URL": value}).mail("EMAIL_URL")
    assert "secret" not in str(refused.value)
