"""Every URL × method × person and key: who has no right to a thing cannot tell it from one that does not exist."""

from __future__ import annotations

import logging

import pytest

from tests.isolation.judging import Judge
from tests.isolation.routes import routes
from tests.isolation.table import TABLE

pytestmark = pytest.mark.django_db
ROUTES = routes()


@pytest.fixture(autouse=True)
def quiet():
    """Most cells are refusals, which are logged."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("key", sorted(ROUTES.keys() & TABLE.keys()))
def test_it_answers_everybody_as_the_table_says(asker, key):
    wrong = list(Judge(asker, ROUTES[key], TABLE[key]))
    assert not wrong, "\n".join([key, *wrong])
