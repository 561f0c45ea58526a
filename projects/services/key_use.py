"""When keys were used last."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from projects.models import ApiKey


def record_uses(*, digests: Collection[str], now: datetime) -> int:
    """The keys with these digests were used up to now; a later moment that is written already stays."""
    earlier = Q(last_used_at=None) | Q(last_used_at__lt=now)
    return ApiKey.objects.filter(earlier, digest__in=digests).update(last_used_at=now)
