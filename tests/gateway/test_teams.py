"""What owners do while calls are under way: a revoked key opens no further call, a used one says when it was."""

from __future__ import annotations

from contextlib import closing

from tests.gateway.site import Opened, Site, eventually


def test_it_ends_a_key_while_a_stream_of_it_goes_on(site: Site):
    site.command("createproject", "ending", "--name", "Ending")
    key = site.command("createkey", "--project", "ending", "--kind", "secret")
    with closing(site.connection("hang-mid", {"X-GPTBoost-Key": key})) as connection:
        stream = Opened(connection.getresponse())
        id = stream.read_until(b"data: ")
        site.revoke(key)
        eventually(lambda: site.chat(X_GPTBoost_Key=key).status == 401)
        assert site.chat(X_GPTBoost_Key=key).status == 401
    assert site.entry(id)["state"] == "client_closed"


def test_it_says_when_a_key_was_used(site: Site):
    key = site.command("createkey", "--project", "default", "--kind", "secret")
    asked = f"SELECT last_used_at FROM projects_apikey WHERE prefix = '{key[:11]}'"
    assert site.rows(asked)[0]["last_used_at"] is None
    assert site.chat(X_GPTBoost_Key=key).status == 200
    eventually(lambda: site.rows(asked)[0]["last_used_at"])
