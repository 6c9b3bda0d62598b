"""How words leave the house for one person: letters by e-mail, short messages by phone (短信).

Both are ports with several ways out, chosen by settings and never by a page. What carries a secret is printed
nowhere: where nothing is really sent, the log says to whom it would have gone, masked, and a demo world alone
keeps the words in its outbox, which whoever plays it opens.
"""

import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import quote_plus, urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.mail import EmailMessage

from qinqing.kernel import outside
from qinqing.ui import formats

CONSOLE: Final = "console"
MOST_KEPT: Final = 40
_PRINTED: Final = "django.core.mail.backends.console.EmailBackend"
_HOLE: Final = re.compile(r"\{(\w+)\}")
_log = logging.getLogger("qinqing.sending")
_silent: ContextVar[bool] = ContextVar("nothing_leaves", default=False)


class Unsent(Exception):
    """Why something did not leave, in words that name neither whom it was for nor what it said."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail; `number` is the same however often it is sent. A secret one is printed nowhere."""

    to: str
    subject: str
    text: str
    number: str
    is_secret: bool = False


@dataclass(frozen=True, slots=True)
class ShortMessage:
    """One message to a mobile; `facts` are the parts of its text that a gateway's own template asks for."""

    to: str
    text: str
    facts: Mapping[str, str]
    number: str


class Gateway(Protocol):
    """A way out for short messages."""

    def send(self, message: ShortMessage, now: datetime) -> None:
        """Hand the message over. Raises Unsent."""


class Console:
    """Sends nothing: says in the log to whom it would have gone."""

    def send(self, message: ShortMessage, now: datetime) -> None:
        """Note it, and in a demo world put it into the outbox."""
        _shown("短信", formats.masked_phone(message.to), message.text, now)


@dataclass(frozen=True, slots=True)
class OverHTTP:
    """A gateway that takes a message by one request: its body is JSON, or the fields of a form."""

    address: str
    key: str
    body: str
    answer: str

    def send(self, message: ShortMessage, now: datetime) -> None:
        """Hand the message over; five seconds, no redirect. Raises Unsent."""
        known = {**message.facts, "phone": message.to, "text": message.text, "number": message.number}
        kind, content = filled(self.body, {**known, "key": self.key})
        headers = {"Content-Type": kind, "User-Agent": "qinqing"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        try:
            said = outside.hand_over(self.address, content, headers)
        except outside.Unreachable as why:
            raise Unsent(f"短信网关{why}") from None
        if not 200 <= said.status < 300:
            raise Unsent(f"短信网关答 {said.status}")
        if self.answer not in said.words:
            raise Unsent("短信网关没有收下")


def gateway() -> Gateway | None:
    """The way out that the settings name; None where no short message leaves, or none could arrive."""
    if not settings.SMS or _silent.get() or fault_of_settings():
        return None
    if settings.SMS == CONSOLE:
        return Console()
    return OverHTTP(settings.SMS, settings.SMS_KEY, settings.SMS_BODY, settings.SMS_ANSWER)


def sends_codes_by_mail() -> bool:
    """Whether codes go by e-mail."""
    return bool(settings.CODES_BY_MAIL) and not _silent.get() and not fault_of_settings()


@contextmanager
def nothing_leaves() -> Iterator[None]:
    """Within the block nobody is sent a code: for simulated history, whose numbers may be somebody's."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def send_message(message: ShortMessage, now: datetime) -> None:
    """Let a short message leave. Raises Unsent, also where there is no gateway any more."""
    way_out = gateway()
    if way_out is None:
        raise Unsent("没有设短信网关")
    way_out.send(message, now)


def send_letter(letter: Letter, now: datetime) -> None:
    """Let an e-mail leave. Raises Unsent."""
    if letter.is_secret and settings.EMAIL_BACKEND == _PRINTED:
        _shown("电子邮件", formats.masked_email(letter.to), letter.text, now)
        return
    message = EmailMessage(
        subject=letter.subject,
        body=letter.text,
        to=[letter.to],
        headers={"Message-ID": f"<{letter.number}@qinqing>"},
    )
    try:
        message.send()
    except (OSError, ValueError):  # smtplib's exceptions are children of the first
        raise Unsent("邮件服务器没有收下") from None


# --- the body of a request ---------------------------------------------


def filled(body: str, values: Mapping[str, str]) -> tuple[str, bytes]:
    """The kind and the content of a request, `{name}` in it replaced: JSON where the body is an object, else
    the fields of a form. No value can become anything but a value."""
    if body.lstrip().startswith("{"):
        return "application/json", json.dumps(_replaced(json.loads(body), values)).encode()
    content = _HOLE.sub(lambda hole: quote_plus(values.get(hole[1], "")), body)
    return "application/x-www-form-urlencoded", content.encode()


def _replaced(part: Any, values: Mapping[str, str]) -> Any:
    if isinstance(part, dict):
        return {name: _replaced(one, values) for name, one in part.items()}
    if isinstance(part, list):
        return [_replaced(one, values) for one in part]
    return _HOLE.sub(lambda hole: values.get(hole[1], ""), part) if isinstance(part, str) else part


# --- what a demo world would have sent ---------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that would have left a demo world."""

    at: str
    way: str
    to: str
    text: str


def _shown(way: str, masked: str, text: str, now: datetime) -> None:
    _log.info("%s would have gone to %s", way, masked)
    if settings.OUTBOX is not None:
        kept = [Kept(now.isoformat(), way, masked, text), *outbox()][:MOST_KEPT]
        place = Path(settings.OUTBOX)
        beside = place.with_suffix(".new")
        beside.write_text(json.dumps([asdict(one) for one in kept], ensure_ascii=False), "utf-8")
        beside.replace(place)


def keeps_outbox() -> bool:
    """Whether this is a demo world, which keeps what it would have sent."""
    return settings.OUTBOX is not None


def outbox() -> Sequence[Kept]:
    """What a demo world would have sent, the latest first; nothing anywhere else."""
    if settings.OUTBOX is None or not Path(settings.OUTBOX).exists():
        return []
    return [Kept(**one) for one in json.loads(Path(settings.OUTBOX).read_text("utf-8"))]


# --- what the settings must be -----------------------------------------


def fault_of_settings() -> str:
    """Why no code could arrive by these settings; empty where one can, or where none is asked for."""
    if settings.SMS == CONSOLE and settings.OUTBOX is None:
        return "QINQING_SMS=console 只用于演示世界：别处没有人看得到验证码"
    if settings.SMS not in ("", CONSOLE) and not _is_safe(settings.SMS):
        return "QINQING_SMS 要写 https 的网址，或者内部网络的 http 地址，例如 http://10.0.0.8/send"
    if settings.CODES_BY_MAIL and settings.EMAIL_BACKEND == _PRINTED and settings.OUTBOX is None:
        return "QINQING_CODES_BY_MAIL 要先设邮件服务器（QINQING_EMAIL）"
    try:
        filled(settings.SMS_BODY, {})
    except ValueError:
        return "QINQING_SMS_BODY 看不懂：写一个 JSON 对象，或者表单的各项"
    return ""


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    if parts.scheme == "https":
        return bool(parts.hostname) and not parts.username
    try:
        return parts.scheme == "http" and ip_address(parts.hostname or "").is_private and not parts.username
    except ValueError:
        return False


@register
def codes_can_arrive(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse settings by which no code could arrive; a process that runs by them asks for none."""
    fault = fault_of_settings()
    return [Error(fault, id="kernel.E002")] if fault else []
