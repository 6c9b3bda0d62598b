"""Messages to programs: how they are signed, when they are tried again, and where they never go.

Signed as Standard Webhooks has it (standardwebhooks.com), so that receivers find a library in their language.
"""

import base64
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

MARK: Final = "whsec_"
"""By which a secret is known for one of ours where it was left lying about."""

AGAIN_AFTER: Final = tuple(timedelta(minutes=n) for n in (1, 5, 30, 120, 360, 720))
"""How long after each failure it is tried again; after the last one it has failed for good."""

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def secret_of(key: bytes) -> str:
    """A secret as it is handed over."""
    return MARK + base64.b64encode(key).decode()


def signature(secret: str, number: str, moment: datetime, body: bytes) -> str:
    """The signature of one message: over its number, its time in whole seconds, and every byte of it."""
    key = base64.b64decode(secret.removeprefix(MARK))
    signed = b"%s.%d.%s" % (number.encode(), int(moment.timestamp()), body)
    return "v1," + base64.b64encode(hmac.new(key, signed, "sha256").digest()).decode()


def next_try(tries: int, now: datetime) -> datetime | None:
    """When to try again after so many failures; None where it was the last."""
    return now + AGAIN_AFTER[tries - 1] if tries <= len(AGAIN_AFTER) else None


def may_go_to(address: Address, allowed: Iterable[Network]) -> bool:
    """Whether a message may go to an address: to one of the open network, or of a network named for it.

    An IPv6 address that carries an IPv4 one is judged by that.
    """
    inner = _carried(address)
    if any(inner.version == network.version and inner in network for network in allowed):
        return True
    return inner.is_global and not inner.is_multicast and not inner.is_reserved


def _carried(address: Address) -> Address:
    if isinstance(address, IPv6Address):
        teredo = address.teredo
        return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or _nat64(address)
    return address


def _nat64(address: IPv6Address) -> Address:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


_NAT64: Final = IPv6Network("64:ff9b::/96")
