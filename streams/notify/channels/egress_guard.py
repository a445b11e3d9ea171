"""Where a webhook may go: listed hosts only, and never to an address that gives itself away.

Source: operations specification, section 4. A name is resolved once, each address is checked,
and the connection goes to the address that was checked.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp.abc import AbstractResolver, ResolveResult

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: any IPv4 address, private ones too


class AddressNotAllowed(OSError):
    """A host that is not listed, or whose name leads where webhooks may not go."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Hosts by name, and the private networks that they may lie in."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    def is_listed(self, host: str) -> bool:
        """Whether webhooks go to a host at all."""
        return host.lower() in self.hosts

    def allows(self, text: str) -> bool:
        """Whether an address may be connected to.

        Link-local, multicast and unspecified addresses, and IPv4 in the clothes of IPv6, never;
        loopback and private ones only in a listed network.
        """
        try:
            address = ip_address(text.partition("%")[0])
        except ValueError:
            return False
        if _is_never(address):
            return False
        listed = (n for n in self.networks if n.version == address.version)
        return address.is_global or any(address in network for network in listed)


def _is_never(address: Address) -> bool:
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return True
    return isinstance(address, IPv6Address) and (
        address.ipv4_mapped is not None or address.sixtofour is not None or address in NAT64
    )


class GuardedResolver(AbstractResolver):
    """Resolves a listed host once and hands out only addresses that the guard allows.

    A listed host may itself be an address: it is checked as any other.
    """

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Resolve a host.

        Raises:
            AddressNotAllowed: it is not listed, or one of its addresses is not allowed.
        """
        if not self._guard.is_listed(host):
            raise AddressNotAllowed("host not listed")
        found = await asyncio.get_running_loop().getaddrinfo(
            host, port, type=socket.SOCK_STREAM, family=family
        )
        addresses = [str(each[4][0]) for each in found]
        self.check(addresses)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=each[0],
                proto=each[2],
                flags=socket.AI_NUMERICHOST,
            )
            for each, address in zip(found, addresses, strict=True)
        ]

    def check(self, addresses: Iterable[str]) -> None:
        """Refuse a name of which any address is not allowed.

        Raises:
            AddressNotAllowed: naming no address.
        """
        if not all(self._guard.allows(address) for address in addresses):
            raise AddressNotAllowed("address not allowed")

    async def close(self) -> None:
        """Nothing is held."""
