"""docs/votes/token.md, run: a server that passes the token on, a page that votes with it."""

from __future__ import annotations

from tests.docs_votes.blocks import blocks, run_python, run_shell

PAGE = "token.md"


def test_it_switches_tokens_on(shop):
    (text,) = blocks(PAGE, "sh", shop.site)
    assert "vote tokens: on" in run_shell(text, shop.site)


def test_it_votes_and_changes_with_the_token_of_an_answer(as_app, application, page):
    names = run_python(blocks(PAGE, "python", as_app.site))
    page.goto(application.publish("<p>An answer</p>"))
    code = "\n".join(blocks(PAGE, "js", as_app.site))
    page.evaluate("async ([id, token]) => {\n" + code + "\n}", [names["id"], names["token"]])
    vote = as_app.vote(names["id"], "user-17")
    assert (vote["rating"], vote["comment"]) == ("amazing", "Just what I needed.")
