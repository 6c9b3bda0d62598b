"""From where a request comes: the connection itself, or what our own proxy says about it."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The address of the browser; None where there is none, as behind a Unix socket.

    `X-Forwarded-For` is believed only from `settings.TRUSTED_PROXY`, and of it only the last entry, which the
    proxy wrote itself: the others are whatever the browser liked to send.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY and peer == settings.TRUSTED_PROXY:
        peer = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]
    return _plain(peer)


def _plain(text: str) -> str | None:
    try:
        found = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)
