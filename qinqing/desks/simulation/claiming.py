"""One claim of the history: who wants it, who does what is next, and what he fills in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any, Final

from qinqing.desks.simulation import world
from qinqing.desks.simulation.play import History, acting_as, look_again
from qinqing.domains.accounts.terms import Role
from qinqing.domains.claims import actions, queries
from qinqing.domains.claims.actions import Wish
from qinqing.domains.claims.models import Claim
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import queries as officers
from qinqing.domains.policies.models import Edition
from qinqing.kernel import clock, door
from qinqing.kernel.refusals import NotFound, Refused

Move = tuple[int, str, str]
"""After so many working days, who does what."""


@dataclass(slots=True)
class Life:
    """One claim of the history; `said` are words of its item, where it has words of its own."""

    enterprise_id: int
    edition: Edition
    amount: Decimal
    claim_id: int = 0
    seed: int = 0
    said: Mapping[str, Any] | None = None


class Taken:
    """Who has wanted which item, so that nobody wants one twice, nor one that cannot be had beside it."""

    def __init__(self) -> None:
        self._held: set[tuple[int, str]] = set()
        self._beside: dict[str, set[str]] = {}

    def know(self, editions: Sequence[Edition]) -> None:
        """What cannot be had beside what, from either side."""
        for one in editions:
            for other in one.excludes:
                self._beside.setdefault(one.item.code, set()).add(other)
                self._beside.setdefault(other, set()).add(one.item.code)

    def take(self, enterprise: int, edition: Edition) -> bool:
        """Whether an enterprise may still want an item; it wants it now."""
        code = edition.item.code
        if any((enterprise, one) in self._held for one in (code, *self._beside.get(code, ()))):
            return False
        self._held.add((enterprise, code))
        return True

    def first(self, wanting: Iterable[int], edition: Edition, count: int) -> list[int]:
        """So many, or fewer, of those who would want an item and may; they want it now."""
        return list(islice((one for one in wanting if self.take(one, edition)), count))


def before_the_end(history: History, days: int) -> datetime:
    """Some minute of the working day so many working days before the end."""
    minutes = timedelta(minutes=history.rng.randint(20, 420))
    if not days:
        return history.until - timedelta(minutes=history.rng.randint(40, 160))
    day = history.calendar.workday_from(clock.local(history.until).date(), -days)
    return history.calendar.opening(day) + minutes


def walk(history: History, life: Life, road: Sequence[Move], begins: datetime, *, at_once: bool) -> None:
    """Let a claim be begun at a moment, applied for at once or only wanted, and go its road from there."""
    history.at(begins, partial(apply if at_once else intend, history, life))
    calendar, last = history.calendar, begins
    for wait, who, step in road:
        minutes = history.rng.randint(20, 200)
        if wait:
            day = calendar.workday_from(clock.local(last).date(), wait)
            last = calendar.opening(day) + timedelta(minutes=2 * minutes)
        else:
            last = calendar.add_work_minutes(last, minutes).at
        history.at(last, partial(do, history, life, who, step))


def intend(history: History, life: Life, now: datetime) -> None:
    """The enterprise says that it wants the item."""
    _begun(history, life, actions.intend, now)


def apply(history: History, life: Life, now: datetime) -> None:
    """The enterprise applies at once."""
    papers = life.edition.papers[: 1 + life.seed % 3]
    _begun(history, life, actions.apply, now, amount=life.amount, papers=papers)


def _begun(history: History, life: Life, begin: Callable[..., Claim], now: datetime, **more: Any) -> None:
    """Begin with the edition that holds by now; with none, where nobody can claim it any more."""
    held = Edition.objects.current(clock.local(now).date()).filter(item=life.edition.item_id)
    edition = held.select_related("item__policy").first()
    if edition is None:
        return
    words = _WORDS[life.seed % len(_WORDS)]
    wish = Wish(edition, Enterprise.objects.get(pk=life.enterprise_id), words=words, **more)
    speaker = history.cast.contacts(life.enterprise_id)[0]

    def doing() -> None:
        life.claim_id = begin(author=acting_as(speaker, now), wish=wish, now=now).pk

    played(history, doing)


def do(history: History, life: Life, who: str, step: str, now: datetime) -> None:
    """Somebody takes a step of a claim that was begun."""
    if not life.claim_id:
        return
    claim = Claim.objects.select_related("edition", "enterprise").get(pk=life.claim_id)
    person, given = _person(history, claim, who, step, now, life.seed), _given(life, claim, step, now)
    if step == "apply" and queries.why_closed(claim.edition, clock.local(now).date()):
        # It was amended or stopped since it was wanted: what was wanted ends here.
        life.claim_id, step, given = 0, "withdraw", {"reason": _CHANGED}
    played(
        history,
        lambda: actions.take_step(
            author=acting_as(person, now), claim=claim, step=step, given=given, now=now
        ),
    )


def played(history: History, doing: Callable[[], Any]) -> None:
    """Do it; what is refused is counted."""
    try:
        door.drawn_again(doing)
    except (NotFound, Refused) as refused:
        history.refused[f"claim: {refused!r}"] += 1
    look_again()


def _person(history: History, claim: Claim, who: str, step: str, now: datetime, seed: int) -> int:
    """Who takes a step; an enterprise's officer now and then applies for it."""
    if who in ("handler", "unit_head"):
        people = history.cast.of_unit(Role.of(who), claim.unit_id)
        others = [one for one in people if step not in ("dismiss", "uphold") or one != claim.approved_by_id]
        return others[seed % len(others)]
    officer = officers.present_officer(claim.enterprise_id, now)
    if step == "apply" and seed % 4 == 1 and officer is not None:
        return officer
    return history.cast.contacts(claim.enterprise_id)[0]


