"""How the calls of a project are to be treated. No Django."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Log = Literal["full", "metadata", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A project's settings as far as the gateway needs them; `upstream` is a base URL, "" for the operator's."""

    log: Log = "full"
    stream_usage: bool = False
    upstream: str = ""


USUAL = Policy()
