"""The one door through which the house calls anybody: to whom it goes, and what it makes of the answer."""

import socket
from typing import Any

import pytest
from django.test import override_settings

from qinqing.kernel.outside import NOT_THERE, Unreachable, fault_of, post
from tests.builders.programs import a_receiver

HERE = override_settings(WEBHOOK_NETWORKS=["127.0.0.0/8"])


def why(url: str) -> str:
    with pytest.raises(Unreachable) as refused:
        post(url, b"{}", {})
    return str(refused.value)


def test_it_goes_where_it_may_and_says_what_was_answered() -> None:
    with a_receiver() as receiver, HERE:
        assert post(receiver.address, b'{"a": 1}', {"webhook-id": "7"}) == 204
        ((headers, body),) = receiver.came
    assert (headers["webhook-id"], body) == ("7", b'{"a": 1}')


def test_an_address_inside_is_not_gone_to_although_somebody_listens() -> None:
    """Its twin is the test above: the same address, in a network that was named."""
    with a_receiver() as receiver:
        port = receiver.address.split(":")[2]
        for host in (
            "127.0.0.1",
            "localhost",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "0x7f.1",
            "2130706433",
            "127.1",
        ):
            assert why(f"https://{host}:{port}") in (NOT_THERE, "找不到这个域名"), host
        assert receiver.came == []


def test_where_an_answer_leads_is_not_followed() -> None:
    with a_receiver() as receiver, HERE:
        receiver.answers = 307
        assert post(receiver.address, b"{}", {}) == 307
        assert len(receiver.came) == 1


def test_a_name_is_looked_up_once_and_the_connection_goes_to_what_was_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that answers 127.0.0.1 first and something else later reaches the first alone."""
    asked: list[str] = []

    def answers(host: str, *rest: Any, **more: Any) -> list[Any]:
        asked.append(host)
        address = "127.0.0.1" if host in ("127.0.0.1", "hook.test") and len(asked) < 3 else "10.9.9.9"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, rest[0] or 0))]

    with a_receiver() as receiver, HERE:
        monkeypatch.setattr(socket, "getaddrinfo", answers)
        assert post(receiver.address.replace("127.0.0.1", "hook.test"), b"{}", {}) == 204
        assert asked.count("hook.test") == 1
        assert receiver.came[0][0]["host"].startswith("hook.test:")


def test_a_name_with_one_address_inside_is_not_gone_to(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **more: found)
    assert why("https://both.example") == NOT_THERE


def test_nobody_there_is_said_so() -> None:
    with a_receiver() as receiver:
        address = receiver.address
    with HERE:
        assert why(address) == "连不上"
        assert why("https://no-such-name.invalid/") == "找不到这个域名"


def test_who_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qinqing.kernel.outside.SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, HERE:
        assert "没有回答" in why(f"http://127.0.0.1:{silent.getsockname()[1]}/")


@pytest.mark.parametrize(
    "url",
    [
        "", "x", "ftp://example.com", "file:///etc/passwd", "https://", "https:///x", "http://example.com/",
        "https://a:b@example.com/", "https://example.com:0/", "https://example.com:99999/", "https://[::1",
        "https://例子.cn/", "https://example.com/#a", "https://10.0.0.1/", "https://[fe80::1]/",
        "https://example.com/" + "a" * 300, "javascript:alert(1)", "//example.com/",
    ],
)  # fmt: skip
def test_what_is_no_address_for_a_program_is_refused_in_words(url: str) -> None:
    assert not fault_of(url).isascii()


def test_a_plain_address_is_fine() -> None:
    assert fault_of("https://rexian.example.gov.cn/hook?of=qinqing") == ""


def test_plain_http_is_for_a_named_network_only(monkeypatch: pytest.MonkeyPatch) -> None:
    outside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **more: outside)
    with HERE:
        assert why("http://open.example/") == "要用 https"
