"""Pages of another origin, under a policy that allows the log's server one thing alone: the widget."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'self'; style-src 'self'; script-src {site}; connect-src {site}; "
    "require-trusted-types-for 'script'"
)
SHELL = """<!doctype html><html lang="en"><meta charset="utf-8"><title>An application</title>
<link rel="stylesheet" href="{path}.css">
<main><h1>An application</h1>{body}</main><script type="module" src="{site}/static/gptboost-feedback.js"></script>"""
STYLE = """body { margin: 0; padding: 24px; font: 15px/1.5 sans-serif; background: #fff; color: #222; }
@media (prefers-color-scheme: dark) { body { background: #131416; color: #ececee; color-scheme: dark; } }
"""


@dataclass
class Elsewhere:
    """Shows pages with the widget of the server at `site`."""

    site: str
    origin: str = ""
    files: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def publish(self, body: str, *, style: str = "", policy: str = "") -> str:
        """The URL of a page with this body, and this style and policy besides or instead of the usual ones."""
        path = f"/{len(self.files)}"
        policy = policy or POLICY.format(site=self.site)
        page = SHELL.format(path=path, body=body, site=self.site)
        self.files[path] = ("text/html; charset=utf-8", page, policy)
        self.files[f"{path}.css"] = ("text/css", STYLE + style, policy)
        return self.origin + path


@contextmanager
def elsewhere(site: str) -> Iterator[Elsewhere]:
    """A server of such pages, for the length of the block."""
    pages = Elsewhere(site)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, text, policy = pages.files.get(self.path, ("text/plain", "", ""))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    pages.origin = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield pages
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
