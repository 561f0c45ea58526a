"""Images that came along with a call: shown where a reader asks for one, and never by themselves."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass
from hashlib import blake2b

from projects.models import Project
from requestlog.documents import bodies_of, payloads_of
from requestlog.models import Request
from requestlog.wire.jsons import loads
from requestlog.wire.turns import turns

# What browsers show, by how it begins; what a call says of its type is not believed. No SVG: that is a document.
KINDS = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/gif": re.compile(rb"GIF8[79]a"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "image/avif": re.compile(rb"....ftypavi[fs]", re.DOTALL),
}
START_CHARACTERS = 64
BASE64 = ";base64,"


@dataclass(frozen=True, slots=True)
class Picture:
    """An image's bytes, and the type that they are of."""

    content: bytes
    kind: str


def name_of(data: str) -> str:
    """The name of an image on the page of its call, made of its `data`; "" for what no browser would show."""
    _, found, encoded = data.partition(BASE64)
    if not found or not kind_of(_decoded(encoded[:START_CHARACTERS])):
        return ""
    return blake2b(encoded.encode(), digest_size=12).hexdigest()


def kind_of(content: bytes) -> str:
    return next((kind for kind, begins in KINDS.items() if begins.match(content)), "")


def picture_of(project: Project, entry: Request, name: str) -> Picture | None:
    """The image of `entry` with this name, None for none; reads the bodies."""
    bodies = bodies_of(payloads_of(project, [entry.id]).get(entry.id))
    datas = (part.data for turn in turns(*map(loads, bodies)) for part in turn.parts if part.data)
    data = next((data for data in datas if name_of(data) == name), "")
    content = _decoded(data.partition(BASE64)[2])
    return Picture(content, kind_of(content)) if content else None


def _decoded(encoded: str) -> bytes:
    try:
        return b64decode(encoded)
    except (binascii.Error, ValueError):
        return b""
