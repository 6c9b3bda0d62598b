"""Confirmation codes: whoever says that a number or address is his types what was sent there.

A confirmed number gives nobody a right. It says that whoever wrote it down could read what was sent to it.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q

from qinqing.domains.accounts import queries, rules
from qinqing.domains.accounts.actions.sessions import one_at_a_time
from qinqing.domains.accounts.models import ConfirmationCode
from qinqing.domains.accounts.rules import CodesAsked, CodeTried, Reach
from qinqing.domains.accounts.terms import CodePurpose, CodeWay
from qinqing.kernel import crypto, door, jobs, sending
from qinqing.kernel.confirming import FIELD, USED, WRONG
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Refused
from qinqing.kernel.sending import Letter, ShortMessage

SEND_CODE = "accounts.send_code"
MOST_SAID = 100
VOID = "这个验证码不能用了，请再要一个"


@dataclass(frozen=True, slots=True)
class Confirming:
    """What a code is for: the purpose, the one thing of that purpose, and where it goes."""

    purpose: CodePurpose
    thing: str
    reach: Reach

    @property
    def bound(self) -> str:
        """The digest by which a code opens this and nothing else."""
        said = (self.purpose.value, self.thing, self.reach.way.value, self.reach.to)
        return crypto.digest("code for " + "\n".join(said))


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What somebody sends back: the stub of the form that asked for the code, and the code."""

    stub: str
    code: str


def ask_code(*, about: Confirming, author: Author, network: str | None, now: datetime) -> str:
    """Have a code sent and give the stub of whoever asked for it; the same form sent twice asks once.

    Whether anybody here has the number makes no difference. Refuses the second within a minute, the eleventh
    of a day and the twenty-first of an hour from one address of the network.
    """
    stub = crypto.digest(f"stub {about.bound} {author.client_key or secrets.token_hex(16)}")
    index = crypto.blind_index(about.reach.to)
    with door.as_system("accounts.ask_code"):
        # In this order always, so that no two wait for each other.
        one_at_a_time(f"codes from {network}")
        one_at_a_time(f"codes to {index}")
        if ConfirmationCode.objects.filter(stub_hash=door.session_hash(stub)).exists():
            return stub
        if fault := rules.code_not_yet(_asked(index, network, now), now):
            raise Refused("too_many", fault, "phone" if about.reach.way is CodeWay.PHONE else "email")
        row = ConfirmationCode.objects.create(
            stub_hash=door.session_hash(stub),
            bound=about.bound,
            way=about.reach.way.value,
            address=crypto.seal(about.reach.to),
            address_index=index,
            network=network,
            asked_at=now,
            expires_at=now + rules.CODE_FOR,
        )
        jobs.start(SEND_CODE, code_id=row.pk)
    return stub


def send_code(*, code_id: int, now: datetime) -> None:
    """Draw the code that somebody asked for and send it; it is nowhere but in the message.

    Tried once: who got none asks again. Run by the worker as the system. Whoever types it meanwhile waits
    until it is settled whether it left.
    """
    waiting = ConfirmationCode.objects.select_for_update().filter(sent_at=None, failed_at=None)
    row = waiting.filter(pk=code_id).first()
    if row is None or now >= row.expires_at:
        return
    code = f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}}"
    try:
        _let_leave(row, code, now)
    except sending.Unsent as why:
        row.failed_at, row.fault = now, str(why)[:MOST_SAID]
    else:
        row.sent_at, row.code_hash = now, _digest(row, code)
    row.address = None
    row.save(update_fields=["address", "sent_at", "failed_at", "fault", "code_hash"])


def take_code(*, about: Confirming, confirmation: Confirmation, now: datetime) -> None:
    """Whoever was sent the code has typed it; it is used by that, and opens nothing else.

    Refuses a wrong one, after which what the caller answers must be kept (`WRONG`), one that is over or
    was never sent, a guess that comes too soon, and one that was used (`USED`).
    """
    with door.as_system("accounts.take_code"):
        rows = ConfirmationCode.objects.select_for_update()
        row = rows.filter(stub_hash=door.session_hash(confirmation.stub), bound=about.bound).first()
        if row is None:
            raise Refused("void_code", VOID, FIELD)
        if fault := rules.code_not_heard(_tried(row), now):
            raise Refused("void_code", fault, FIELD)
        if not hmac.compare_digest(row.code_hash, _digest(row, confirmation.code)):
            row.tries, row.tried_at = row.tries + 1, now
            row.save(update_fields=["tries", "tried_at"])
            raise Refused(WRONG, rules.wrong_code(row.tries), FIELD)
        if row.used_at is not None:
            raise Refused(USED, "这个验证码用过了：刚才那次已经收到，不用再交", FIELD)
        row.used_at = now
        row.save(update_fields=["used_at"])


def _asked(index: str, network: str | None, now: datetime) -> CodesAsked:
    here, nearby = Q(address_index=index), Q(network=network, asked_at__gt=now - rules.NEARBY_FOR)
    recent = ConfirmationCode.objects.filter(asked_at__gt=now - timedelta(days=1))
    found = recent.filter(here | nearby if network is not None else here).aggregate(
        last_at=Max("asked_at", filter=here),
        today=Count("id", filter=here),
        nearby=Count("id", filter=nearby),
    )
    return CodesAsked(**found)


def _tried(row: ConfirmationCode) -> CodeTried:
    return CodeTried(
        is_sent=row.sent_at is not None,
        has_failed=row.failed_at is not None,
        tries=row.tries,
        tried_at=row.tried_at,
        expires_at=row.expires_at,
    )


def _digest(row: ConfirmationCode, code: str) -> str:
    return crypto.digest(f"code {row.pk} {row.bound} {code}")


def _let_leave(row: ConfirmationCode, code: str, now: datetime) -> None:
    to, number = crypto.unseal(row.address or b""), f"code-{row.pk}"
    minutes = str(queries.CODE_MINUTES)
    text = f"亲清：验证码 {code}，{minutes} 分钟内有效。别告诉别人；不是您要的，不用理会。"
    if row.way == CodeWay.PHONE:
        facts = {"code": code, "minutes": minutes}
        sending.send_message(ShortMessage(to, text, facts, number), now)
    else:
        sending.send_letter(Letter(to, "亲清：验证码", f"{text}\n", number, is_secret=True), now)
