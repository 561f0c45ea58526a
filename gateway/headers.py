"""What headers say, and which of them pass. Names arrive in lower case, as ASGI has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from projects import keys
from requestlog.wire.redact import is_secret_header

Header = tuple[bytes, bytes]
Named = dict[bytes, bytes]

HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer transfer-encoding"
    b" upgrade".split()
)
# A cookie here is this site's own; `Expect` was answered when the body was read, and its length is counted anew.
NOT_SENT_ON = HOP_BY_HOP | {b"host", b"content-length", b"expect", b"cookie"}
NOT_PASSED_BACK = HOP_BY_HOP | {b"set-cookie", b"x-gptboost-request-id"}
OURS = (b"x-gptboost-", b"helicone-")
CREDENTIALS = (b"authorization", b"x-api-key", b"api-key")
SECRET_PARAMETERS = frozenset({"key", "api_key", "api-key", "apikey", "token", "access_token"})
USER = (b"x-gptboost-user", b"helicone-user-id")
SESSION = (b"x-gptboost-session", b"helicone-session-id")
PROPERTY = (b"x-gptboost-property-", b"helicone-property-")
# What a browser would run in this site's origin
ACTIVE_TYPES = ("text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml", "")
BODILESS = frozenset({204, 301, 302, 303, 304, 307, 308})
SANDBOX = (b"content-security-policy", b"sandbox; default-src 'none'")


@dataclass(frozen=True, slots=True)
class Context:
    """What the caller's headers say about a call."""

    end_user: str
    session: str
    metadata: dict[str, str]


def text(value: bytes) -> str:
    """A name or value for people: UTF-8, or Latin-1 as older clients write it."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def by_name(headers: Iterable[Header]) -> Named:
    """Headers to look up; of those that come twice the first."""
    return dict(reversed(list(headers)))


def first(named: Named, *names: bytes) -> str:
    """The value of the first header that there is of `names`, which come in order of preference; "" for none."""
    return next((text(named[name]) for name in names if name in named), "")


def context(named: Named) -> Context:
    """End user, session and properties; a property's name is in lower case, as header names have no case."""
    given = {
        text(name[len(start) :]): text(value)
        for start in reversed(PROPERTY)
        for name, value in named.items()
        if name.startswith(start) and len(name) > len(start)
    }
    return Context(first(named, *USER), first(named, *SESSION), given)


def credential(name: bytes, value: bytes) -> str:
    """The key in a header: the bearer's token, or the whole value of the others."""
    return keys.bearer(text(value)) if name == b"authorization" else text(value).strip()


def credentials(named: Named) -> list[str]:
    """The keys by which a call may be known, in the order of `CREDENTIALS`."""
    sent = [credential(name, named[name]) for name in CREDENTIALS if name in named]
    return [key for key in sent if key]


def secrets(headers: list[Header], query: bytes) -> list[bytes]:
    """Everything of a call that must never be stored, wherever it is echoed; "Bearer abc" is secret as "abc"."""
    sent = [value.strip() for name, value in headers if is_secret_header(text(name))]
    given = parse_qsl(text(query)) if query else []
    asked = [value.encode() for name, value in given if name.lower() in SECRET_PARAMETERS]
    return [value.partition(b" ")[2].strip() or value for value in sent] + asked


def sent_on(headers: list[Header]) -> list[tuple[str, str]]:
    """The request's headers as the upstream gets them; a key of this product's own never leaves."""
    named = _named_in_connection(headers)
    return [
        (text(name), text(value))  # the client library encodes as UTF-8
        for name, value in headers
        if name not in NOT_SENT_ON
        and name not in named
        and not name.startswith(OURS)
        and not (name in CREDENTIALS and keys.is_project_key(credential(name, value)))
    ]


def passed_back(headers: list[Header], status: int, media_type: str) -> list[Header]:
    """The upstream's headers as the client gets them, in order; what a browser could run is put in a sandbox."""
    named = _named_in_connection(headers)
    kept = [(name, value) for name, value in headers if name not in NOT_PASSED_BACK and name not in named]
    could_run = media_type in ACTIVE_TYPES and status not in BODILESS
    return [*kept, SANDBOX] if could_run else kept


def media_type(content_type: str) -> str:
    """A content type without its parameters, in lower case."""
    return content_type.partition(";")[0].strip().lower()


def _named_in_connection(headers: Iterable[Header]) -> frozenset[bytes]:
    values = [value for name, value in headers if name == b"connection"]
    return frozenset(token.strip().lower() for value in values for token in value.split(b","))
