"""Columns and rows of the room's lists, and a claim as facts, as a way with four stops, as a story."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.claims import rules
from qinqing.domains.claims.models import Claim, ListEntry, PayoutList
from qinqing.domains.claims.queries import ClaimPage, ClaimRead, Left, PaperRead, Place, left_of
from qinqing.domains.claims.terms import ClaimHolder, ClaimOrigin, ClaimState, ListState
from qinqing.kernel import clock
from qinqing.kernel.addresses import path_to
from qinqing.ui import formats
from qinqing.ui.cells import Column, act, light, own, table_rows, tag, title

DESK = (
    Column("还剩"),
    Column("企业", "title"),
    Column("事项", labelled=True),
    Column("金额", "num", labelled=True),
    Column("状态", labelled=True),
    Column("哪天前", "date", labelled=True),
    Column("做", "act"),
)
READ = (
    Column("还剩"),
    Column("企业", "title"),
    Column("事项", labelled=True),
    Column("金额", "num", labelled=True),
    Column("状态", labelled=True),
    Column("在谁手里", labelled=True),
    Column("哪天前", "date", labelled=True),
)
LISTS = (
    Column("事项", "title"),
    Column("几家", "num", labelled=True),
    Column("一共", "num", labelled=True),
    Column("状态", labelled=True),
    Column("谁列的", labelled=True),
    Column("什么时候", "date", labelled=True),
)
ENTRIES = (
    Column("企业", "title"),
    Column("金额", "num", labelled=True),
    Column("依据", labelled=True),
    Column("拿掉", "act"),
)
TAKEN_OUT = (
    Column("企业", "title"),
    Column("金额", "num", labelled=True),
    Column("为什么拿掉", labelled=True),
)
_VERBS: Mapping[str, str] = {
    ClaimState.APPLIED: "受理",
    ClaimState.ACCEPTED: "审核",
    ClaimState.OBJECTED: "裁定",
    ClaimState.TO_PAY: "拨付",
}


def amount_of(claim: Claim) -> str:
    """The amount that counts now: paid, else approved, else asked."""
    return formats.amount(claim.paid or claim.approved or claim.asked)


def state_of(claim: Claim) -> Markup:
    """How far a claim is."""
    return tag(ClaimState.label_of(claim.state), "line")


def holder_of(claim: Claim) -> str:
    """In whose hands it is, by name where there is one."""
    match claim.holder:
        case ClaimHolder.OFFICER:
            return claim.officer.name if claim.officer else "首席服务官"
        case ClaimHolder.UNIT:
            return claim.unit.short
        case ClaimHolder.UNIT_HEAD:
            return f"{claim.unit.short}负责人"
    return ClaimHolder.label_of(claim.holder)


def _light(claim: Claim, left: Left) -> Markup | str:
    if not claim.is_open:
        term = ClaimState.of(claim.state)
        return light(term.tone, term.label)  # type: ignore[arg-type]
    return light(left.tone, left.short)


def _first(claim: Claim, left: Left) -> list[object]:
    return [
        _light(claim, left),
        title(path_to("claims:one", claim.public_id), claim.enterprise.name, claim.number),
        own(claim.edition.title),
        amount_of(claim),
        state_of(claim),
    ]


def desk_rows(found: ClaimPage, now: datetime) -> Markup:
    """What a unit has in hand, by date, each with its one verb."""
    rows = []
    for claim in found.rows:
        left = left_of(claim, found.places[claim.area_id].calendar, now)
        verb = _VERBS.get(claim.state, "看")
        rows.append([*_first(claim, left), left.until, act(path_to("claims:one", claim.public_id), verb)])
    return table_rows(DESK, rows)


def read_rows(found: ClaimPage, now: datetime) -> Markup:
    """Claims for those who look on: in whose hands, until when."""
    rows = []
    for claim in found.rows:
        left = left_of(claim, found.places[claim.area_id].calendar, now)
        rows.append([*_first(claim, left), holder_of(claim), left.until])
    return table_rows(READ, rows)


def cards_of(found: ClaimPage, now: datetime) -> list[dict[str, Any]]:
    """The enterprise's own claims: what, how much, how far, whose turn, until when."""
    return [_card(claim, found.places[claim.area_id], now) for claim in found.rows]


