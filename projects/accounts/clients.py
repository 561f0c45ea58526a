"""Where a request comes from: the client's address, behind as many proxies as are trusted, and its program."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import NamedTuple

from django.http import HttpRequest
from rest_framework.throttling import BaseThrottle

NETWORK_BITS = 64
AGENT_CHARACTERS = 250


class Client(NamedTuple):
    """Who asks; `address` is None where it is not known, as behind a socket file."""

    address: str | None
    agent: str


def client_of(request: HttpRequest) -> Client:
    agent = request.META.get("HTTP_USER_AGENT", "").replace("\0", "")
    return Client(address_of(request), agent[:AGENT_CHARACTERS])


def address_of(request: HttpRequest) -> str | None:
    """The client's address, read as the throttles of votes read it; None for what is no address."""
    try:
        return str(ip_address(str(BaseThrottle().get_ident(request)).strip()))  # type: ignore[arg-type]
    except ValueError:
        return None


def network_of(request: HttpRequest) -> str | None:
    """The same, an IPv6 address as the first one of its network, which one machine has for itself."""
    address = address_of(request)
    if address is None or ":" not in address:
        return address
    network = IPv6Network((IPv6Address(address.partition("%")[0]), NETWORK_BITS), strict=False)
    return str(network.network_address)
