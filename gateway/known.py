"""The live keys and the projects' policies, out of the database."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from django.conf import settings
from django.db import Error, connections

from gateway.access import UPSTREAM, KnownKey
from gateway.policy import USUAL, Log, Policy
from projects.models import DEFAULT_SLUG, ApiKey, Project, UpstreamKey
from requestlog.calls import DEFAULT_PROJECT

log = logging.getLogger(__name__)

LOGS: dict[str, Log] = {"full": "full"}


@dataclass(frozen=True, slots=True)
class Known:
    """What the database said: keys by their digests, policies by project ids where they are not the usual one."""

    keys: dict[str, KnownKey] = field(default_factory=dict)
    policies: dict[int, Policy] = field(default_factory=dict)


def known_now() -> Known | None:
    """Everything that opens something now; None while the database is away."""
    try:
        return Known(live_keys(), unusual_policies())
    except Error as error:
        log.warning("The keys cannot be read; the gateway goes on with those it knows: %s", error)
        return None
    finally:
        connections.close_all()


def live_keys() -> dict[str, KnownKey]:
    upstream = UpstreamKey.objects.filter(project__archived_at=None).values_list("digest", "project_id")
    own = ApiKey.objects.live().values_list("digest", "project_id", "kind")
    known = {digest: KnownKey(project_id, UPSTREAM) for digest, project_id in upstream}
    return known | {digest: KnownKey(project_id, kind) for digest, project_id, kind in own}


def unusual_policies() -> dict[int, Policy]:
    """The policies of projects that changed a setting; the project `default` also as `DEFAULT_PROJECT`."""
    usual = {"log": USUAL.log, "stream_usage": USUAL.stream_usage, "vote_tokens": USUAL.vote_tokens}
    changed = Project.objects.exclude(**usual, upstream=USUAL.upstream)
    rows = changed.values_list("pk", "slug", "log", "upstream", "stream_usage", "vote_tokens")
    policies: dict[int, Policy] = {}
    for project_id, slug, kept, name, stream_usage, vote_tokens in rows:
        policy = Policy(
            log=LOGS.get(kept, "metadata"),
            stream_usage=stream_usage,
            vote_tokens=vote_tokens,
            upstream=upstream_url(name),
        )
        policies |= {project_id: policy} | ({DEFAULT_PROJECT: policy} if slug == DEFAULT_SLUG else {})
    return policies


def upstream_url(name: str) -> str | None:
    """The URL that the operator gives that name; None for a name that is not allowed."""
    return settings.UPSTREAMS.get(name) if name else ""
