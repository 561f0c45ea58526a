"""The two teams, once for all cells: each cell is undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.isolation.asking import Asker
from tests.isolation.world import build


@pytest.fixture(scope="module")
def asker(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Asker]:
    spool = tmp_path_factory.mktemp("spool")
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(SPOOL_DIR=spool):
        yield Asker(build())
        transaction.set_rollback(True)