def _card(claim: Claim, place: Place, now: datetime) -> dict[str, Any]:
    left = left_of(claim, place.calendar, now)
    return {
        "title": claim.edition.title,
        "href": path_to("claims:one", claim.public_id),
        "firm": claim.enterprise.name,
        "number": claim.number,
        "amount": amount_of(claim),
        "listed": claim.origin == ClaimOrigin.LISTED,
        "open": claim.is_open,
        "turn": claim.holder == ClaimHolder.ENTERPRISE,
        "light": _light(claim, left),
        "says": says_of(claim, left),
        "steps": steps_of(claim),
    }


_ENDED: Mapping[str, str] = {
    ClaimState.PAID: "钱已经拨到您的账户",
    ClaimState.TURNED_DOWN: "没有受理，原因写在里面",
    ClaimState.REFUSED: "没有通过，原因和依据写在里面",
    ClaimState.WITHDRAWN: "您撤回了",
}
_DOES: Mapping[str, str] = {
    ClaimState.INTENDED: "和您联系、帮您备材料",
    ClaimState.APPLIED: "决定受不受理",
    ClaimState.SUPPLEMENT: "补材料",
    ClaimState.ACCEPTED: "给出审核结果",
    ClaimState.NOTICE: "公示到这一天，没有异议就办拨付",
    ClaimState.OBJECTED: "核实公示中的异议",
    ClaimState.ACCOUNT: "确认收款账户",
    ClaimState.TO_PAY: "把钱拨到您的账户",
}


def does_of(claim: Claim) -> str:
    """What the holder has to do."""
    return _DOES.get(claim.state, "")


def says_of(claim: Claim, left: Left) -> str:
    """Where the money is, in one sentence for the enterprise."""
    if not claim.is_open:
        return _ENDED[claim.state]
    if claim.state == ClaimState.NOTICE:
        return f"公示到 {left.until}，没有异议就办拨付"
    who = "您" if claim.holder == ClaimHolder.ENTERPRISE else holder_of(claim)
    return f"{who}要在 {left.until}前{does_of(claim)}"


def steps_of(claim: Claim) -> list[dict[str, str]]:
    """The way of the money with its four stops; a claim that ended without money stops where it was."""
    here = rules.stop_of(ClaimState.of(claim.state))
    notes = (
        formats.local_date(claim.applied_at) if claim.applied_at else None,
        formats.local_date(claim.decided_at) if claim.decided_at else None,
        None,
        claim.paid_on,
    )
    first = "比对" if claim.origin == ClaimOrigin.LISTED else rules.STOPS[0]
    return [
        {
            "label": label,
            "note": f"{day.month}月{day.day}日" if day and number <= here else "",
            "state": "done" if number < here else "on" if number == here and claim.is_open else "",
        }
        for number, (label, day) in enumerate(zip((first, *rules.STOPS[1:]), notes, strict=True))
    ]


def facts_of(read: ClaimRead, now: datetime) -> list[tuple[str, str]]:
    """What is known of a claim, as far as it is said."""
    claim, today = read.claim, clock.local(now).date()
    said = [
        ("编号", claim.number),
        ("企业", claim.enterprise.name),
        ("来源", ClaimOrigin.label_of(claim.origin)),
        ("标准", own(claim.edition.amount)),
        ("申请金额", rules.yuan(claim.asked) if claim.asked else ""),
        ("核定金额", rules.yuan(claim.approved) if claim.approved else ""),
        ("怎么核定的", own(claim.approval_note)),
        ("拨付金额", rules.yuan(claim.paid) if claim.paid else ""),
        ("拨付日期", formats.day(claim.paid_on, today) if claim.paid_on else ""),
        ("凭证号", own(claim.voucher)),
        ("兑现单位", claim.unit.name),
        ("咨询电话", own(claim.edition.telephone)),
        ("当时的服务官", claim.officer.name if claim.officer else ""),
    ]
    return [(name, text) for name, text in said if text]


