"""The second check of the staff: an authenticator app, and codes for whoever has lost it."""

import hashlib
import secrets
from datetime import datetime

from qinqing.domains.accounts import queries
from qinqing.domains.accounts.actions.sessions import end_sessions_of, one_at_a_time, refuse_hasty
from qinqing.domains.accounts.events import (
    RecoveryCodesDrawn,
    SecondFactorFailed,
    SecondFactorPassed,
    SecondFactorReset,
    SecondFactorResetAsked,
    SecondFactorResetDenied,
    SecondFactorSet,
)
from qinqing.domains.accounts.models import Person, RecoveryCode, SecondFactor, Session, SignInAttempt
from qinqing.domains.accounts.permissions import require
from qinqing.kernel import crypto, door, events
from qinqing.kernel.events import Author
from qinqing.kernel.presence import FIELD
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.lib import totp

CODES = 10
_CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"
NOT_THIS = "验证码不对。看看手机时间准不准，等下一个码再试"
BEFORE_AN_ACT = "办理前再验，{way}"


def set_second_factor(
    *, author: Author, secret: bytes, code: str, address: str | None, now: datetime
) -> list[str]:
    """The app that shows this code is the person's from now on; gives his recovery codes, shown once.

    His session has passed by it. Refuses a wrong code, and a second app beside the first.
    """
    me = _me(author)
    with door.as_system("accounts.second_factor"):
        index = _index(me, address, now)
        if SecondFactor.objects.filter(person=me).exists():
            raise Refused("has_one", "已经启用了；换手机请系统管理员先申请重置")
        span = totp.matching_span(secret, code, now, 0)
        _note_try(index, address, span is not None, author, now)
        SecondFactor.objects.create(
            person_id=me, secret=crypto.seal(secret.hex()), taken=span or 0, confirmed_at=now
        )
        _tell(SecondFactorSet, author, now)
        codes = _draw(me)
        _pass(author, "验证器", now)
    return codes


def pass_second_factor(*, author: Author, code: str, address: str | None, now: datetime) -> None:
    """This browser passes the second check by a code of the app or a recovery code; each counts once.

    Refuses a wrong code, and while the delay after wrong ones runs. What is answered must be kept.
    """
    me = _me(author)
    with door.as_system("accounts.second_factor"):
        index = _index(me, address, now)
        way = _accepted(me, code, now)
        _note_try(index, address, bool(way), author, now)
        _pass(author, way, now)


def show_presence(*, author: Author, now: datetime) -> None:
    """It is the author himself who sits there: by a fresh code of his app, each good for one act.

    Called by a weighty act when all else of it is right. Refuses beside the field of the code, counts wrong
    ones as at sign-in, and refuses programs: nobody sits there. The system has nobody to ask.
    """
    actor, shown = author.actor, author.presence
    if actor.system:
        return
    if actor.token_id is not None:
        raise Refused("in_person", "这件事要本人在页面上办，程序不能代办")
    if not queries.asks_for_code(actor):
        return
    if not shown.code.strip():
        raise Refused("missing", "请填动态验证码", FIELD)
    me = _me(author)
    with door.as_system("accounts.second_factor"):
        index = _index(me, shown.address, now, FIELD)
        way = _accepted(me, shown.code, now)
        _note_try(index, shown.address, bool(way), author, now, FIELD)
        _tell(SecondFactorPassed, author, now, way=BEFORE_AN_ACT.format(way=way))


def draw_recovery_codes(*, author: Author, code: str, address: str | None, now: datetime) -> list[str]:
    """New recovery codes, shown once, for a code of the app; the earlier ones open nothing any more."""
    me = _me(author)
    with door.as_system("accounts.second_factor"):
        index = _index(me, address, now)
        _note_try(index, address, bool(_accepted(me, code, now)), author, now)
        codes = _draw(me)
        _tell(RecoveryCodesDrawn, author, now)
    return codes


def ask_second_factor_reset(*, author: Author, person_id: int, now: datetime) -> None:
    """Ask to have somebody's lost app taken out of use; it stays in use until another administrator confirms.

    Whoever gives temporary passwords could otherwise become anybody alone. Refuses one's own.
    """
    require(author.actor, "account.keep")
    if person_id == author.actor.person_id:
        raise Refused("own_factor", "自己的第二重验证请另一位系统管理员申请重置")
    with door.as_system("accounts.second_factor"):
        factor = SecondFactor.objects.select_for_update().filter(person=person_id).first()
        if factor is None:
            raise Refused("has_none", "他还没有启用第二重验证")
        if factor.reset_asked_at is not None:
            raise Refused("asked", "已经申请过了，等另一位管理员同意")
        factor.reset_asked_by_id, factor.reset_asked_at = author.actor.person_id, now
        factor.save(update_fields=["reset_asked_by_id", "reset_asked_at"])
        _tell_of(SecondFactorResetAsked, person_id, author, now)


