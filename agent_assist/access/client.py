"""Whose address a request comes from, also through proxies of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp import web

Network = IPv4Network | IPv6Network

IPV6_HOME = 64
"""Bits of an IPv6 address that belong to one customer: the rest is the guesser's own to change."""


class Clients:
    """Knows the proxies whose word counts: `trusted` are addresses or networks of them."""

    def __init__(self, trusted: Sequence[str] = ()) -> None:
        self._trusted: tuple[Network, ...] = tuple(ip_network(one, strict=False) for one in trusted)

    def address(self, request: web.Request) -> str:
        """The client's address: the nearest one in `X-Forwarded-For` that is no trusted proxy.

        Whoever is no trusted proxy is the client, whatever they say.
        """
        address = request.remote or ""
        told = [
            one.strip() for line in request.headers.getall("X-Forwarded-For", []) for one in line.split(",")
        ]
        while told and self._is_trusted(address):
            nearer = told.pop().strip()
            if _parsed(nearer) is None:
                break
            address = nearer
        return address

    def _is_trusted(self, address: str) -> bool:
        parsed = _parsed(address)
        return parsed is not None and any(parsed in network for network in self._trusted)


def home(address: str) -> str:
    """What guesses are counted by: an address, of IPv6 the network of one customer."""
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((int(parsed), IPV6_HOME), strict=False))
    return address


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else parsed