def papers_of(read: ClaimRead, now: datetime) -> list[dict[str, Any]]:
    """The papers that the item asks for, each with whether it is there and the files that answer it."""
    today = clock.local(now).date()
    return [
        {
            "value": paper.name,
            "label": own(paper.name),
            "ready": paper.is_ready,
            "light": _paper_light(paper, is_open=read.claim.is_open),
            "files": [
                {
                    "href": path_to("claims:paper_file", one.public_id),
                    "name": one.name,
                    "says": f"{formats.file_size(one.file.size)}，"
                    f"{formats.day(formats.local_date(one.given_at), today)}交的",
                }
                for one in paper.files
            ],
        }
        for paper in read.papers
    ]


def _paper_light(paper: PaperRead, *, is_open: bool) -> Markup:
    if paper.files:
        return light("green", "传上来了")
    if paper.is_ready:
        return light("green", "备齐了")
    return light("yellow" if is_open else "calm", "还缺")


def missing_of(read: ClaimRead) -> str:
    """The words by which a unit asks for the papers that are not there; none where nothing is missing."""
    missing = [paper.name for paper in read.papers if not paper.is_ready]
    return f"还缺：{'、'.join(missing)}"[:500] if missing else ""


def account_of(read: ClaimRead) -> list[tuple[str, str]]:
    """The account for whoever may read it, its number in groups of four."""
    account = read.account
    if account is None:
        return []
    grouped = " ".join(account.number[at : at + 4] for at in range(0, len(account.number), 4))
    return [("户名", own(account.holder)), ("开户银行", own(account.bank)), ("账号", grouped)]


def story_of(read: ClaimRead, now: datetime) -> list[dict[str, str]]:
    """What happened, the newest first."""
    return [
        {
            "title": entry.text,
            "when": formats.moment(entry.at, now),
            "text": accounts.name_shown(read.names, entry.actor_id, entry.acting_for_id, "")
            if entry.actor_id
            else "系统",
            "icon": entry.drawing,
            "state": "",
        }
        for entry in read.story
    ]


def list_rows(lists: Iterable[PayoutList], now: datetime) -> Markup:
    """Payout lists with how many, how much, how far."""
    today = clock.local(now).date()
    return table_rows(LISTS, [_list(one, today) for one in lists])


def _list(one: Any, today: Any) -> Sequence[object]:
    state = ListState.of(one.state)
    return (
        title(path_to("claims:payout_list", one.public_id), one.edition.title, one.unit.short),
        formats.thousands(one.count),
        formats.amount(one.total),
        light(state.tone, state.label),  # type: ignore[arg-type]
        one.made_by.name,
        formats.day(formats.local_date(one.made_at), today),
    )


def entry_rows(entries: Iterable[ListEntry], list_id: str, *, edits: bool) -> Markup:
    """The entries of a list, each with the way to take it out."""
    return table_rows(
        ENTRIES if edits else ENTRIES[:-1],
        [
            [
                title(path_to("claims:entry", list_id, row.pk), row.enterprise.name)
                if edits
                else row.enterprise.name,
                formats.exact_amount(row.amount),
                own(row.added_reason),
                *([act(path_to("claims:entry", list_id, row.pk), "拿掉")] if edits else []),
            ]
            for row in entries
        ],
    )


def out_rows(entries: Iterable[ListEntry]) -> Markup:
    """What was taken out, and why."""
    return table_rows(
        TAKEN_OUT,
        [(row.enterprise.name, formats.exact_amount(row.amount), own(row.out_reason)) for row in entries],
    )
