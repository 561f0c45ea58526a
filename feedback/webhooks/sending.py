"""Letters over HTTP. No database, no settings: what is allowed comes from outside."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import aiohttp
from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout, TCPConnector
from aiohttp.client_exceptions import ClientConnectorCertificateError, ClientConnectorDNSError

from feedback.webhooks.addresses import Network, refusal
from feedback.webhooks.lanes import LANES, in_turn
from feedback.webhooks.outcomes import Outcome, away, of_answer
from feedback.webhooks.schedule import asked_for

SECONDS = 15
USER_AGENT = "GPTBoost-Webhooks"
SETTING = "GPTBOOST_WEBHOOK_NETWORKS"


@dataclass(frozen=True, slots=True)
class Letter:
    """One attempt: what is posted, and where."""

    url: str
    headers: dict[str, str]
    body: bytes


class RefusedAddressError(OSError):
    """The address that a connection would be made to may not be called."""


@dataclass(frozen=True, slots=True)
class Door:
    """Makes the sockets. The address that it checks is the one connected to, whatever the name meant before."""

    allowed: Sequence[Network]

    def __call__(self, info: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        family, kind, protocol, _, address = info
        if why := refusal(str(address[0]), self.allowed):
            raise RefusedAddressError(f"{address[0]} is {why}; the operator may allow it with {SETTING}.")
        return socket.socket(family, kind, protocol)


async def send_in_turn(letters: Sequence[Letter], *, allowed: Sequence[Network], now: datetime) -> list[Outcome]:
    """Sends letters to one receiver; see `in_turn`."""
    async with _client(Door(allowed)) as client:
        return await in_turn(letters, lambda letter: send(client, letter, now))


async def send(client: ClientSession, letter: Letter, now: datetime) -> Outcome:
    """One attempt. The answer's body is not read: its status says all."""
    try:
        async with client.post(letter.url, data=letter.body, headers=letter.headers, allow_redirects=False) as answer:
            return of_answer(answer.status, asked_for(answer.headers.get("Retry-After", ""), now))
    except TimeoutError:
        return away(f"No answer within {SECONDS} seconds. The receiver should answer first and work later.")
    except ClientConnectorDNSError as error:
        return away(f"The name {error.host} is not known: {error.os_error.strerror or error.os_error}.")
    except ClientConnectorCertificateError as error:
        return away(f"The certificate of {error.host} is not trusted: {error.certificate_error}.")
    except ClientConnectorError as error:
        return away(_unconnected(error))
    except (ClientError, ValueError) as error:
        return away(f"The call failed: {error or type(error).__name__}.")


def _unconnected(error: ClientConnectorError) -> str:
    if isinstance(error.os_error, RefusedAddressError):
        return str(error.os_error)
    return f"Cannot connect to {error.host}:{error.port}: {error.os_error.strerror or error.os_error}."


def _client(door: Door) -> ClientSession:
    return ClientSession(
        connector=TCPConnector(socket_factory=door, use_dns_cache=False, limit=LANES),
        timeout=ClientTimeout(total=SECONDS),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": USER_AGENT},
        trust_env=False,
    )
