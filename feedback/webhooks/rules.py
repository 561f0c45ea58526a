"""What a webhook may be: who can be told, and of what."""

from __future__ import annotations

from ipaddress import ip_address
from typing import cast
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from feedback.models import TAG_CHARACTERS, Channel
from feedback.webhooks.addresses import refusal

TARGET_CHARACTERS = 2000
MOST_ADDRESSES = 20
MOST_TAGS = 20
NO_MAIL = "Mails need a mail server: the operator sets EMAIL_URL."


def checked_target(channel: str, target: str) -> str:
    """The URL or the addresses, trimmed; raises `ValidationError`, which says what is expected."""
    target = target.strip()
    if len(target) > TARGET_CHARACTERS:
        raise ValidationError(f"Give at most {TARGET_CHARACTERS} characters.")
    return _addresses(target) if channel == Channel.EMAIL else _url(target)


def can_mail() -> bool:
    return bool(settings.MAIL)


def tag_list(tags: object) -> None:
    """A list of few tags, each as long as a vote's may be."""
    if not isinstance(tags, list) or len(tags) > MOST_TAGS:
        raise ValidationError(f"Give at most {MOST_TAGS} tags.")
    if not all(isinstance(tag, str) and 0 < len(tag) <= TAG_CHARACTERS for tag in tags):
        raise ValidationError(f"Each tag has 1 to {TAG_CHARACTERS} characters.")


def _addresses(target: str) -> str:
    if not can_mail():
        raise ValidationError(NO_MAIL)
    addresses = [each.strip() for each in target.split(",") if each.strip()]
    if not 0 < len(addresses) <= MOST_ADDRESSES:
        raise ValidationError(f"Give 1 to {MOST_ADDRESSES} e-mail addresses, separated by commas.")
    for address in addresses:
        _check_address(address)
    return ", ".join(addresses)


def _check_address(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError(f"{address!r} is no e-mail address.") from error


def _url(target: str) -> str:
    try:
        parts = urlsplit(target)
        parts.port  # noqa: B018 – reading it checks it
    except ValueError as error:
        raise ValidationError("This is no URL: its host or its port is not right.") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValidationError("Give a URL that begins with https:// or http:// and names a host.")
    if "@" in parts.netloc:
        raise ValidationError("Give the URL without user and password; every call is signed instead.")
    if not target.isprintable() or " " in target:
        raise ValidationError("A URL has no spaces and no control characters.")
    _check_host(parts)
    return target


def _check_host(parts: SplitResult) -> None:
    """Names are looked up when they are called; an address can be judged at once."""
    host = cast("str", parts.hostname)
    try:
        ip_address(host)
    except ValueError:
        return
    if why := refusal(host, settings.WEBHOOK_NETWORKS):
        raise ValidationError(f"{host} is {why}; the operator may allow it with GPTBOOST_WEBHOOK_NETWORKS.")
