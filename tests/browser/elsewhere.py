"""Pages of another origin, under a policy that allows the log's server one thing alone: the widget."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'self'; style-src 'self'; script-src {site}; connect-src {site}; "
    "require-trusted-types-for 'script'"
)
SHELL = """<!doctype html><html lang="en"><meta charset="utf-8"><title>An application</title>
<link rel="stylesheet" href="/page.css">
<main><h1>An application</h1>{body}</main><script type="module" src="{site}/static/gptboost-feedback.js"></script>"""
STYLE = """body { margin: 0; padding: 24px; font: 15px/1.5 sans-serif; background: #fff; color: #222; }
@media (prefers-color-scheme: dark) { body { background: #131416; color: #ececee; color-scheme: dark; } }"""


class Elsewhere:
    """`open(page, body)` shows a page with `body` and the widget of the server at `site`."""

    def __init__(self, origin: str, bodies: dict[str, str]) -> None:
        self.origin = origin
        self.bodies = bodies

    def publish(self, body: str) -> str:
        """The URL of a page with this body."""
        path = f"/{len(self.bodies)}"
        self.bodies[path] = body
        return self.origin + path


@contextmanager
def elsewhere(site: str) -> Iterator[Elsewhere]:
    bodies: dict[str, str] = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            style = self.path == "/page.css"
            text = STYLE if style else SHELL.format(body=bodies.get(self.path, ""), site=site)
            self.send_response(200)
            self.send_header("Content-Type", "text/css" if style else "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY.format(site=site))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Elsewhere(f"http://localhost:{server.server_port}", bodies)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
