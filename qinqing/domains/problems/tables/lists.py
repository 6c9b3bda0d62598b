"""Columns and rows of the room's lists: how much is left, what, for whom, who acts next, one verb a row."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from markupsafe import Markup

from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems.queries.lists import CallRow, ProblemRow, TaskRow
from qinqing.domains.problems.queries.standing import LIGHTS, Today, holder_said
from qinqing.domains.problems.terms import CaseState, Holder, Part, Result, TaskState
from qinqing.kernel.addresses import path_to
from qinqing.kernel.permissions import Actor
from qinqing.ui import formats
from qinqing.ui.cells import (
    Column,
    DayKind,
    Group,
    Own,
    Row,
    Tone,
    act,
    day_kinds,
    light,
    ruler,
    table_rows,
    tag,
    title,
    with_note,
)

OPEN = frozenset(
    {
        CaseState.SUBMITTED,
        CaseState.SUPPLEMENT,
        CaseState.OFFICER,
        CaseState.TRIAGE,
        CaseState.HANDLING,
        CaseState.REVIEW,
        CaseState.CONFIRM,
    }
)
PROBLEMS = (
    Column("还剩"),
    Column("诉求", "title"),
    Column("企业"),
    Column("现在在谁手里", labelled=True),
    Column("到什么时候", "date", labelled=True),
    Column("做", "act"),
)
OBJECTIONS = (
    Column("还剩"),
    Column("诉求", "title"),
    Column("企业"),
    Column("到什么时候", "date", labelled=True),
    Column("做", "act"),
)
CALLS = (
    Column("还剩"),
    Column("诉求", "title"),
    Column("企业"),
    Column("单位给的结果", labelled=True),
    Column("到什么时候", "date", labelled=True),
    Column("做", "act"),
)
TASKS = (
    Column("还剩"),
    Column("诉求", "title"),
    Column("企业"),
    Column("我方"),
    Column("下一步，谁来做", labelled=True),
    Column("到什么时候", "date", labelled=True),
    Column("工作日"),
    Column("做", "act"),
)


# --- problems ----------------------------------------------------------


def problem_rows(rows: Iterable[ProblemRow], today: Today, actor: Actor) -> Markup:
    """A list of problems by the date their holder must keep.

    Most of a page is due at the close of a few days: what is said of a moment is said once for all its rows.
    """
    said: dict[datetime | None, tuple[Markup, str]] = {}
    return table_rows(PROBLEMS, [_problem(row, today, actor, said) for row in rows])


def standing_light(row: ProblemRow, today: Today) -> Markup:
    """The light of an open problem with what is left; of an ended one its state."""
    if row.state not in OPEN:
        return light("calm", CaseState.label_of(row.state))
    return _light(today, row.due_at)


def _light(today: Today, due_at: object) -> Markup:
    tone: Tone = today.tone(due_at)  # type: ignore[arg-type]
    if tone == "calm":
        return light("calm", "没有期限")
    over = tone in {"yellow", "red"}
    return light(tone, today.light(due_at) if over else f"{LIGHTS[tone]} {today.left_short(due_at)}")  # type: ignore[arg-type]


def title_of(row: ProblemRow) -> Markup:
    """What a problem is about, opening it, with its number and what is special."""
    return title(path_to("problems:detail", row.public_id), row.title, _note(row))


def _note(row: ProblemRow) -> str:
    kind = row.kind or "没有归类"
    said = [
        row.number or "草稿",
        kind,
        f"重办 {row.redo_count} 次" if row.redo_count else "",
        f"上浮到 {row.level} 级" if row.level else "",
    ]
    between = Markup("·") if isinstance(kind, Own) else "·"
    return between.join(word for word in said if word)


def _problem(
    row: ProblemRow, today: Today, actor: Actor, said: dict[datetime | None, tuple[Markup, str]]
) -> Sequence[object]:
    opens = path_to("problems:detail", row.public_id)
    verb, page = _verb(row, actor)
    href = opens if page == "detail" else path_to(f"problems:{page}", row.public_id)
    if row.state not in OPEN:
        left, holder, until = (
            standing_light(row, today),
            formats.EMPTY,
            formats.moment(row.closed_at, today.now),
        )
    else:
        if row.due_at not in said:
            said[row.due_at] = _light(today, row.due_at), today.until(row.due_at)
        left, until = said[row.due_at]
        until = f"{until} 起回访" if row.waits_for_word else until
        holder = holder_said(row.holder, row.holder_unit)
    what = title(opens, row.title, _note(row))
    return left, what, row.enterprise or "还没有写明", holder, until, act(href, verb)


_VERBS: Mapping[str, tuple[str, str, str]] = {
    Holder.COORDINATOR: (Role.COORDINATOR, "去分办", "triage_one"),
    Holder.CALLBACK: (Role.CALLBACK, "回访", "call"),
    Holder.ENTERPRISE: (Role.CALLBACK, "看", "call"),
    Holder.OFFICER: (Role.OFFICER, "办理", "detail"),
    Holder.COORDINATION_HEAD: (Role.COORDINATION_HEAD, "审核", "detail"),
    Holder.LEADER: (Role.LEADER, "审核", "detail"),
}


def _verb(row: ProblemRow, actor: Actor) -> tuple[str, str]:
    """The one verb of a row for this actor, and the page where it is done."""
    role, verb, page = _VERBS.get(row.holder, ("", "看", "detail"))
    if role not in actor.roles or row.state not in OPEN or row.state == CaseState.SUPPLEMENT:
        verb, page = "看", "detail"
    elif row.state == CaseState.REVIEW:
        verb, page = "审核", "detail"
    return verb, page


def objection_rows(rows: Iterable[ProblemRow], today: Today) -> Markup:
    """Refusals the enterprise objects to, for whoever decides."""
    return table_rows(OBJECTIONS, [_objection(row, today) for row in rows])


def _objection(row: ProblemRow, today: Today) -> Sequence[object]:
    href = path_to("problems:detail", row.public_id)
    return (
        _light(today, row.due_at),
        title_of(row),
        row.enterprise or "还没有写明",
        today.until(row.due_at),
        act(href, "决定"),
    )


# --- a unit's tasks ----------------------------------------------------


def task_rows(rows: Sequence[TaskRow], today: Today, actor: Actor) -> Markup:
    """A unit's tasks under three heads: over, to be moved today or tomorrow, with time left."""
    found: list[Row | Group | Sequence[object]] = []
    for head, some in groupby(rows, lambda row: _urgency(row, today)):
        members = list(some)
        found += [Group(f"{head} {len(members)}"), *(_task(row, today, actor) for row in members)]
    return table_rows(TASKS, found)


