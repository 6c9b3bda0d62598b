"""What waits, as lines and as rows: a problem, a unit's task, an enterprise's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from markupsafe import Markup

from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems.queries import (
    ProblemRow,
    Standing,
    TaskRow,
    Today,
    holder_said,
    is_held_by,
    standing_of,
)
from qinqing.domains.problems.terms import CaseState, Holder, Part, TaskState
from qinqing.kernel.addresses import path_to
from qinqing.kernel.permissions import Actor
from qinqing.ui import cells, formats
from qinqing.ui.cells import Column

Act = tuple[str, str, bool]
"""A button: its word, its address, whether it is the one to press."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits: what is to be done with what, for whom, until when, by which buttons."""

    verb: str
    title: str
    href: str
    note: str
    stands: Standing | None
    acts: Sequence[Act]
    over: Standing | None = None
    """How late it is that an enterprise has not acted, where the page says the rest in its note."""
    ours: bool = False
    """Whether the house says what it is, and not somebody's own words."""

    @property
    def called(self) -> object:
        """What it is, as markup: somebody's own words stay as they are in every language."""
        return self.title if self.ours else cells.own(self.title)

    @property
    def due(self) -> Markup:
        """Who, until when, how much is left; nothing where no date presses."""
        one = self.stands
        return cells.due_chip(one.who, f"{one.until} 前", one.left, one.tone) if one else Markup("")

    @property
    def light(self) -> Markup:
        said = self.stands or self.over
        return cells.light(said.tone, said.light) if said else cells.tag("轮到您", "act")


WAITING_COLUMNS: Final = (
    Column("还剩"),
    Column("事", "title"),
    Column("到什么时候", "date", labelled=True),
    Column("做", "act"),
)


def waiting_table(lines: Sequence[Line]) -> dict[str, Any]:
    """What waits as rows, where there may be many; the first is the one to begin with."""
    rows = [
        [
            cells.light(line.stands.tone, line.stands.left)
            if line.stands
            else cells.light("calm", "没有期限"),
            cells.title(line.href, line.title, line.note, own=not line.ours),
            line.stands.until if line.stands else formats.EMPTY,
            cells.act(line.acts[0][1], line.acts[0][0], primary=number == 0),
        ]
        for number, line in enumerate(lines)
    ]
    return {"head": cells.table_head(WAITING_COLUMNS), "rows": cells.table_rows(WAITING_COLUMNS, rows)}


def problem_line(row: ProblemRow, actor: Actor, today: Today) -> Line:
    """A problem that waits for this actor."""
    href = path_to("problems:detail", row.public_id)
    verb, acts = _verb_and_acts(row, href, actor, is_held_by(actor, row))
    said = f"{formats.moment(row.submitted_at, today.now)} 提" if row.submitted_at else ""
    note = " · ".join(
        filter(
            None, (row.enterprise, said, f"上浮 {row.level} 级" if row.level else "", _redone(row.redo_count))
        )
    )
    stands = standing_of("您", row.due_at, today) if row.due_at else None
    return Line(verb, row.title, href, note, stands, acts)


def _redone(count: int) -> str:
    return f"企业 {count} 次说没有解决" if count else ""


def _verb_and_acts(row: ProblemRow, href: str, actor: Actor, is_held: bool) -> tuple[str, Sequence[Act]]:
    if row.handed_over and Role.OFFICER in actor.roles:
        return "接手", [("看交接", f"{href}?do=take_over#step-take_over", True)]
    if not is_held:
        return "批示", [("批示", f"{href}?do=instruct#step-instruct", True), ("看全部经过", href, False)]
    if row.state == CaseState.REFUSED:
        return "定异议", [
            ("定异议", f"{href}?do=allow_objection#step-allow_objection", True),
            ("看全部经过", href, False),
        ]
    return _in_turn(row, href)


def _in_turn(row: ProblemRow, href: str) -> tuple[str, Sequence[Act]]:
    match row.holder, row.state:
        case Holder.OFFICER, CaseState.SUBMITTED:
            return "受理", [
                ("当场答复", f"{href}?do=answer_at_once#step-answer_at_once", True),
                ("我来办", f"{href}?do=take#step-take", False),
                ("转协调办", f"{href}?do=pass_on#step-pass_on", False),
            ]
        case Holder.OFFICER, _:
            return "答复", [
                ("答复企业", f"{href}?do=resolve#step-resolve", True),
                ("转协调办", f"{href}?do=pass_on#step-pass_on", False),
            ]
        case Holder.COORDINATOR, CaseState.SUBMITTED:
            return "受理", [("受理", path_to("problems:triage_one", row.public_id), True)]
        case Holder.COORDINATOR, CaseState.TRIAGE:
            return "去分办", [("去分办", path_to("problems:triage_one", row.public_id), True)]
        case Holder.CALLBACK, _:
            return "回访", [("打电话", path_to("problems:call", row.public_id), True)]
        case Holder.ENTERPRISE, _:
            return "", [(_own_verb(row), href, True)]
    return "审核", [("审核", href, True)]


_TASK_VERBS: Final = {TaskState.PENDING: "签收", TaskState.REWORK: "重办", TaskState.SIGN_OFF: "审签"}


def task_line(row: TaskRow, actor: Actor, today: Today) -> Line:
    """A unit's task that waits for this actor."""
    href = path_to("problems:task", row.id)
    verb = _TASK_VERBS.get(TaskState(row.state)) or _next_of(row)
    several = len({*actor.ids("handler"), *actor.ids("unit_head")}) > 1
    unit = f"{row.unit}{Part.label_of(row.part)}" if several else Part.label_of(row.part)
    handler = f"承办 {row.handler}" if row.handler and row.handler_id != actor.person_id else ""
    note = " · ".join(filter(None, (row.enterprise, unit, handler, _redone(row.redo_count))))
    return Line(verb, row.title, href, note, standing_of("您", row.due_at, today), [(verb, href, True)])


def _next_of(row: TaskRow) -> str:
    if row.part == Part.ASSIST:
        return "给协办意见"
    return "写答复" if row.contacted else "联系企业"


def _own_verb(row: ProblemRow) -> str:
    return "补充材料" if row.state == CaseState.SUPPLEMENT else "说说解决没有"


# --- an enterprise's own -----------------------------------------------


def own_line(row: ProblemRow, today: Today, several: bool) -> Line:
    """A problem of the reader's own enterprise, with who has it until when."""
    href = path_to("problems:detail", row.public_id)
    waits = row.holder == Holder.ENTERPRISE
    due = row.promised_at if row.state == CaseState.HANDLING else row.due_at
    who = holder_said(row.holder, row.holder_unit, to_enterprise=True)
    said = f"{formats.moment(row.submitted_at, today.now)} 提" if row.submitted_at else ""
    asked = row.state == CaseState.SUPPLEMENT
    call = f"{today.until(due)} {'前补充' if asked else '后会打电话问您'}" if waits else ""
    note = " · ".join(filter(None, (row.enterprise if several else "", said, call)))
    stands = None if waits else standing_of(who, due, today)
    act = (_own_verb(row), href, True)
    over = over_of(due, today) if asked else None
    return Line("", row.title, href, note, stands, [act] if waits else [], over)


def over_of(due_at: datetime | None, today: Today) -> Standing | None:
    """How late something is that waits for the enterprise; nothing before its time."""
    return standing_of("您", due_at, today) if due_at is not None and due_at <= today.now else None