def confirm_second_factor_reset(*, author: Author, person_id: int, now: datetime) -> None:
    """Somebody's lost app and recovery codes are out of use; his sessions end.

    Refuses what the author asked for himself, and his own; asks for a fresh code (`show_presence`).
    """
    factor = _asked_reset(author, person_id, now)
    show_presence(author=author, now=now)
    with door.as_system("accounts.second_factor"):
        factor.delete()
        RecoveryCode.objects.filter(person=person_id).delete()
        end_sessions_of(person_id, now)
        _tell_of(SecondFactorReset, person_id, author, now)


def deny_second_factor_reset(*, author: Author, person_id: int, now: datetime) -> None:
    """The app stays in use."""
    factor = _asked_reset(author, person_id, now)
    with door.as_system("accounts.second_factor"):
        SecondFactor.objects.filter(pk=factor.pk).update(reset_asked_by=None, reset_asked_at=None)
        _tell_of(SecondFactorResetDenied, person_id, author, now)


def _asked_reset(author: Author, person_id: int, now: datetime) -> SecondFactor:
    """What is asked for and this actor may confirm; NotFound for anything else."""
    require(author.actor, "second_factor.confirm")
    with door.as_system("accounts.second_factor"):
        found = SecondFactor.objects.select_for_update(of=("self",)).filter(
            queries.confirmable(author.actor, now), person=person_id
        )
        factor = found.first()
    if factor is None:
        raise NotFound
    return factor


def _tell_of(event: type, person_id: int, author: Author, now: datetime) -> None:
    events.tell(event, subject=("person", person_id), author=author, at=now, layer="H")


def _me(author: Author) -> int:
    if author.actor.person_id is None:
        raise NotFound
    return author.actor.person_id


def _index(me: int, address: str | None, now: datetime, field: str = "code") -> str:
    """Under what the guesses of a person's codes are counted; refuses one that comes too soon."""
    index = crypto.blind_index(f"code of {Person.objects.values_list('login', flat=True).get(pk=me)}")
    one_at_a_time(f"{index} {address}")
    refuse_hasty(index, address, now, field)
    return index


def _note_try(
    index: str, address: str | None, succeeded: bool, author: Author, now: datetime, field: str = "code"
) -> None:
    """Count a guess; refuses after one that was wrong."""
    SignInAttempt.objects.create(login_index=index, address=address, at=now, succeeded=succeeded)
    if not succeeded:
        _tell(SecondFactorFailed, author, now)
        raise Refused("wrong_code", NOT_THIS, field)


def _accepted(me: int, code: str, now: datetime) -> str:
    """By what a code is accepted, and taken; empty where it is not."""
    factor = SecondFactor.objects.select_for_update().filter(person_id=me).first()
    if factor is None:
        return ""
    span = totp.matching_span(bytes.fromhex(crypto.unseal(factor.secret)), code, now, factor.taken)
    if span is not None:
        factor.taken = span
        factor.save(update_fields=["taken"])
        return "验证器"
    spare = RecoveryCode.objects.filter(person=me, code_hash=_digest(me, code), used_at=None)
    return "备用码" if spare.update(used_at=now) else ""


def _draw(me: int) -> list[str]:
    RecoveryCode.objects.filter(person=me).delete()
    drawn = ["".join(secrets.choice(_CLEAR) for _ in range(10)) for _ in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person_id=me, code_hash=_digest(me, code)) for code in drawn
    )
    return [f"{code[:5]}-{code[5:]}" for code in drawn]


def _digest(me: int, code: str) -> str:
    plain = "".join(filter(str.isalnum, code.casefold()))
    return hashlib.sha256(f"{me} {plain}".encode()).hexdigest()


def _pass(author: Author, way: str, now: datetime) -> None:
    Session.objects.filter(pk=author.actor.session_id or 0).update(waits_for_code=False)
    _tell(SecondFactorPassed, author, now, way=way)


def _tell(event: type, author: Author, now: datetime, **record: object) -> None:
    by = Author(author.actor)
    events.tell(event, subject=("person", _me(author)), author=by, at=now, layer="H", record=record)
