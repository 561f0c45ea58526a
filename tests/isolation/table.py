"""Who gets what: a line for each URL of the site, by its name (by its route where it has none).

**A new URL needs its line here**, else `test_table.py` fails. One of these, in order of the names:

    "name": page(VIEWER)                    a page of a project, read by this role and those above it
    "name": page(OWNER, get=302)            …that leads elsewhere
    "name": page(VIEWER, asks={"id": "{user}"})  …that takes a thing's name in its query string
    "name": form(MEMBER)                    GET shows a form, POST takes it
    "name": form(MEMBER, get=302)           …and GET leads to the page that has the form
    "name": posted(OWNER)                   POST alone
    "name": account("why", GET=200)         of the signed-in person, of no project
    "name": public("why", GET=200, POST=…)  needs no sign-in
    "name": api(GET=200, foreign=404)       opened by secret keys; `foreign`: what another project's key is answered

`<slug>` is the project's; each `<uuid:…>`, `<int:…>` and `<name:…>` is that of a thing of it: request, webhook, saved
view, key, membership and invitation (all have the same number). What `asks` and `sends` say is filled in: `{id}`,
`{number}`, `{message_id}`, `{user}`, `{session}`. Everything else follows: strangers, less than the role, removed and
deactivated people, keys instead of sessions, methods that are not served, ids of another project under one's own.
"""

from __future__ import annotations

from tests.isolation.rows import MEMBER, OWNER, VIEWER, Row, account, api, form, page, posted, public, votes

EVERY = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ON_ONE = {"other": (202, 404), "public": 403, "other public": 403, "dead": 401}
# A second vote of the same person changes nothing; what another project's key votes on waits there, as it is not known
GIVEN = (200, 208)
VOTE = {"message_id": "{message_id}", "rating": "positive"}

PROJECT_PAGES = {
    "bulk": form(MEMBER, get=302, sends={"action": "label", "label": "seen", "id": "{id}"}),
    "connect": page(VIEWER),
    "connect-try": posted(MEMBER),
    "detail": page(VIEWER),
    "entry-image": page(VIEWER),
    "entry-json": page(VIEWER),
    "entry-labels": form(MEMBER, get=302, sends={"add": "seen"}),
    "export-csv": page(VIEWER),
    "export-dpo": page(VIEWER),
    "export-json": page(VIEWER),
    "export-jsonl": page(VIEWER),
    "export-sft": page(VIEWER),
    "insights": page(VIEWER),
    "insights-table": page(VIEWER, table="models"),
    "live": page(VIEWER),
    "log": page(VIEWER),
    "log-display": posted(VIEWER, sends={"query": "rating=negative"}),
    "log-home": page(VIEWER, get=302),
    "newest": page(VIEWER),
    "person": page(VIEWER, asks={"id": "{user}"}),
    "project-leave": form(VIEWER, get=(200, 404)),  # a superuser is no member
    "review": page(VIEWER),
    "review-entry": form(MEMBER, get=302),
    "session": page(VIEWER, asks={"id": "{session}"}),
    "settings": page(OWNER, get=302),
    "settings-audit": page(OWNER),
    "settings-audit-csv": page(OWNER),
    "settings-data": form(OWNER),
    "settings-data-erase": posted(OWNER, sends={"user": "{user}", "confirm": "{user}"}),
    "settings-data-person": posted(OWNER, sends={"user": "{user}"}),
    "settings-key-new": posted(OWNER),
    "settings-key-origins": posted(OWNER, sends={"key": "{number}", "origins": "https://app.example.org"}),
    "settings-keys": page(OWNER),
    "settings-keys-new": posted(OWNER, sends={"kind": "secret"}),
    "settings-keys-revoke": form(OWNER),
    "settings-keys-roll": form(OWNER, sends={"overlap": "24"}),
    "settings-keys-upstream": posted(OWNER, sends={"key": "sk-of-some-upstream"}),
    "settings-keys-upstream-remove": form(OWNER),
    "settings-members": page(OWNER),
    "settings-members-invite": posted(OWNER, sends={"email": "nobody"}),
    "settings-members-remove": form(OWNER),
    "settings-members-role": posted(OWNER, sends={"role": "member"}),
    "settings-members-withdraw": posted(OWNER),
    "settings-project": form(OWNER),
    "settings-project-archive": posted(OWNER),
    "settings-project-restore": posted(OWNER),
    "settings-votes": form(OWNER),
    "status": page(OWNER),
    "team-vote": form(MEMBER, get=302, sends={"rating": "negative"}),
    "training": page(VIEWER),
    "view-default": posted(VIEWER),
    "view-delete": form(VIEWER, get=(200, 404)),
    "view-rename": posted(VIEWER, sends={"name": "other"}),
    "view-update": posted(VIEWER, sends={"view": "{id}", "query": "rating=negative"}),
    "views": form(VIEWER, sends={"name": "mine", "query": "rating=negative"}),
    "webhook": form(OWNER),
    "webhook-delete": posted(OWNER),
    "webhook-new": form(OWNER),
    "webhook-redeliver": posted(OWNER, sends={"delivery": "{id}"}),
    "webhook-rotate": posted(OWNER),
    "webhook-test": posted(OWNER),
    "webhooks": page(OWNER),
}

