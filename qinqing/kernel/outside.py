"""One request to an address that somebody typed: the only door through which the house calls anybody.

So is the gateway that whoever runs the house has set (`hand_over`), which no page and no person can name.

The name is looked up once and the connection goes to what was found and judged, so that a name which answers
otherwise the second time leads nowhere. Nothing that is answered is followed, and hardly any of it is read.
"""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

from django.conf import settings

from qinqing.lib.webhooks import Address, Network, may_go_to

SECONDS: Final = 5.0
LONGEST: Final = 300
LONGEST_ANSWER: Final = 4_096
PIECES: Final = 8
"""In so many pieces an answer may come: one that drips is left."""


class Unreachable(Exception):
    """Why a request did not arrive, in words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody outside answered: the status, and the first words where they were asked for."""

    status: int
    words: str = ""


def fault_of(url: str, *, in_the_open: bool = False) -> str:
    """What is wrong with an address that somebody typed, as far as it can be seen without going there.

    `in_the_open`: nothing is sent there that nobody may read on the way, so plain http will do.
    """
    try:
        parts, port = urlsplit(url), urlsplit(url).port
    except ValueError:
        return "网址看不懂"
    if parts.scheme not in ("https", "http") or not parts.hostname or len(url) > LONGEST:
        return f"要写完整的网址，以 https:// 开头，最多 {LONGEST} 个字符"
    if parts.username or parts.password or parts.fragment or port == 0 or not url.isascii():
        return "网址里不能有账号、口令、# 和中文"
    if parts.scheme == "http" and not in_the_open and not _allowed():
        return "要用 https"
    literal = _literal(parts.hostname)
    return "" if literal is None or may_go_to(literal, _allowed()) else NOT_THERE


NOT_THERE: Final = "这个地址在内部网络，没有允许往那里推送"


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send a body and give the status of the answer; raises Unreachable."""
    if fault := fault_of(url):
        raise Unreachable(fault)
    parts = urlsplit(url)
    return _asked(_pinned(parts, _found(parts)), parts, "POST", body, headers).status


def look(url: str) -> int:
    """Ask for a page that anybody may read and give the status of the answer; raises Unreachable.

    Not a word of the page is read.
    """
    parts = urlsplit(url)
    plain = parts._replace(
        path=quote(parts.path, safe="/%:@!$&'()*+,;=~"), query=quote(parts.query, safe="/%:@!$&'()*+,;=?~"),
        fragment="",
    )  # fmt: skip
    if fault := fault_of(plain.geturl(), in_the_open=True):
        raise Unreachable(fault)
    connection = _pinned(plain, _found(plain, in_the_open=True))
    return _asked(connection, plain, "GET", None, {"user-agent": "qinqing"}).status


def hand_over(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send a body to an address of the installation's own settings and read what is answered.

    It may lie inside: whoever runs the house has named it. Raises Unreachable.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "https":
        trusted = ssl.create_default_context()
        return _asked(
            HTTPSConnection(host, port, timeout=SECONDS, context=trusted), parts, "POST", body, headers, True
        )
    return _asked(HTTPConnection(host, port, timeout=SECONDS), parts, "POST", body, headers, True)


def _pinned(parts: SplitResult, found: Address) -> HTTPConnection:
    return _Pinned(parts, found) if parts.scheme == "http" else _PinnedTLS(parts, found)


def _asked(
    connection: HTTPConnection,
    parts: SplitResult,
    method: str,
    body: bytes | None,
    headers: Mapping[str, str],
    reads: bool = False,
) -> Answer:
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body, dict(headers))
        response = connection.getresponse()
        return Answer(response.status, _beginning(response) if reads else "")
    except TimeoutError:
        raise Unreachable(f"{SECONDS:g} 秒内没有回答") from None
    except ssl.SSLError:
        raise Unreachable("证书不对") from None
    except (OSError, HTTPException):
        raise Unreachable("连不上") from None
    finally:
        connection.close()


def _beginning(response: HTTPResponse) -> str:
    """The first words of an answer."""
    words = b""
    for _ in range(PIECES):
        piece = response.read1(LONGEST_ANSWER - len(words))
        words += piece
        if not piece or len(words) >= LONGEST_ANSWER:
            break
    return words.decode("utf-8", "replace")


def _found(parts: SplitResult, *, in_the_open: bool = False) -> Address:
    """The address behind the name; raises Unreachable where there is none, or one of them is not for us."""
    try:
        rows = socket.getaddrinfo(parts.hostname, None, type=socket.SOCK_STREAM)
    except OSError:
        raise Unreachable("找不到这个域名") from None
    found = [ip_address(str(row[4][0]).partition("%")[0]) for row in rows]
    if not found or not all(may_go_to(one, _allowed()) for one in found):
        raise Unreachable(NOT_THERE)
    plain = parts.scheme == "http"
    if plain and not in_the_open and not all(any(one in network for network in _allowed()) for one in found):
        raise Unreachable("要用 https")
    return found[0]


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _allowed() -> tuple[Network, ...]:
    return _networks(tuple(settings.WEBHOOK_NETWORKS))


@cache
def _networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ip_network(text) for text in texts)


class _Pinned(HTTPConnection):
    """A connection to an address that was judged, under the name that was asked for."""

    def __init__(self, parts: SplitResult, found: Address) -> None:
        super().__init__(parts.hostname or "", parts.port, timeout=SECONDS)
        self._found = found

    def connect(self) -> None:
        self.sock = socket.create_connection((str(self._found), self.port), self.timeout)


class _PinnedTLS(HTTPSConnection):
    """The same, with a certificate for that name."""

    def __init__(self, parts: SplitResult, found: Address) -> None:
        self._trusted = ssl.create_default_context()
        super().__init__(parts.hostname or "", parts.port, timeout=SECONDS, context=self._trusted)
        self._found = found

    def connect(self) -> None:
        plain = socket.create_connection((str(self._found), self.port), self.timeout)
        self.sock = self._trusted.wrap_socket(plain, server_hostname=self.host)