def _given(life: Life, claim: Claim, step: str, now: datetime) -> dict[str, Any]:
    """What is filled in with a step."""
    account = {
        "holder": claim.enterprise.name, "bank": "青岚农商银行兴业支行",
        "account": f"6222{claim.enterprise_id:06}{life.seed:06}",
    }  # fmt: skip
    known: dict[str, dict[str, Any]] = {
        "apply": {"amount": life.amount, "papers": claim.edition.papers[: 1 + life.seed % 3]},
        "ask": {"reason": f"还缺{_lacking(life, claim)}，加盖公章"},
        "supply": {"words": "已按要求补齐，原件可随时核对", "papers": claim.edition.papers},
        "turn_down": {"reason": "本批次申报已经结束，下一批开始时可以再报"},
        "refuse": _refusal(life),
        "approve": {"amount": life.amount, "reason": ""},
        "object": {"objection": "来电反映：该企业设备有一部分是旧设备翻新，请核实"},
        "dismiss": {"reason": "到现场核对了铭牌和发票，都是新购，异议不成立"},
        "withdraw": {"reason": _WITHDRAWN[life.seed % len(_WITHDRAWN)]},
        "confirm_account": account,
        "give_account": account,
        "pay": {
            "amount": claim.approved, "paid_on": clock.local(now).date(),
            "voucher": f"{clock.local(now):%Y%m%d}-{100 + life.seed}",
        },
    }  # fmt: skip
    return known.get(step, {})


def _lacking(life: Life, claim: Claim) -> str:
    papers = claim.edition.papers or _PAPERS
    return str(papers[life.seed % len(papers)])


def _refusal(life: Life) -> dict[str, str]:
    written = (life.said or {}).get("refusals") or _REFUSALS
    found = written[life.seed % len(written)]
    return {"reason": found["reason"], "citation": found["citation"]}


def of_amount(amount: float) -> Decimal:
    """So much in yuan of what is written in 万元."""
    return Decimal(str(amount)) * world.WAN


_WORDS: Final = (
    "材料都备齐了，请尽快审核。",
    "第一次申报，材料怎么准备想请服务官先看一遍。",
    "去年领过第一批，这是第二批。",
    "",
    "",
)
_PAPERS: Final = ("研发费用专项审计报告", "设备购置发票和付款凭证", "社保缴纳证明", "参展合同和付款凭证")
_REFUSALS: Final = (
    {"reason": "设备投资额按发票核定不到起补线", "citation": "实施办法第六条"},
    {"reason": "研发费用专项审计口径不符", "citation": "若干措施第九条"},
)
_CHANGED: Final = "标准改了，按新的一版重新提"
_WITHDRAWN: Final = ("改报省里的同类项目", "条件还差一点，补齐了明年再报", "集团统一申报，这一笔不用了")
