"""Vote tokens as plain values: how they are made and read. No Django: the gateway uses this too.

A token is `vt_` and base 64 (RFC 4648, section 5, without padding) of: 1 byte of version, 8 of the project's id, 16 of
the log entry's id, 8 of the submitter's digest (zeros where the token is for the message), 4 of the last second that
it is good in (Unix time), and the first 16 bytes of the HMAC-SHA256 of all that.
"""

from __future__ import annotations

import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from struct import Struct
from uuid import UUID

PREFIX = "vt_"
VERSION = 1
FIELDS = Struct(">BQ16s8sI")
MAC_BYTES = 16
ANYBODY = bytes(8)


class BadToken(ValueError):  # noqa: N818
    """The text is no token of this server, or one that has expired."""


@dataclass(frozen=True, slots=True)
class VoteToken:
    """What a token is good for: votes on one entry of one project, of one submitter (`mark`) or of anybody.

    `project_id` is `requestlog.calls.DEFAULT_PROJECT` where the gateway did not know the default project's own id.
    """

    project_id: int
    request_id: UUID
    expires: int
    mark: bytes = ANYBODY

    def speaks_for(self, submitter: str) -> bool:
        """Whether the token is good for the vote of `submitter` ("" for the anonymous one)."""
        return self.mark in (ANYBODY, mark_of(submitter))


def mark_of(submitter: str) -> bytes:
    """By what a vote's own token knows its submitter; never `ANYBODY`."""
    return sha256(b"submitter:" + submitter.encode("utf-8", "surrogatepass")).digest()[:8]


def written(token: VoteToken, pepper: bytes) -> str:
    """The token as text, 74 characters that need no escaping in URLs and headers."""
    packed = FIELDS.pack(VERSION, token.project_id, token.request_id.bytes, token.mark, token.expires)
    return _as_text(packed + _mac(packed, pepper))


def read(text: str, pepper: bytes, now: float) -> VoteToken:
    """The token that `text` is at the second `now`. Raises `BadToken`."""
    packed, mac = _unpacked(text)
    if not hmac.compare_digest(mac, _mac(packed, pepper)):
        raise BadToken("This vote token was not made here.")
    version, project_id, request_id, mark, expires = FIELDS.unpack(packed)
    if version != VERSION or now > expires:
        raise BadToken("This vote token has expired.")
    return VoteToken(project_id, UUID(bytes=request_id), expires, mark)


def _unpacked(text: str) -> tuple[bytes, bytes]:
    try:
        raw = urlsafe_b64decode(text.removeprefix(PREFIX) + "=" * (-len(text.removeprefix(PREFIX)) % 4))
    except (ValueError, binascii.Error) as error:
        raise BadToken("This is no vote token.") from error
    # A token has one spelling: the decoder passes over foreign letters and the last one's spare bits
    if len(raw) != FIELDS.size + MAC_BYTES or _as_text(raw) != text:
        raise BadToken("This is no vote token.")
    return raw[: FIELDS.size], raw[FIELDS.size :]


def _as_text(raw: bytes) -> str:
    return PREFIX + urlsafe_b64encode(raw).rstrip(b"=").decode()


def _mac(packed: bytes, pepper: bytes) -> bytes:
    return hmac.digest(pepper, packed, "sha256")[:MAC_BYTES]
