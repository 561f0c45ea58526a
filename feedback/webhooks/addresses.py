"""Which addresses a webhook may call: those of the public Internet, and what the operator allows. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

PUBLIC_V6 = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")
IN_THE_LAST_32_BITS = (NAT64, IPv6Network("::ffff:0:0/96"), IPv6Network("::ffff:0:0:0/96"), IPv6Network("::/96"))
# In the order in which they are looked for: the narrow before the wide
KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("an unspecified address", ("0.0.0.0/8", "::/128")),
    ("a loopback address", ("127.0.0.0/8", "::1/128")),
    ("an address of a cloud's metadata", ("169.254.169.254", "168.63.129.16", "100.100.100.200", "fd00:ec2::254")),
    ("a link-local address", ("169.254.0.0/16", "fe80::/10")),
    ("a private address", ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10")),
    ("an address shared behind a carrier's NAT", ("100.64.0.0/10",)),
    ("a multicast address", ("224.0.0.0/4", "ff00::/8")),
    ("a Teredo address", ("2001::/32",)),
    (
        "a reserved address",
        ("192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4", "2001::/23", "3fff::/20", "64:ff9b:1::/48"),
    ),
)
REFUSED = tuple((words, tuple(ip_network(text) for text in texts)) for words, texts in KINDS)


def refusal(address: str, allowed: Sequence[Network] = ()) -> str:
    """Why `address`, without its disguise, may not be called: "a private address"; "" where it may."""
    try:
        seen = ip_address(address.partition("%")[0])
    except ValueError:
        return "no IP address"
    meant = undisguised(seen)
    if _is_in(meant, allowed) or _is_in(seen, allowed):
        return ""
    for words, networks in REFUSED:
        if _is_in(meant, networks):
            return words
    return "" if meant.is_global and (meant.version == 4 or meant in PUBLIC_V6) else "a reserved address"


def undisguised(address: Address) -> Address:
    """The IPv4 address that an IPv6 one leads to (mapped, translated, NAT64, compatible, 6to4); else itself."""
    if isinstance(address, IPv4Address) or address.is_unspecified or address.is_loopback:
        return address
    if address.sixtofour is not None:
        return address.sixtofour
    if _is_in(address, IN_THE_LAST_32_BITS):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def _is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)
