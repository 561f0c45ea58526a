"""The one client of the upstream that a worker has."""

from __future__ import annotations

import aiohttp
from yarl import URL

from gateway.asked import Asked
from gateway.config import GatewayConfig

AUTO_HEADERS = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
MOST_HEADERS = 1000
MOST_HEADER_BYTES = 1024 * 1024


class Upstream:
    """Sends requests as they are: nothing is added, followed, retried, unpacked or remembered."""

    def __init__(self, config: GatewayConfig) -> None:
        self._timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=config.connect_seconds, sock_read=config.idle_seconds
        )
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=self._timeout,
            skip_auto_headers=AUTO_HEADERS,
            auto_decompress=False,
            trust_env=False,
            max_line_size=MOST_HEADER_BYTES,
            max_field_size=MOST_HEADER_BYTES,
            max_headers=MOST_HEADERS,
        )

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def ask(self, asked: Asked) -> aiohttp.ClientResponse:
        """The upstream's answer, its body still to be read."""
        assert self._session is not None  # noqa: S101
        url = URL(asked.url, encoded=True)
        body = asked.body or None
        return await self._session.request(asked.method, url, headers=asked.headers, data=body, allow_redirects=False)


def fail_if_lost(response: aiohttp.ClientResponse) -> None:
    """Ends the wait for a body whose connection is gone: after a malformed chunk aiohttp itself never does."""
    content, connection = response.content, response.connection
    lost = connection is not None and connection.transport is None
    if lost and not content.is_eof() and content.exception() is None:
        content.set_exception(aiohttp.ClientPayloadError("The upstream's framing was broken"))
