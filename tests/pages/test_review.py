"""The review queue: who sees it, what waits in it, and what its verbs do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import NOW, create_entry
from tests.pages.world import create_rated, text_of

PAGE = "/p/support/review/"


def test_it_works(project, as_alice):
    create_rated(project, "positive")
    entry = create_rated(project, "negative", comment="wrong: SSO is Enterprise only", tags=("pricing",))
    answer = as_alice.get(PAGE)
    print(text_of(answer))
    assert answer.status_code == 200