def _urgency(row: TaskRow, today: Today) -> str:
    tone = today.tone(row.due_at)
    return {"red": "已超期", "yellow": "已超期", "blue": "今明两天要动"}.get(tone, "还有时间")


def _task(row: TaskRow, today: Today, actor: Actor) -> Row:
    what, who, verb = next_of(row, actor)
    part = Markup('<span class="qq-nowrap">{}</span>').format(
        Part.LEAD.label if row.part == Part.LEAD else tag(Part.label_of(row.part), "line")
    )
    said = [
        row.number,
        f"重办 {row.redo_count} 次" if row.redo_count else "",
        "签收晚了" if row.signed_late else "",
    ]
    href = path_to("problems:task", row.id)
    return Row(
        (
            _light(today, row.due_at),
            title(href, row.title, "·".join(word for word in said if word)),
            row.enterprise,
            part,
            with_note(what, who),
            today.until(row.due_at),
            task_ruler(row, today),
            act(href, verb),
        )
    )


def next_of(row: TaskRow, actor: Actor) -> tuple[str, str, str]:
    """What must happen next with a task, who does it, and the verb of this actor for it."""
    handler = row.handler or "任一承办人"
    heads = row.drafted_by_id != actor.person_id and Role.UNIT_HEAD in actor.roles
    if row.state == TaskState.PENDING:
        return "签收", handler, "签收"
    if row.state == TaskState.SIGN_OFF:
        return "审签", "负责人", "审签" if heads else "看"
    if row.part == Part.ASSIST:
        return "给主办意见", handler, "写意见"
    if not row.contacted:
        return "首次联系" if row.part == Part.LEAD else "联系企业", handler, "记联系"
    if row.part == Part.LEAD and row.state == TaskState.ACCEPTED and row.due_at != row.finish_at:
        return "阶段答复", handler, "阶段答复"
    return "重办后再答复" if row.in_rework else "答复", handler, "答复"


MOST_CELLS = 20


def task_ruler(row: TaskRow, today: Today) -> Markup:
    """The working days of the unit's whole limit; of a redo only what is left or over."""
    if row.finish_at is None:
        return Markup("")
    start, finish, now = (formats.local_date(at) for at in (row.opened_at, row.finish_at, today.now))
    total = max(0, today.calendar.workdays_between(start, finish))
    passed = max(0, today.calendar.workdays_between(start, now))
    if row.in_rework:
        left = today.calendar.workdays_between(now, finish)
        kinds = day_kinds(0, max(0, left), over=max(0, -left))
        return ruler(kinds[:MOST_CELLS], f"重办，{formats.workdays_left(left)}")
    if passed > total:
        kinds = day_kinds(total, over=passed - total)
        return ruler(_fitting(kinds), f"{total} 天全用，超 {passed - total} 天")
    on = passed > 0 and today.calendar.is_workday(now)
    kinds = day_kinds(passed - on, total - passed, today=on)
    return ruler(_fitting(kinds), f"{total} 天用 {passed} 天")


def _fitting(kinds: list[DayKind]) -> list[DayKind]:
    """As many cells as a row has room for, the last ones."""
    return kinds[-MOST_CELLS:]


# --- calls -------------------------------------------------------------


def call_rows(to_call: Sequence[CallRow], resting: Sequence[CallRow], today: Today, now: datetime) -> Markup:
    """Whom to call now, and below who may still answer by himself."""
    found: list[Group | Sequence[object]] = []
    for head, rows in (("该打电话了", to_call), ("先等企业自己评价", resting)):
        if rows:
            found += [Group(f"{head} {len(rows)}"), *(_call(row, today, now) for row in rows)]
    return table_rows(CALLS, found)


def _call(row: CallRow, today: Today, now: datetime) -> Sequence[object]:
    rests = row.call_at is not None and row.call_at > now
    href = path_to("problems:call", row.public_id)
    note = "·".join(
        word
        for word in (
            row.number,
            f"重办 {row.redo_count} 次" if row.redo_count else "",
            f"上浮到 {row.level} 级" if row.level else "",
        )
        if word
    )
    return (
        light("calm", "等企业") if rests else _light(today, row.due_at),
        title(href, row.title, note),
        row.enterprise,
        Result.label_of(row.result) if row.result else "—",
        today.until(row.call_at if rests else row.due_at),
        act(href, "看" if rests else "回访", primary=False),
    )


# --- reply templates ---------------------------------------------------
