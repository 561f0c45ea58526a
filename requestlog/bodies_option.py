"""`bodies=no`: the parameter of exports and of the API's list that leaves out what was sent and received."""

from __future__ import annotations

from django.http import QueryDict

BODIES = "bodies"
WORDS = {"": True, "yes": True, "no": False}


def bodies_option(query: QueryDict) -> tuple[bool, dict[str, list[str]]]:
    """Whether bodies are wanted, and what is wrong with the parameter."""
    words = query.getlist(BODIES) or [""]
    if len(words) > 1:
        return True, {BODIES: ["Give this once."]}
    if words[0] not in WORDS:
        return True, {BODIES: ["Give yes or no."]}
    return WORDS[words[0]], {}
