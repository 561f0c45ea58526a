"""The judge itself: it must be able to find something wrong."""

from __future__ import annotations

import pytest

from tests.isolation.judging import Judge
from tests.isolation.routes import routes
from tests.isolation.rows import OWNER, VIEWER, page

pytestmark = pytest.mark.django_db
ROUTES = routes()


def test_it_finds_who_is_let_in_and_should_not_be(asker):
    wrong = list(Judge(asker, ROUTES["newest"], page(OWNER)))
    assert "GET by viewer: 200, not 404" in wrong
    assert "GET by member: 200, not 404" in wrong
    assert not [each for each in wrong if "stranger" in each or "anonymous" in each]


def test_it_finds_who_is_kept_out_and_should_not_be(asker):
    assert "GET by viewer: 404, not 200" in list(Judge(asker, ROUTES["status"], page(VIEWER)))


def test_it_finds_what_asks_for_no_sign_in(asker):
    assert "GET by anonymous: 200, but not to the sign-in" in list(Judge(asker, ROUTES["metrics"], page(VIEWER)))


def test_it_finds_a_method_that_is_served_unsaid(asker):
    wrong = list(Judge(asker, ROUTES["team-vote"], page(VIEWER, get=302)))
    assert [each for each in wrong if each.startswith("POST by owner")]
