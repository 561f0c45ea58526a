"""Every kind of address, plain and in disguise."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.webhooks.addresses import refusal

ALLOWED = tuple(map(ip_network, ["10.0.0.0/8", "127.0.0.1/32", "fd00::/8"]))
PUBLIC = """
8.8.8.8 1.1.1.1 93.184.215.14 172.15.255.255 172.32.0.1 100.63.255.255 100.128.0.1 11.0.0.1 192.167.255.255
198.17.255.255 198.20.0.1 203.0.114.1 223.255.255.254 169.253.255.255 2001:4860:4860::8888 2606:4700:4700::1111
2a00:1450:4001:82b::200e ::ffff:8.8.8.8 64:ff9b::808:808 2002:0808:0808::1
"""
REFUSED = {
    "a loopback address": "127.0.0.1 127.1.2.3 127.255.255.255 ::1 ::ffff:127.0.0.1 ::ffff:7f00:1 64:ff9b::7f00:1 "
    "2002:7f00:1:: ::127.0.0.1 ::ffff:0:127.0.0.1",
    "an unspecified address": "0.0.0.0 0.1.2.3 :: ::ffff:0.0.0.0 64:ff9b::",
    "a private address": "10.0.0.5 10.255.255.255 172.16.0.1 172.31.255.255 192.168.1.1 fc00::1 fd12:3456::1 fec0::1 "
    "::ffff:10.0.0.5 64:ff9b::a00:5 2002:a00:5:: ::10.0.0.5 ::ffff:192.168.0.1",
    "a link-local address": "169.254.0.1 169.254.170.2 fe80::1 fe80::1%eth0 ::ffff:169.254.1.1",
    "an address of a cloud's metadata": "169.254.169.254 168.63.129.16 100.100.100.200 fd00:ec2::254 "
    "::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe::",
    "an address shared behind a carrier's NAT": "100.64.0.1 100.127.255.255 ::ffff:100.64.0.1",
    "a multicast address": "224.0.0.1 239.255.255.255 ff02::1 ff0e::1",
    "a Teredo address": "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "a reserved address": "240.0.0.1 255.255.255.255 192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 "
    "192.88.99.1 2001:db8::1 3fff::1 100::1 5f00::1 4000::1 2001:2::1 64:ff9b:1::8.8.8.8",
    "no IP address": "localhost 127.1 2130706433 0x7f.0.0.1 0177.0.0.1 10.0.0 1.2.3.4.5 [::1] ?",
}


@pytest.mark.parametrize("address", PUBLIC.split())
def test_it_lets_public_addresses_be_called(address):
    assert refusal(address) == ""


@pytest.mark.parametrize(
    ("address", "words"), [(address, words) for words, addresses in REFUSED.items() for address in addresses.split()]
)
def test_it_refuses(address, words):
    assert refusal(address) == words


@pytest.mark.parametrize("address", ["10.0.0.5", "::ffff:10.0.0.5", "64:ff9b::10.0.0.5", "127.0.0.1", "fd00::7"])
def test_it_lets_the_operator_allow_networks(address):
    assert refusal(address, ALLOWED) == ""


@pytest.mark.parametrize("address", ["11.0.0.1", "127.0.0.2", "192.168.0.1", "::1", "fc00::1"])
def test_it_allows_nothing_beside_those_networks(address):
    alone = refusal(address)
    assert refusal(address, ALLOWED) == alone


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_it_knows_an_address_in_every_disguise(address):
    packed = int(address)
    mapped, nat64 = (str(ip_address(start + packed)) for start in (0xFFFF << 32, 0x64FF9B << 96))
    six_to_four = str(ip_address(0x2002 << 112 | packed << 80))
    assert {refusal(mapped), refusal(nat64), refusal(six_to_four)} == {refusal(str(address))}


@given(st.ip_addresses())
def test_it_never_calls_what_is_not_global(address):
    if not address.is_global:
        assert refusal(str(address)) or (address.version == 6 and address in ip_network("2002::/16"))
