"""docs/votes/server.md, run."""

from __future__ import annotations

import shutil

import pytest

from tests.docs_votes.blocks import blocks, run_node, run_python, run_shell

PAGE = "server.md"


def test_it_makes_a_key(shop):
    assert run_shell(blocks(PAGE, "sh", shop.site)[0], shop.site).startswith("sk_")


def test_it_votes_changes_and_withdraws_in_python(as_app):
    id = run_python(blocks(PAGE, "python", as_app.site))["answer"].id
    vote = as_app.vote(id, "user-17")
    assert (vote["rating"], vote["comment"], vote["tags"]) == ("positive", "The link is dead.", ["links"])
    assert (vote["reasons"], vote["correction"]) == (["outdated"], "SSO is part of the Enterprise plan.")
    assert as_app.vote(id, "user-18") is None


@pytest.mark.node
@pytest.mark.skipif(not shutil.which("node"), reason="Node.js is not installed")
def test_it_votes_in_node(shop, id):
    (text,) = blocks(PAGE, "js", shop.site)
    assert run_node(text, GPTBOOST_KEY=shop.key, ID=id) == "amazing\n"
    assert shop.vote(id, "user-19")["rating"] == "amazing"


@pytest.mark.skipif(not (shutil.which("bash") and shutil.which("curl")), reason="curl is not installed")
def test_it_votes_and_reads_with_curl(shop, id):
    _, post, read = blocks(PAGE, "sh", shop.site)
    assert '"spot on"' in run_shell(post, shop.site, GPTBOOST_KEY=shop.key, ID=id)
    assert '"spot on"' in run_shell(read, shop.site, GPTBOOST_KEY=shop.key, ID=id)
    assert shop.vote(id, "user-20")["rating"] == "positive"
