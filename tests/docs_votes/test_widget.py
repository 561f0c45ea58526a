"""docs/votes/widget.md, run on a page of another origin."""

from __future__ import annotations

import re

import pytest
import requests
from playwright.sync_api import expect

from tests.docs_votes.blocks import blocks
from tests.live import ROOT

PAGE = "widget.md"
TOKEN = "x-gptboost-feedback-token"


@pytest.fixture(scope="module")
def key(shop) -> str:
    return shop.site.command("createkey", "--project", "shop", "--kind", "public").strip()


def test_it_votes_by_the_element_under_the_policy_and_in_the_style(shop, application, key, id, page):
    markup = blocks(PAGE, "html", shop.site, **{"chatcmpl-9nX2": id, "pk_…": key})[0]
    (style,), (policy,) = blocks(PAGE, "css", shop.site), blocks(PAGE, "http", shop.site)
    page.goto(application.publish(markup, style=style, policy=policy.partition(": ")[2].strip()))
    button = page.get_by_role("button", name="Good answer")
    button.click()
    expect(page.get_by_role("status")).to_have_text("Thank you!")
    assert button.evaluate("button => getComputedStyle(button).fontSize") == "20px"
    assert button.evaluate("button => getComputedStyle(button).borderColor") == "rgb(26, 127, 55)"
    assert shop.vote(id)["rating"] == "positive"


def test_it_speaks_swedish(shop, application, key, id, page):
    page.goto(application.publish(blocks(PAGE, "html", shop.site, **{"chatcmpl-9nX2": id, "pk_…": key})[1]))
    page.get_by_role("button", name="Bra svar").click()
    expect(page.get_by_role("status")).to_have_text("Tack!")
    expect(page.get_by_text("+1")).to_be_visible()
    assert shop.vote(id)["rating"] == "positive"


def test_it_is_made_by_a_script_and_tells_the_page(shop, application, page):
    answer = shop.ask()
    id = answer.json()["id"]
    page.goto(application.publish(""))
    code = "\n".join(blocks(PAGE, "js", shop.site))
    page.evaluate("([id, token]) => {\n" + code + "\n}", [id, answer.headers[TOKEN]])
    page.get_by_role("button", name="Amazing answer").click()
    expect(page).to_have_title("200 amazing")
    assert shop.vote(id)["rating"] == "amazing"


def test_it_names_every_part_and_every_text(shop):
    module = requests.get(f"{shop.site.url}/static/gptboost-feedback.js", timeout=30).text
    document = (ROOT / "docs" / "votes" / PAGE).read_text()
    texts = re.findall(r"^  (\w+):|^\t(\w+):", module.partition("};")[0], re.MULTILINE)
    names = [f"text-{one or other}" for one, other in texts]
    names += re.findall(r'part: "([a-z]+)"', module) + re.findall(r'get\("([a-z-]+)"\)', module)
    assert len(names) > 20
    assert [name for name in names if f"`{name}`" not in document] == []
