"""What stands on a first page, in words: lines that wait with their verb, rows that are late, cards, news."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from qinqing.domains.accounts.terms import Role
from qinqing.domains.officers.queries import ServedCard
from qinqing.domains.problems.queries import (
    LATE,
    LIGHTS,
    Narrowing,
    News,
    ProblemRow,
    Served,
    Standing,
    Stocks,
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

    @property
    def due(self) -> Markup:
        """Who, until when, how much is left; nothing where no date presses."""
        one = self.stands
        return cells.due_chip(one.who, f"{one.until} 前", one.left, one.tone) if one else Markup("")

    @property
    def light(self) -> Markup:
        return cells.light(self.stands.tone, self.stands.light) if self.stands else cells.tag("轮到您", "act")


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
            cells.light(line.stands.tone, line.stands.left) if line.stands else "",
            cells.title(line.href, line.title, line.note),
            line.stands.until if line.stands else "",
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
    return Line(verb, row.title, href, note, standing_of("您", row.due_at, today), acts)


def _redone(count: int) -> str:
    return f"企业 {count} 次说没有解决" if count else ""


def _verb_and_acts(row: ProblemRow, href: str, actor: Actor, is_held: bool) -> tuple[str, Sequence[Act]]:
    if row.handed_over and Role.OFFICER in actor.roles:
        return "接手", [("看交接", f"{href}#step-take_over", True)]
    if not is_held:
        return "批示", [("批示", f"{href}#step-instruct", True), ("看全部经过", href, False)]
    if row.state == CaseState.REFUSED:
        return "定异议", [("定异议", f"{href}#step-allow_objection", True), ("看全部经过", href, False)]
    return _in_turn(row, href)


def _in_turn(row: ProblemRow, href: str) -> tuple[str, Sequence[Act]]:
    match row.holder, row.state:
        case Holder.OFFICER, CaseState.SUBMITTED:
            return "受理", [
                ("当场答复", f"{href}#step-answer_at_once", True),
                ("我来办", f"{href}#step-take", False),
                ("转协调办", f"{href}#step-pass_on", False),
            ]
        case Holder.OFFICER, _:
            return "答复", [
                ("答复企业", f"{href}#step-resolve", True),
                ("转协调办", f"{href}#step-pass_on", False),
            ]
        case Holder.COORDINATOR, CaseState.SUBMITTED:
            return "受理", [("受理", path_to("problems:triage_one", row.public_id), True)]
        case Holder.COORDINATOR, CaseState.TRIAGE:
            return "分办", [("分办", path_to("problems:triage_one", row.public_id), True)]
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
    return Line("", row.title, href, note, stands, [act] if waits else [])


# --- an officer's enterprises ------------------------------------------


@dataclass(frozen=True, slots=True)
class Card:
    """One of an officer's enterprises with what is open there."""

    title: str
    href: str
    says: str
    facts: Sequence[tuple[str, object]]


def card(served: ServedCard, summary: Served | None, today: Today) -> Card:
    """The card of an enterprise; lights open the problems they count."""
    enterprise = served.enterprise
    says = [enterprise.area.name, "重点企业" if enterprise.is_key else "", f"{served.part}角"]
    if served.stands_in_for:
        until = (
            formats.short_day(formats.local_date(served.until_at), formats.local_date(today.now))
            if served.until_at
            else ""
        )
        says.append(f"代 {served.stands_in_for}，到{until}" if until else f"代 {served.stands_in_for}")
    return Card(
        title=enterprise.name,
        href=path_to("enterprise_file:detail", enterprise.public_id),
        says=" · ".join(filter(None, says)),
        facts=[("在办诉求", _lights(enterprise.public_id, summary)), ("没联系", _silence(summary, today))],
    )


def _lights(public_id: str, summary: Served | None) -> object:
    shown = [(tone, count) for tone, count in (summary.lights if summary else {}).items() if count]
    if not shown:
        return "没有"
    listing = path_to("problems:list")
    links = (
        Markup('<a href="{}">{}</a>').format(
            f"{listing}{Narrowing(light=tone, enterprise=public_id).address()}",
            cells.light(tone, f"{count} {LIGHTS[tone]}"),
        )
        for tone, count in reversed(shown)
    )
    return Markup('<span class="qq-line">{}</span>').format(Markup(" ").join(links))


