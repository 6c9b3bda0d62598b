"""By which ways a code reaches somebody here, and what a demo world would have sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from qinqing.domains.accounts.rules import CODE_FOR, Reach, normal_phone
from qinqing.domains.accounts.terms import CodeWay
from qinqing.kernel import sending
from qinqing.kernel.refusals import Refused

CODE_MINUTES = CODE_FOR // timedelta(minutes=1)


def code_ways() -> frozenset[CodeWay]:
    """By which ways codes are sent; none where the officer calls instead."""
    by_phone = {CodeWay.PHONE} if sending.gateway() is not None else set()
    by_mail = {CodeWay.MAIL} if sending.sends_codes_by_mail() else set()
    return frozenset(by_phone | by_mail)


def reach_of(*, phone: str, email: str) -> Reach | None:
    """Where a code goes to whoever gives these; None where no codes are sent here.

    To the mobile where there is one and a gateway, else by e-mail. Refuses beside the field that is missing.
    """
    ways, number = code_ways(), normal_phone(phone)
    if not ways:
        return None
    if phone and not number:
        raise Refused("phone", "手机号是 11 位，以 1 开头", "phone")
    if number and CodeWay.PHONE in ways:
        return Reach(CodeWay.PHONE, number)
    if email and CodeWay.MAIL in ways:
        return Reach(CodeWay.MAIL, email)
    if CodeWay.PHONE not in ways:
        raise Refused("reach", "请写邮箱，验证码发到那里", "email")
    both = CodeWay.MAIL in ways
    raise Refused("reach", f"请写手机号{'或者邮箱' if both else ''}，验证码发到那里", "phone")


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """Something that would have left a demo world, and to whom, masked."""

    at: datetime
    way: str
    to: str
    text: str


def is_demo() -> bool:
    """Whether what leaves here is kept in the outbox of a demo world."""
    return sending.keeps_outbox()


def outbox() -> Sequence[OutboxLine]:
    """What a demo world would have sent, the latest first; nothing anywhere else."""
    return [OutboxLine(datetime.fromisoformat(one.at), one.way, one.to, one.text) for one in sending.outbox()]
