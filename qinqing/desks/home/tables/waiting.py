"""One list of all that waits, from whichever room: when it is due, what its line says, where the rest is."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from markupsafe import Markup

from qinqing.desks.home.tables.lines import Line, over_of, own_line, problem_line, task_line
from qinqing.domains.accounts.queries import StaffWaiting
from qinqing.domains.accounts.terms import Role, StaffChange
from qinqing.domains.advice.models import PublicAnswer
from qinqing.domains.advice.queries import QuestionRow
from qinqing.domains.advice.terms import PublicAnswerState, QuestionState
from qinqing.domains.claims.models import Claim, PayoutList
from qinqing.domains.claims.terms import ClaimState, ListState
from qinqing.domains.enterprises.queries import EditWaiting
from qinqing.domains.officers.queries import SheetWaiting
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.terms import EditionState
from qinqing.domains.problems.queries import (
    DayWaiting,
    ProblemRow,
    RuleWaiting,
    TaskRow,
    Today,
    proposed_said,
    standing_of,
)
from qinqing.domains.problems.terms import CaseState, RuleKind
from qinqing.kernel.addresses import path_to
from qinqing.kernel.permissions import Actor
from qinqing.ui import formats
from qinqing.ui.cells import own

Waiting = (
    ProblemRow
    | TaskRow
    | Claim
    | PayoutList
    | QuestionRow
    | PublicAnswer
    | Edition
    | DayWaiting
    | RuleWaiting
    | EditWaiting
    | StaffWaiting
    | SheetWaiting
)
"""A thing of any room that waits for somebody."""
_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_MOST_SHOWN: Final = 60


def due_of(row: Waiting) -> datetime:
    """By when somebody must act; what has no date comes after everything that has one."""
    match row:
        case ProblemRow() | TaskRow():
            return row.sort_due
        case Claim():
            return row.due_at or _NEVER
        case QuestionRow():
            return row.question.due_at or _NEVER
    return _NEVER


def is_late(row: Waiting, now: datetime, own: bool) -> bool:
    """Whether somebody should have acted by now. An enterprise is only asked what it says to an answer."""
    only_asked = own and (
        isinstance(row, QuestionRow) or (isinstance(row, ProblemRow) and row.state != CaseState.SUPPLEMENT)
    )
    return due_of(row) <= now and not only_asked


def line_of(row: Waiting, actor: Actor, today: Today) -> Line:
    """What waits, as its line: what to do with what, for whom, until when, by one link."""
    own = Role.ENTERPRISE_USER in actor.roles
    several = len(actor.ids("member")) > 1
    match row:
        case ProblemRow():
            return own_line(row, today, several) if own else problem_line(row, actor, today)
        case TaskRow():
            return task_line(row, actor, today)
        case Claim():
            return _own_claim(row, today, several) if own else _claim(row, actor, today)
        case PayoutList():
            return _payout_list(row, today)
        case QuestionRow():
            return _own_question(row, today, several) if own else _question(row, today)
    return _WITHOUT_DATE[type(row)](row)


def _note(*parts: str | None) -> Markup:
    return Markup(" · ").join(filter(None, parts))


# --- claims ------------------------------------------------------------

_CLAIM_VERBS: Final[Mapping[str, str]] = {
    ClaimState.INTENDED: "帮企业申领",
    ClaimState.APPLIED: "受理",
    ClaimState.ACCEPTED: "审核",
    ClaimState.OBJECTED: "裁定异议",
    ClaimState.TO_PAY: "拨付",
}
_OWN_CLAIM_VERBS: Final[Mapping[str, str]] = {
    ClaimState.INTENDED: "交申请",
    ClaimState.SUPPLEMENT: "补材料",
    ClaimState.ACCOUNT: "确认收款账户",
}


def _money(row: Claim) -> str:
    found = row.approved or row.asked
    return formats.amount(found) if found else ""


def _claim(row: Claim, actor: Actor, today: Today) -> Line:
    href = path_to("claims:one", row.public_id)
    verb = _CLAIM_VERBS.get(row.state, "看")
    with_unit = Role.UNIT_HEAD in actor.roles and row.state != ClaimState.OBJECTED
    stands = standing_of(row.unit.short if with_unit else "您", row.due_at, today)
    note = _note(row.enterprise.name, _money(row), row.number)
    return Line(verb, row.edition.title, href, note, stands, [(verb, href, True)])


def _own_claim(row: Claim, today: Today, several: bool) -> Line:
    href = path_to("claims:one", row.public_id)
    verb = _OWN_CLAIM_VERBS.get(row.state, "看")
    note = _note(row.enterprise.name if several else "", _money(row), _asked(verb, row.due_at, today))
    return Line("", row.edition.title, href, note, None, [(verb, href, True)], over_of(row.due_at, today))


def _asked(verb: str, due_at: datetime | None, today: Today) -> str:
    """What an enterprise is to do by when; empty where no date is set."""
    if due_at is None:
        return ""
    until = today.until(due_at)
    return f"{until} 就到期了，请尽快{verb}" if due_at <= today.now else f"请在 {until} 前{verb}"


def _payout_list(row: PayoutList, today: Today) -> Line:
    href = path_to("claims:payout_list", row.public_id)
    confirms = row.state == ListState.TO_CONFIRM
    verb = "确认名单" if confirms else "改名单"
    sent = f"{formats.moment(row.sent_at, today.now)} 交来" if row.sent_at else ""
    note = _note(f"{row.made_by.name} 列的", sent) if confirms else f"退回：{row.refusal}"
    return Line(verb, row.edition.title, href, note, None, [(verb, href, True)])


# --- questions and answers ---------------------------------------------

_QUESTION_VERBS: Final[Mapping[str, str]] = {
    QuestionState.ASKED: "领一件咨询",
    QuestionState.TAKEN: "答复咨询",
    QuestionState.TO_CALL: "打电话讲清楚",
}


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_SHOWN else f"{line[:_MOST_SHOWN]}…"


def _question(row: QuestionRow, today: Today) -> Line:
    one = row.question
    href = path_to("advice:one", one.public_id)
    free = one.state == QuestionState.ASKED
    verb = "分给专题组" if free and one.group is None else _QUESTION_VERBS.get(one.state, "看")
    who = one.group.name if free and one.group else "您"
    note = _note(row.enterprise, row.item, one.number)
    return Line(
        verb, _short(row.asked), href, note, standing_of(who, one.due_at, today), [(verb, href, True)]
    )


def _own_question(row: QuestionRow, today: Today, several: bool) -> Line:
    one = row.question
    href = path_to("advice:one", one.public_id)
    until = f"有答复了，{today.until(one.due_at)} 前请说明白没有" if one.due_at else "有答复了"
    note = _note(row.enterprise if several else "", row.item, until)
    return Line("", _short(row.asked), href, note, None, [("看答复", href, True)])


def _answer(row: PublicAnswer) -> Line:
    href = path_to("advice:answer", row.public_id)
    verb, note = {
        PublicAnswerState.TO_CHECK: ("看一遍再公开", "别人写的政策问答"),
        PublicAnswerState.DRAFT: ("改问答", f"退回：{row.refusal}"),
    }.get(PublicAnswerState.of(row.state), ("核对问答", "政策有了新版本，这一条可能过时"))
    return Line(verb, row.question, href, note, None, [(verb, href, True)])


# --- policies ----------------------------------------------------------


def _edition(row: Edition) -> Line:
    href = path_to("policies:edition", row.item.public_id, row.number)
    checks = row.state == EditionState.TO_CHECK
    by = f"{row.drafted_by.name} 起草" if row.drafted_by else ""
    verb = "复核" if checks else "改了再交"
    note = _note(f"第 {row.number} 版", by if checks else f"退回：{row.refusal}")
    return Line(verb, row.title, href, note, None, [(verb, href, True)])


# --- the calendar ------------------------------------------------------


def _proposed_day(row: DayWaiting) -> Line:
    href = f"{path_to('problems:calendar')}#proposed-{row.pk}"
    note = _note(row.area, own(row.words), f"{row.proposed_by} 拟")
    title = f"日历：{proposed_said(row.on, row.kind)}"
    return Line("确认日历", title, href, note, None, [("确认日历", href, True)], ours=True)


# --- what an area decides ----------------------------------------------


def _proposed_rule(row: RuleWaiting) -> Line:
    href = f"{path_to('problems:proposed_rules')}#proposed-{row.pk}"
    note = _note(row.area, own(row.words), f"{row.proposed_by} 拟")
    title = Markup("{}：{}").format(RuleKind.label_of(row.kind), row.called)
    return Line("确认规定", title, href, note, None, [("确认规定", href, True)], ours=True)


# --- the register ------------------------------------------------------


def _proposed_edit(row: EditWaiting) -> Line:
    by_name, enterprise_name, count = row.proposed_by, row.enterprise, row.changes
    href = f"{path_to('enterprises:edits')}#edit-{row.pk}"
    note = _note(f"{by_name} 提出", f"{count} 处")
    title = f"更正资料：{enterprise_name}"
    return Line("核对资料", title, href, note, None, [("核对资料", href, True)], ours=True)


# --- the people of units -------------------------------------------------


def _proposed_staff(row: StaffWaiting) -> Line:
    href = f"{path_to('accounts:proposed_staff')}#proposed-{row.pk}"
    person_name, unit_name, by_name = row.name, row.unit, row.proposed_by
    note = _note(unit_name, f"{by_name} 报来")
    title = Markup("{}：{}").format(StaffChange.label_of(row.kind), own(person_name))
    return Line("确认人员变动", title, href, note, None, [("确认人员变动", href, True)], ours=True)


# --- who leaves an enterprise -------------------------------------------


def _sheet(row: SheetWaiting) -> Line:
    href = path_to("handover:sheet", row.assignment_id)
    enterprise_name = row.enterprise or "您不再服务的一家企业"
    day = formats.full_day(row.ends_on) if row.ends_on else ""
    verb = "确认交接单" if row.is_mine else "接手企业"
    note = f"您从{day}起不再服务它，写给接替的人" if row.is_mine else f"{row.officer} 交给您的"
    return Line(verb, f"交接：{enterprise_name}", href, note, None, [(verb, href, True)], ours=True)


_WITHOUT_DATE: Final[Mapping[type, Callable[[Any], Line]]] = {
    PublicAnswer: _answer,
    Edition: _edition,
    DayWaiting: _proposed_day,
    RuleWaiting: _proposed_rule,
    EditWaiting: _proposed_edit,
    StaffWaiting: _proposed_staff,
    SheetWaiting: _sheet,
}


# --- the rest ----------------------------------------------------------

_PROBLEMS: Final = (
    (Role.ENTERPRISE_USER, "problems:mine"),
    (Role.COORDINATOR, "problems:triage"),
    (Role.COORDINATION_HEAD, "problems:reviews"),
    (Role.LEADER, "problems:reviews"),
    (Role.CALLBACK, "problems:calls"),
    (Role.UNIT_HEAD, "problems:sign_off"),
    (Role.HANDLER, "problems:tasks"),
    (Role.OFFICER, "problems:list"),
)
_QUEUES: Final[Mapping[type, tuple[str, tuple[tuple[Role, str], ...]]]] = {
    ProblemRow: ("诉求", _PROBLEMS),
    TaskRow: ("办理件", _PROBLEMS),
    Claim: (
        "申领",
        (
            (Role.ENTERPRISE_USER, "claims:mine"),
            (Role.HANDLER, "claims:desk"),
            (Role.UNIT_HEAD, "claims:desk"),
            (Role.OFFICER, "claims:list"),
        ),
    ),
    PayoutList: ("兑现名单", ((Role.SIGNED_IN, "claims:payout_lists"),)),
    QuestionRow: ("政策咨询", ((Role.ENTERPRISE_USER, "advice:mine"), (Role.SIGNED_IN, "advice:desk"))),
    PublicAnswer: ("政策问答", ((Role.SIGNED_IN, "advice:answers"),)),
    Edition: ("政策事项", ((Role.SIGNED_IN, "policies:list"),)),
    DayWaiting: ("日历变动", ((Role.SIGNED_IN, "problems:calendar"),)),
    RuleWaiting: ("规定变动", ((Role.SIGNED_IN, "problems:proposed_rules"),)),
    EditWaiting: ("资料更正", ((Role.SIGNED_IN, "enterprises:edits"),)),
    StaffWaiting: ("人员变动", ((Role.SIGNED_IN, "accounts:proposed_staff"),)),
    SheetWaiting: ("交接单", ((Role.SIGNED_IN, "handover:list"),)),
}
"""By kind what it is called, and where each office finds the rest of it."""


def rest_of(rows: Iterable[Waiting], actor: Actor) -> list[dict[str, str]]:
    """What a first page does not show any more: of each kind how many, and where they are listed."""
    found = []
    for kind, count in Counter(map(type, rows)).items():
        noun, queues = _QUEUES[kind]
        name = next((to for role, to in queues if role in (Role.SIGNED_IN, *actor.roles)), "home")
        found.append({"text": f"{noun}还有 {count} 件", "href": path_to(name)})
    return found