def _silence(summary: Served | None, today: Today) -> str:
    """For how long nobody spoke with it: a fact, not a score."""
    if summary is None or summary.last_contact_at is None:
        return "还没有联系记录"
    days = (formats.local_date(today.now) - formats.local_date(summary.last_contact_at)).days
    return f"{days} 天" if days else "今天联系过"


# --- for who oversees --------------------------------------------------

LATE_COLUMNS: Final = (
    Column("过了"),
    Column("事", "title"),
    Column("在谁手里", labelled=True),
    Column("原定", "date", labelled=True),
    Column("看", "act"),
)


def late_table(rows: Iterable[ProblemRow], today: Today) -> dict[str, Any]:
    """The rows that are over, for a table."""
    return {
        "head": cells.table_head(LATE_COLUMNS),
        "rows": cells.table_rows(LATE_COLUMNS, [_late_row(row, today) for row in rows]),
    }


def _late_row(row: ProblemRow, today: Today) -> list[object]:
    href = path_to("problems:detail", row.public_id)
    note = " · ".join(filter(None, (row.enterprise, row.area, f"上浮 {row.level} 级" if row.level else "")))
    return [
        cells.light(today.tone(row.due_at), today.light(row.due_at)),
        cells.title(href, row.title, note),
        holder_said(row.holder, row.holder_unit),
        today.until(row.due_at),
        cells.act(href, "看"),
    ]


def lamps(stocks: Stocks) -> list[dict[str, Any]]:
    """The four lights, each opening its rows."""
    listing = path_to("problems:list")
    return [
        {
            "tone": tone,
            "label": label,
            "value": stocks.said(tone),
            "href": f"{listing}{Narrowing(light=tone).address()}",
            "alert": tone == "red" and stocks[tone] > 0,
        }
        for tone, label in LIGHTS.items()
    ]


@dataclass(frozen=True, slots=True)
class Figure:
    """A stock with its meaning and the rows behind it."""

    label: str
    value: str
    href: str
    says: str


def figures(stocks: Stocks, actor: Actor) -> list[Figure]:
    """The stocks that matter to the actor's office."""
    found = []
    if Role.COORDINATOR in actor.roles:
        found += [
            _figure(
                "待受理", stocks.said("accept"), "没有服务官在岗的", state="submitted", holder="coordinator"
            ),
            _figure("待分办", stocks.said("triage"), "", state="triage"),
        ]
    found += [
        _figure("待审核", stocks.said("review"), "单位反馈了，还没发给企业", state="review"),
        _figure("等企业说", stocks.said("confirm"), f"其中 {stocks.said('calls')} 件要回访", state="confirm"),
    ]
    for role, levels in _LEVELS_OF.items():
        if role in actor.roles:
            found += [_figure(f"上浮 {n} 级", stocks.said(f"level{n}"), "", level=str(n)) for n in levels]
    return found


_LEVELS_OF: Final = {Role.COORDINATION_HEAD: (1, 2), Role.LEADER: (3, 4)}


def _figure(label: str, value: str, says: str, **narrowed: str) -> Figure:
    return Figure(label, value, f"{path_to('problems:list')}{Narrowing(**narrowed).address()}", says)


def more_href(actor: Actor) -> str:
    """Where the rest of what waits is listed."""
    for role, name in _QUEUES:
        if role in actor.roles:
            return path_to(name)
    return path_to("home")


_QUEUES: Final = (
    (Role.ENTERPRISE_USER, "problems:mine"),
    (Role.COORDINATOR, "problems:triage"),
    (Role.COORDINATION_HEAD, "problems:reviews"),
    (Role.LEADER, "problems:reviews"),
    (Role.CALLBACK, "problems:calls"),
    (Role.UNIT_HEAD, "problems:sign_off"),
    (Role.HANDLER, "problems:tasks"),
    (Role.OFFICER, "problems:list"),
)


def late_href() -> str:
    """All that is over."""
    return f"{path_to('problems:list')}{Narrowing(light=LATE).address()}"


def news_items(news: Iterable[News], today: Today, to_enterprise: bool) -> list[dict[str, str]]:
    """What changed, as lines of a list."""
    return [
        {
            "title": one.title,
            "says": one.says,
            "href": path_to("problems:detail", one.public_id),
            "note": " · ".join(
                filter(None, ("" if to_enterprise else one.enterprise, formats.moment(one.at, today.now)))
            ),
        }
        for one in news
    ]
