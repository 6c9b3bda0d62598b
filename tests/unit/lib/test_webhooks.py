"""Messages to programs: a signature that others compute too, a growing delay, addresses never gone to."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

import pytest

from qinqing.lib.webhooks import AGAIN_AFTER, may_go_to, next_try, signature

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def test_the_signature_is_that_of_the_published_example() -> None:
    """The vector of the Standard Webhooks libraries."""
    moment = datetime.fromtimestamp(1614265330, UTC)
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    said = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", moment, body)
    assert said == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_each_try_waits_longer_and_the_last_is_the_last() -> None:
    waits = [next_try(tries, NOW) for tries in range(1, len(AGAIN_AFTER) + 2)]
    assert waits[0] == NOW + timedelta(minutes=1)
    assert waits[-1] is None
    assert waits[:-1] == sorted({one for one in waits if one})


INSIDE = (
    "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "255.255.255.255", "224.0.0.1", "192.0.2.1", "198.18.0.1", "240.0.0.1",
    "::1", "::", "fe80::1", "fc00::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
    "2002:7f00:1::", "2002:a00:1::",
)  # fmt: skip


@pytest.mark.parametrize("text", INSIDE)
def test_nothing_goes_inside(text: str) -> None:
    assert not may_go_to(ip_address(text), [])


@pytest.mark.parametrize("text", ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_what_is_open_to_everybody_is_gone_to(text: str) -> None:
    assert may_go_to(ip_address(text), [])


def test_a_network_that_was_named_is_gone_to_and_no_other() -> None:
    named = [ip_network("10.20.0.0/16")]
    gone = [
        text
        for text in ("10.20.3.4", "10.21.0.1", "192.168.1.1", "::ffff:10.20.3.4")
        if may_go_to(ip_address(text), named)
    ]
    assert gone == ["10.20.3.4", "::ffff:10.20.3.4"]
