"""Every page on which every stored text is an attack: nothing runs, nothing is fetched, nothing is made of it."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from tests.xss.payloads import CANARY, PAYLOADS
from tests.xss.world import SESSION, fill

PAGES = [
    "/p/support/requests/",
    "/p/support/requests/?rating=negative&has=comment",
    "/p/support/requests/{id}/?rating=negative",
    "/p/support/requests/{id}/?view=rendered",
    "/p/support/requests/{id}/?tab=request",
    "/p/support/requests/{id}/?tab=response",
    "/p/support/requests/{id}/?tab=curl",
    "/p/support/requests/{id}.json",
    "/p/support/session/?" + urlencode({"id": SESSION}),
    "/p/support/person/?" + urlencode({"id": PAYLOADS[0]}),
    "/p/support/review/",
    "/p/support/review/?entry={id}",
    "/p/support/insights/",
    "/p/support/training/",
    "/p/support/connect/",
    "/p/support/views/",
    "/p/support/settings/project/",
    "/p/support/settings/members/",
    "/p/support/settings/keys/",
    "/p/support/settings/audit/",
    "/p/support/settings/votes/",
    "/p/support/settings/data/",
    "/p/support/settings/webhooks/",
    "/p/support/settings/webhooks/{webhook}/",
    "/projects/",
    "/account/",
    "/api/docs/",
    "/admin/requestlog/request/",
    "/admin/feedback/feedback/",
    "/admin/projects/project/",
    "/admin/projects/apikey/",
]
# What is repeated from the address, rather than from a row
REPEATED = [
    "/p/support/requests/?" + urlencode([("tag", payload[:100]) for payload in PAYLOADS]),
    "/p/support/requests/?" + urlencode([("user", payload[:120]) for payload in PAYLOADS]),
    "/p/support/requests/?" + urlencode([("label", payload[:50]) for payload in PAYLOADS[:60]]),
    "/p/support/requests/?" + urlencode({"q": " ".join(PAYLOADS[:20]), "since": PAYLOADS[0], PAYLOADS[15]: "x"}),
]
WATCH = """
window.hits = [];
window.xss = () => window.hits.push("xss() ran");
window.alert = window.confirm = window.prompt = window.xss;
document.addEventListener("securitypolicyviolation", (event) => window.hits.push(`policy: ${event.violatedDirective}`));
"""
LOOK = """() => {
  const found = [...window.hits];
  const bad = /^\\s*(javascript|vbscript|data:text)/i;
  for (const element of document.querySelectorAll("*")) {
    const name = element.tagName.toLowerCase();
    if (element.hasAttribute("data-xss")) found.push(`<${name} data-xss>`);
    for (const attribute of element.attributes) {
      if (/^(on|hx-on)/.test(attribute.name) || attribute.name === "style") found.push(`<${name} ${attribute.name}>`);
      if (["href", "src", "action", "formaction", "xlink:href", "srcset"].includes(attribute.name)) {
        if (bad.test(attribute.value.replace(/[\\u0000-\\u0020]/g, ""))) found.push(`<${name} ${attribute.value}>`);
      }
    }
    const leads = element instanceof HTMLAnchorElement && element.host !== location.host;
    if (leads && !/noreferrer/.test(element.rel)) {
      found.push(`<a href=${element.href}> without rel`);
    }
  }
  return [...new Set(found)];
}"""


@pytest.fixture
def world(transactional_db, project, alice):
    alice.is_staff = alice.is_superuser = True
    alice.save()
    return {"id": fill(project, alice).id, "webhook": project.webhooks.order_by("id").first().id}


def test_it_makes_nothing_of_any_text_on_any_page(world, project, alice, browser, live_server):
    context = browser.new_context(base_url=live_server.url)
    context.add_init_script(WATCH)
    context.add_cookies([cookie_of(alice, live_server.url)])
    asked_elsewhere: list[str] = []
    context.route(lambda url: not url.startswith((live_server.url, "data:")), elsewhere(asked_elsewhere))
    page, wrong = context.new_page(), {}
    for path in [*PAGES, *REPEATED]:
        if found := problems(page, path if path in REPEATED else path.format(**world)):
            wrong[path[:80]] = found
    context.close()
    assert wrong == {}
    assert asked_elsewhere == []


def test_it_knows_what_to_look_for(browser, live_server):
    """A page that believes its texts is found out."""
    context = browser.new_context(base_url=live_server.url)
    context.add_init_script(WATCH)
    asked_elsewhere: list[str] = []
    context.route(lambda url: not url.startswith(live_server.url), elsewhere(asked_elsewhere))
    page = context.new_page()
    page.goto("/healthz")
    page.set_content("".join(PAYLOADS[16:30]), wait_until="domcontentloaded")
    page.wait_for_function("window.hits.length > 0")
    found = page.evaluate(LOOK)
    context.close()
    assert "<img data-xss>" in found
    assert any(CANARY in url for url in asked_elsewhere)


def problems(page, path: str) -> list[str]:
    """What a page made of its texts; one that is not there shows none of them, which is wrong as well."""
    answer = page.goto(path)
    found = page.evaluate(LOOK)
    return found if answer.status in ((200, 400) if path in REPEATED else (200,)) else [*found, str(answer.status)]


def elsewhere(asked: list[str]):
    def refused(route) -> None:
        asked.append(route.request.url)
        route.abort()

    return refused


def cookie_of(person, url: str) -> dict[str, str]:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}


def test_it_gives_files_and_documents_as_what_they_are(world, as_alice):
    for path in ("requests.json", "requests.jsonl", f"requests/{world['id']}.json"):
        answer = as_alice.get(f"/p/support/{path}")
        assert answer.headers["Content-Type"].startswith(("application/json", "application/jsonl")), path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        text = answer.getvalue().decode()
        assert all(json.loads(line) for line in (text.split("\n") if path.endswith("l") else [text]) if line)
    assert as_alice.get("/p/support/requests.csv").headers["Content-Disposition"].startswith("attachment")
