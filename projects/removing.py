"""A person goes, and the keys that they know with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from projects import services
from projects.models import ApiKey, Membership
from projects.removing_form import OVERLAP, REVOKE, ROLL


@transaction.atomic
def remove_with_keys(
    *, membership: Membership, deeds: Sequence[tuple[ApiKey, str]], by: User, now: datetime
) -> list[tuple[ApiKey, str]]:
    """Ends the person's access and does what is chosen with their keys; the new keys, each to be shown this once.

    Raises as `services.remove_member` does.
    """
    services.remove_member(membership=membership, by=by, now=now)
    for key, deed in deeds:
        if deed == REVOKE:
            services.revoke_key(key=key, by=by, now=now)
    return [services.roll_key(key=key, overlap=OVERLAP, by=by, now=now) for key, deed in deeds if deed == ROLL]
