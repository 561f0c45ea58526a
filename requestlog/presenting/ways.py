"""The ways to collect votes, each as code that a reader copies, with this server's own address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from projects.models import Project
from requestlog.presenting import snippets
from requestlog.presenting.snippets import EXAMPLES, MODEL, PROMPT, SOME_ID, Snippet, snippet

PUBLIC_KEY = "pk_…"
# An id of these alone means nothing to shells and HTML; others are left out of what people copy
PLAIN_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")

BROWSER = """await fetch("«{base_url}/feedback/»", {{
  method: "POST",
  headers: {{ "Content-Type": "application/json", "X-GPTBoost-Key": "«{key}»" }},
  body: JSON.stringify({{ message_id: "«{id}»", rating: "positive" }}),
}});"""

WIDGET = """<script type="module" src="«{origin}/static/gptboost-feedback.js»"></script>

<gptboost-feedback message-id="«{id}»" public-key="«{key}»"
  tags="pricing, links, tone" reasons="{reasons}"></gptboost-feedback>"""

EMAIL = """answer = client.chat.completions.with_raw_response.create(
    model="{model}",
    messages=[{{"role": "user", "content": "{prompt}"}}],
)
token = answer.headers["«x-gptboost-feedback-token»"]
for rating, words in {{"positive": "👍 It helped", "negative": "👎 It did not"}}.items():
    print(f'<a href="«{origin}/vote/»{{token}}/?rating={{rating}}">{{words}}</a>')"""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to collect votes: its tab, the template that tells of it, and its code."""

    words: str
    template: str
    text: str = ""


WAYS = {
    "python": Way("Python server", "requestlog/_way_server.html"),
    "node": Way("Node server", "requestlog/_way_server.html"),
    "curl": Way("cURL", "requestlog/_way_server.html"),
    "browser": Way("Browser", "requestlog/_way_browser.html", BROWSER),
    "widget": Way("Widget", "requestlog/_way_widget.html", WIDGET),
    "email": Way("E-mail link", "requestlog/_way_email.html", EMAIL),
}
SERVER_OF = {"python": "python", "langchain": "python", "node": "node", "vercel": "node", "curl": "curl"}


def ways_context(project: Project, base_url: str, client: str, way: str, *, message_id: str) -> dict[str, Any]:
    """The chosen way, the client's own for an unknown one, and what the widget on the page is to show."""
    client = client if client in EXAMPLES else next(iter(EXAMPLES))
    way = way if way in WAYS else SERVER_OF[client]
    id = message_id if PLAIN_ID.fullmatch(message_id) else SOME_ID
    offered = [reason for reason in project.reasons if not {",", '"'} & set(reason)]
    return {
        "way": WAYS[way],
        "chosen": urlencode({"client": client, "way": way}),
        "vote": _snippet(way, base_url, client, id=id, reasons=", ".join(offered[:3])),
        "ways": [
            {"words": each.words, "url": f"?{urlencode({'client': client, 'way': name})}#votes", "current": name == way}
            for name, each in WAYS.items()
        ],
        "origin": base_url.removesuffix("/v1"),
        "demo_id": id,
        "demo_reasons": ",".join(offered),
    }


def _snippet(way: str, base_url: str, client: str, **values: str) -> Snippet:
    if way in SERVER_OF.values():
        return snippets.vote(client if SERVER_OF[client] == way else way, base_url, values["id"])
    origin = base_url.removesuffix("/v1")
    filled = {"base_url": base_url, "origin": origin, "key": PUBLIC_KEY, "model": MODEL, "prompt": PROMPT, **values}
    return snippet(way, f"{WAYS[way].words} vote", WAYS[way].text.format(**filled))
