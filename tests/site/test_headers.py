"""Headers of every URL, whoever asks: the policy, no caching of what is private, nothing that tells of the server."""

from __future__ import annotations

import pytest

from tests.isolation.asking import Asker
from tests.isolation.routes import routes
from tests.isolation.rows import Door
from tests.isolation.table import TABLE
from tests.isolation.world import NOTHING, build

pytestmark = pytest.mark.django_db
ROUTES = routes()
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
}
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
REFERRERS = ("same-origin", "strict-origin", "no-referrer")
# Votes come from pages of any origin, past the middleware of pages: they are JSON that nothing may frame or run
OF_ANY_ORIGIN = {"Cross-Origin-Resource-Policy": "cross-origin"}
VOTES = ("feedback", "feedback-vote", "v1/feedback", "v1/feedback/<name:message_id>")
TELLING = {"Server", "X-Powered-By", "X-AspNet-Version", "Via"}


@pytest.fixture
def asker(settings, tmp_path):
    settings.SPOOL_DIR = tmp_path
    return Asker(build())


def test_it_gives_every_answer_its_headers(asker):
    wrong = {
        f"{key} to {person} with {secret or 'no'} key": problems
        for key in sorted(ROUTES.keys() & TABLE.keys())
        for person, secret in (("anonymous", ""), ("owner", ""), ("stranger", ""), ("anonymous", "secret"))
        if (problems := problems_of(key, asker.ask(ROUTES[key], TABLE[key], "GET", person=person, key=secret)))
    }
    assert wrong == {}


def test_it_gives_them_to_what_is_not_there_and_not_served_as_well(asker):
    log = ROUTES["log"], TABLE["log"]
    for answer in (asker.ask(*log, "GET", person="owner", team=NOTHING), asker.ask(*log, "DELETE", person="owner")):
        assert answer.status in (404, 405)
        assert problems_of("log", answer) == []


def problems_of(key, answer) -> list[str]:
    found = [] if key in VOTES else problems_of_a_page(answer)
    of_all = {**EVERYWHERE, **OF_ANY_ORIGIN} if key in VOTES else EVERYWHERE
    names = ("X-Content-Type-Options", "Cross-Origin-Resource-Policy") if key in VOTES else tuple(of_all)
    found += [f"{name}: {answer.headers.get(name)}" for name in names if answer.headers.get(name) != of_all[name]]
    found += [f"tells {name}" for name in TELLING & answer.headers.keys()]
    if answer.headers.get("Referrer-Policy") not in REFERRERS:
        found.append(f"Referrer-Policy: {answer.headers.get('Referrer-Policy')}")
    if TABLE[key].door is not Door.OPEN and "no-store" not in answer.headers.get("Cache-Control", ""):
        found.append(f"Cache-Control: {answer.headers.get('Cache-Control')}")
    return found


def problems_of_a_page(answer) -> list[str]:
    """No word of the policy is weaker than it; a picture's own page is weaker in nothing."""
    policy = {each.strip() for each in answer.headers.get("Content-Security-Policy", "").split(";")}
    weak = [each for each in policy - POLICY if each not in ("sandbox", "")]
    return [f"policy lacks {each}" for each in sorted(POLICY - policy)] + [f"policy has {each}" for each in weak]
