"""What headers say, and which of them pass. Names arrive in lower case, as ASGI has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote_to_bytes

from gateway.callers import client_of, retry_of, traceparent_of
from projects import keys
from requestlog.wire.redact import HEADERS

Header = tuple[bytes, bytes]
Named = dict[bytes, bytes]

HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer transfer-encoding"
    b" upgrade".split()
)
# A cookie here is this site's own; `Expect` was answered when the body was read, and its length is counted anew.
NOT_SENT_ON = HOP_BY_HOP | {b"host", b"content-length", b"expect", b"cookie"}
# What would be said of this site, not of the upstream's
NOT_PASSED_BACK = HOP_BY_HOP | frozenset(
    b"set-cookie x-gptboost-request-id x-gptboost-feedback-token strict-transport-security content-security-policy"
    b" alt-svc clear-site-data public-key-pins nel report-to reporting-endpoints service-worker-allowed"
    b" x-content-type-options".split()
)
OURS = (b"x-gptboost-", b"helicone-")
CREDENTIALS = (b"authorization", b"x-api-key", b"api-key")
KEY_PARAMETERS = frozenset({"key", "api_key", "api-key", "apikey", "access_token"})
SECRET_PARAMETERS = KEY_PARAMETERS | {"token"}
USER = (b"x-gptboost-user", b"helicone-user-id")
SESSION = (b"x-gptboost-session", b"helicone-session-id")
PROPERTY = (b"x-gptboost-property-", b"helicone-property-")
# So that nothing that an upstream answers is run by a browser in this site's origin
SAFE = [(b"x-content-type-options", b"nosniff"), (b"content-security-policy", b"sandbox; default-src 'none'")]
LENGTH = frozenset({b"content-length"})
SECRET_HEADERS = frozenset(name.encode() for name in HEADERS)
NOT_TWICE = frozenset({*CREDENTIALS, b"x-gptboost-key"})


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
    for name in names:
        if name in named:
            return text(named[name])
    return ""


def context(named: Named) -> Context:
    """End user, session, properties, and what else is told of the call and its client.

    A property's name is in lower case, as header names have no case.
    """
    told = {
        "gptboost_client": client_of(named),
        "gptboost_retry": retry_of(named),
        "traceparent": traceparent_of(named),
    }
    properties = [name for name in named if name.startswith(PROPERTY)]
    given = {
        text(name[len(start) :]): text(named[name])
        for start in reversed(PROPERTY)
        for name in properties
        if name.startswith(start) and len(name) > len(start)
    }
    known = {name: value for name, value in told.items() if value}
    return Context(first(named, *USER), first(named, *SESSION), given | known)


def credential(name: bytes, value: bytes) -> str:
    """The key in a header: the bearer's token, or the whole value of the others."""
    return keys.bearer(text(value)) if name == b"authorization" else text(value).strip()


def credentials(named: Named) -> list[str]:
    """The keys by which a call may be known, in the order of `CREDENTIALS`."""
    sent = [credential(name, named[name]) for name in CREDENTIALS if name in named]
    return [key for key in sent if key]


def secrets(headers: list[Header], query: bytes) -> list[bytes]:
    """Everything of a call that must never be stored, wherever it is echoed; "Bearer abc" is secret as "abc"."""
    sent = [value.strip() for name, value in headers if name in SECRET_HEADERS]
    asked = [
        spelt for name, value in _parameters(query) if name in SECRET_PARAMETERS for spelt in (value, _unquoted(value))
    ]
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


def doubled(headers: list[Header], named: Named) -> str:
    """The name of a header that comes twice though it says who calls; "" for none."""
    if len(named) == len(headers):
        return ""
    counted = Counter(name for name, _ in headers if name in NOT_TWICE)
    return next((text(name) for name, count in counted.items() if count > 1), "")


def key_in(query: bytes) -> str:
    """The name of a query parameter that is a credential; "" for none."""
    given = parse_qsl(text(query)) if query else []
    return next((name for name, _ in given if name.lower() in KEY_PARAMETERS), "")


def passed_back(headers: list[Header], *, shortened: bool = False) -> list[Header]:
    """The upstream's headers as the client gets them, in order; without the length of a body that is `shortened`."""
    named = _named_in_connection(headers) | (LENGTH if shortened else frozenset())
    return [(name, value) for name, value in headers if name not in NOT_PASSED_BACK and name not in named]


def media_type(content_type: str) -> str:
    """A content type without its parameters, in lower case."""
    return content_type.partition(";")[0].strip().lower()


def _named_in_connection(headers: Iterable[Header]) -> frozenset[bytes]:
    values = [value for name, value in headers if name == b"connection"]
    if not values:
        return frozenset()
    return frozenset(token.strip().lower() for value in values for token in value.split(b","))


def _parameters(query: bytes) -> list[tuple[str, bytes]]:
    """Names in lower case, values as the client wrote them."""
    pairs = [piece.partition(b"=") for piece in query.split(b"&") if piece]
    return [(text(_unquoted(name)).lower(), value) for name, _, value in pairs]


def _unquoted(value: bytes) -> bytes:
    return unquote_to_bytes(value.replace(b"+", b" "))
