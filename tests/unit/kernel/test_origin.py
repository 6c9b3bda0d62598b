"""Whom a request comes from cannot be chosen by whoever sends it."""

import pytest
from django.test import RequestFactory, override_settings

from qinqing.kernel.origin import address_of

PROXY = "10.0.0.2"


def seen(peer: str, forwarded: str = "", proxy: str = "") -> str | None:
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    with override_settings(TRUSTED_PROXY=proxy):
        return address_of(RequestFactory().get("/", REMOTE_ADDR=peer, **headers))


def test_the_connection_is_believed() -> None:
    assert seen("203.0.113.9") == "203.0.113.9"


def test_a_header_is_not_believed_from_a_browser() -> None:
    assert seen("203.0.113.9", "10.1.1.1") == "203.0.113.9"
    assert seen("203.0.113.9", "10.1.1.1", PROXY) == "203.0.113.9"


def test_of_our_proxys_header_only_its_own_entry_is_believed() -> None:
    assert seen(PROXY, "10.1.1.1, 198.51.100.7", PROXY) == "198.51.100.7"


@pytest.mark.parametrize("peer", ["", "unix:", "<script>", "1.2.3"])
def test_what_is_no_address_is_none(peer: str) -> None:
    assert seen(peer) is None


def test_one_machine_has_one_address_however_it_is_written() -> None:
    assert seen("::ffff:203.0.113.9") == "203.0.113.9"
    assert seen("fe80::1%eth0") == "fe80::1"