OTHER_PAGES = {
    "account": account("is one's own", GET=200),
    "account-password": account("is one's own; the old password is asked for", GET=200, POST=200),
    "account-session-end": account("ends sessions of one's own alone", POST=404),
    "account-sessions-end": account("ends sessions of one's own alone", POST=302),
    "home": account("leads to a project of one's own", GET=(200, 302)),
    "invitation": public("is for whom an owner sent a link; nothing without one", GET=404, POST=404),
    "project-new": account("makes a project of one's own; nothing for who owns none", GET=(200, 404), POST=(400, 404)),
    "projects": account("shows projects of one's own alone", GET=200),
    "login": public("is the way in", **dict.fromkeys(EVERY, (200, 302, 405))),
    "logout": public("ends a session, if there is one", POST=302, OPTIONS=200),
    "sso": public("is a way in; nothing where there is no provider", GET=404),
    "sso-callback": public("is a way in; nothing where there is no provider", GET=404),
    "signin-link": public("is the way in; nothing without a token", GET=403, POST=403),
    "vote-page": public("is for whom an application gave a link; nothing without one", GET=404, POST=404),
    "api-docs": public("describes the API and holds no data", GET=200),
    "schema": public("describes the API and holds no data", GET=200),
    "favicon.ico": public("is a picture", **dict.fromkeys(EVERY, 302)),
    "keys": public("lists keys and holds no data", GET=200),
    "metrics": public("has figures of the host; in production it asks for a token", GET=200),
}

API = {
    "api-request": api(GET=200, foreign=404),
    "api-requests": api(GET=200, POST=400, foreign=(200, 400)),
    "api-user": api(GET=200, DELETE=200, foreign=404),
    "feedback": votes({"public": GIVEN, "other": 202, "other public": 202, "dead": 401}, VOTE, POST=GIVEN, OPTIONS=204),
    "feedback-vote": votes(ON_ONE, {"rating": "amazing"}, GET=200, PUT=200, PATCH=200, DELETE=200, OPTIONS=204),
}
# In the other spelling: a POST cannot be redirected to the first
BARE = {
    "v1/feedback": API["feedback"],
    "v1/feedback/<name:message_id>": API["feedback-vote"],
    "v1/requests": API["api-requests"],
    "v1/requests/<name:name>": API["api-request"],
    "v1/users/<name:user>": API["api-user"],
}

TABLE: dict[str, Row] = {**PROJECT_PAGES, **OTHER_PAGES, **API, **BARE}
