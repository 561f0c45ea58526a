"""Who can be told, and what is said of who cannot."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.core.exceptions import ValidationError

from feedback.models import Channel
from feedback.webhooks.rules import checked_target, tag_list


@pytest.fixture
def mail_server(settings):
    settings.MAIL = {"EMAIL_HOST": "mail.example.org"}


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.org/x?y=1#z",
        "http://receiver:8080/",
        "https://[2606:4700:4700::1111]/",
        "https://bücher.example/",
        "https://a.example/" + "x" * 1900,
    ],
)
def test_it_takes_urls_with_a_host(url):
    assert checked_target(Channel.WEBHOOK, f"  {url} ") == url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", "begins with https://"),
        ("hooks.example.org", "begins with https://"),
        ("ftp://hooks.example.org/", "begins with https://"),
        ("javascript:alert(1)", "begins with https://"),
        ("https://", "names a host"),
        ("https:///path", "names a host"),
        ("https://me:secret@hooks.example.org/", "without user and password"),
        ("https://me@hooks.example.org/", "without user and password"),
        ("https://hooks.example.org:99999/", "host or its port"),
        ("https://[::1/", "host or its port"),
        ("https://hooks.example.org/a b", "no spaces"),
        ("https://hooks.example.org/a\u202eb", "no spaces and no control characters"),
        ("https://a.example/" + "x" * 2000, "at most 2000 characters"),
        ("http://127.0.0.1/", "127.0.0.1 is a loopback address; the operator may allow it"),
        ("http://[::ffff:10.0.0.5]/", "is a private address"),
        ("http://169.254.169.254/latest/meta-data/", "an address of a cloud's metadata"),
    ],
)
def test_it_refuses_what_is_no_url_to_call(url, expected):
    with pytest.raises(ValidationError, match=expected):
        checked_target(Channel.SLACK, url)


def test_it_takes_an_address_that_the_operator_allows(settings):
    settings.WEBHOOK_NETWORKS = [ip_network("10.0.0.0/8")]
    assert checked_target(Channel.WEBHOOK, "http://10.0.0.5/") == "http://10.0.0.5/"


def test_it_takes_mail_addresses(mail_server):
    assert checked_target(Channel.EMAIL, "ada@example.org,bob@example.org, ") == "ada@example.org, bob@example.org"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("", "1 to 20 e-mail addresses"),
        (",".join(["ada@example.org"] * 21), "1 to 20 e-mail addresses"),
        ("ada@example.org, bob", "'bob' is no e-mail address"),
        ("ada@example.org\nBcc: all@example.org", "is no e-mail address"),
        ("https://hooks.example.org/", "is no e-mail address"),
    ],
)
def test_it_refuses_what_is_no_mail_address(mail_server, target, expected):
    with pytest.raises(ValidationError, match=expected):
        checked_target(Channel.EMAIL, target)


def test_it_mails_to_nobody_without_a_mail_server():
    with pytest.raises(ValidationError, match="the operator sets EMAIL_URL"):
        checked_target(Channel.EMAIL, "ada@example.org")


@pytest.mark.parametrize("tags", ["links", [""], ["x" * 101], [7], [str(number) for number in range(21)]])
def test_it_refuses_tags_that_no_vote_has(tags):
    with pytest.raises(ValidationError):
        tag_list(tags)
