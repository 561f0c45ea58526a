"""What a project wants to be kept of its calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from projects.models import LogMode, Project
from requestlog.calls import Call
from requestlog.facts import facts_without_bodies

NOTE = {"gptboost_bodies": "not_kept"}


def projects_without_bodies(calls: Sequence[Call]) -> set[int]:
    """The projects of `calls` that keep facts alone.

    The gateway leaves bodies out itself; here it is about those that came before it could know, and those of the
    ingest API.
    """
    with_bodies = {call.project_id for call in calls if call.request or call.response}
    if not with_bodies:
        return set()
    chosen = Project.objects.filter(pk__in=with_bodies, log=LogMode.METADATA)
    return set(chosen.values_list("pk", flat=True))


def without_bodies(call: Call) -> Call:
    """The same call with what its bodies say, but for previews, instead of them."""
    if not (call.request or call.response):
        return call
    noted = replace(call, metadata={**call.metadata, **NOTE})
    given = facts_without_bodies(noted, previews=False)
    return replace(noted, request=b"", packed_request=b"", response=b"", packed_response=b"", given=given)
