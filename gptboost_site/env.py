"""Typed reading of the environment: a wrong value stops the start and says what was expected."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=str)

TRUE = ("1", "true", "yes", "on")
FALSE = ("0", "false", "no", "off", "")
MAIL_URL = "smtp://user:password@host:25, smtp+tls://… (STARTTLS, usually port 587) or smtp+ssl://… (port 465)"


def wrong(name: str, value: object, expected: str) -> ImproperlyConfigured:
    """The one sentence with which a wrong setting stops the start."""
    return ImproperlyConfigured(f"{name}={value!r} is not valid: expected {expected}")


class Settings:
    """The process environment with one reader a type; `names` collects what was asked for."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.env = environ.Env()
        self.env.ENVIRON = environment
        self.names: set[str] = set()

    def text(self, name: str, default: str = "") -> str:
        self.names.add(name)
        return str(self.env.str(name, default=default)).strip()

    def flag(self, name: str, default: bool = False) -> bool:
        """1/true/yes/on or 0/false/no/off; anything else is refused, not read as false."""
        value = self.text(name, "1" if default else "0").lower()
        if value not in TRUE + FALSE:
            raise wrong(name, value, "1, true, yes or on, or 0, false, no or off")
        return value in TRUE

    def number(self, name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
        value = self.text(name, str(default))
        expected = f"a whole number of at least {least}" + (f" and at most {most}" if most is not None else "")
        number = self._converted(name, value, int, expected)
        if number < least or (most is not None and number > most):
            raise wrong(name, value, expected)
        return number

    def words(self, name: str, default: Sequence[str] = ()) -> list[str]:
        """A list separated by commas."""
        return [word.strip() for word in self.text(name, ",".join(default)).split(",") if word.strip()]

    def choice(self, name: str, choices: Sequence[Choice], default: Choice) -> Choice:
        value = self.text(name, default)
        for choice in choices:
            if value == choice:
                return choice
        raise wrong(name, value, "one of " + ", ".join(choices))

    def url(self, name: str, default: str) -> str:
        """An http(s) URL without credentials, query and trailing slash."""
        return self._url(name, self.text(name, default))

    def urls(self, name: str) -> dict[str, str]:
        """URLs by their names, "openai=https://…,local=http://…"; see `url`."""
        named: dict[str, str] = {}
        for word in self.words(name):
            key, _, value = word.partition("=")
            if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,49}", key) or key in named:
                raise wrong(name, key, "name=URL, separated by commas, each name once, of a-z, 0-9 and hyphens")
            named[key] = self._url(name, value)
        return named

    def _url(self, name: str, value: str) -> str:
        parts = self._converted(name, value, urlsplit, "an http:// or https:// URL")
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.query
            or parts.fragment
            or "@" in parts.netloc
        ):
            raise wrong(name, value, "an http:// or https:// URL without user, query and fragment")
        return value.rstrip("/")

    def rate(self, name: str, default: str) -> str:
        """So many in a time, as DRF's throttles read it; "" for "0", which is no limit."""
        value = self.text(name, default)
        if value == "0":
            return ""
        if not re.fullmatch(r"[1-9][0-9]{0,6}/(second|minute|hour|day)", value):
            raise wrong(name, value, "a number by second, minute, hour or day, such as 30/minute, or 0 for no limit")
        return value

    def networks(self, name: str) -> list[IPv4Network | IPv6Network]:
        """IP networks in CIDR notation, separated by commas."""
        expected = "networks such as 10.0.0.0/8 or fd00::/8, separated by commas, without bits of a host"
        return [self._converted(name, word, ip_network, expected) for word in self.words(name)]

    def folder(self, name: str, default: Path) -> Path:
        return Path(self.text(name, str(default))).expanduser().resolve()

    def database(self, name: str, default: str) -> dict[str, object]:
        """Django's DATABASES entry out of a URL: sqlite:///path or postgres://…"""
        value = self.text(name, default)
        expected = "sqlite:///path/to/file or postgres://user:password@host:port/name"
        if not value.startswith(("sqlite://", "postgres://", "postgresql://")):
            raise wrong(name, value.split("://")[0] + "://…", expected)
        return dict(self._converted(name, value, self.env.db_url_config, expected))

    def mail(self, name: str) -> dict[str, object]:
        """Django's EMAIL_… settings out of a URL, none where the variable is unset."""
        value = self.text(name)
        if not value:
            return {}
        if value.split("://")[0] not in self.env.EMAIL_SCHEMES:
            raise wrong(name, value.split("://")[0] + "://…", MAIL_URL)
        config = self._converted(name, value, self.env.email_url_config, MAIL_URL, shown="…")
        return {key: each for key, each in config.items() if key.startswith("EMAIL_") and each not in (None, "")}

    def secret(self, name: str, kept_in: Path | None) -> str:
        """The secret; made once and kept (mode 0600) in the file `kept_in` where the variable is unset."""
        value = self.text(name)
        if value or kept_in is None:
            return value
        if not kept_in.exists():
            kept_in.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            kept_in.touch(mode=0o600, exist_ok=True)
            kept_in.write_text(secrets.token_urlsafe(64))
        return kept_in.read_text().strip()

    @staticmethod
    def _converted(
        name: str, value: str, convert: Callable[[str], Value], expected: str, shown: str | None = None
    ) -> Value:
        try:
            return convert(value)
        except (ValueError, KeyError, TypeError) as error:
            raise wrong(name, value if shown is None else shown, expected) from error
