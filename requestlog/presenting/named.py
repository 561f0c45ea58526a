"""Values whose parts templates read by name."""

from __future__ import annotations

from typing import Any


class Named:
    """`value["name"]` is `value.name`: so templates ask first, and a refusal costs them more than all the rest."""

    __slots__ = ()

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)
