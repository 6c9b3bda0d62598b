"""What stands beside what waits: an officer's enterprises, what is late, lights and stocks, news."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from qinqing.desks.home.queries import FRESH_DAYS, ServedRead
from qinqing.domains.accounts.queries import LogLine
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.officers.queries import RosterChange, ServedCard
from qinqing.domains.officers.terms import RosterMove
from qinqing.domains.policies.queries import MOST_NEWS, PolicyNews
from qinqing.domains.problems.queries import (
    LATE,
    LIGHTS,
    Narrowing,
    News,
    ProblemRow,
    Served,
    Stocks,
    Today,
    holder_said,
)
from qinqing.kernel.addresses import path_to
from qinqing.kernel.permissions import Actor
from qinqing.ui import cells, formats
from qinqing.ui.cells import Column, Tone

# --- an officer's enterprises ------------------------------------------


@dataclass(frozen=True, slots=True)
class Card:
    """One of an officer's enterprises with what is open there."""

    title: str
    href: str
    says: str
    facts: Sequence[tuple[str, object]]


def card(read: ServedRead, today: Today, *, whole: bool = False) -> Card:
    """The card of an enterprise; lights open the problems they count. The whole says also since when and in
    which trade."""
    served, enterprise = read.card, read.card.enterprise
    struck = enterprises.struck_said(enterprise.struck_as, enterprise.struck_on)
    says = [struck, enterprise.area.name, "重点企业" if enterprise.is_key else "", served.part.label]
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
        facts=[
            ("在办诉求", _lights(enterprise.public_id, read.problems)),
            ("新匹配政策", _matches(enterprise.public_id, read.new_matches)),
            ("没联系", _silence(read.problems, today)),
            *(_standing_facts(served) if whole else ()),
        ],
    )


def _standing_facts(served: ServedCard) -> list[tuple[str, object]]:
    return [
        ("从哪天起", formats.full_day(served.from_on)),
        ("行业", served.enterprise.get_industry_display() or formats.EMPTY),
    ]


def _matches(public_id: str, count: int) -> object:
    """What it can claim since lately, and where that is read."""
    if not count:
        return "没有"
    return cells.link(path_to("policies:for", public_id), f"{FRESH_DAYS} 天内 {count} 项")


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


def late_href() -> str:
    """All that is over."""
    return f"{path_to('problems:list')}{Narrowing(light=LATE).address()}"


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A change of the roster: whose, of which unit, what."""

    name: str
    href: str
    unit: str
    light: object
    says: str


_MOVED: Final[Mapping[RosterMove, Tone]] = {
    RosterMove.CAME: "green",
    RosterMove.LEFT: "calm",
    RosterMove.AWAY: "blue",
}


def roster_lines(changes: Iterable[RosterChange], today: Today) -> list[RosterLine]:
    """What changed in the roster, as lines of a list."""
    return [
        RosterLine(
            name=one.officer.person.name,
            href=path_to("officers:detail", one.officer.pk),
            unit=one.officer.unit.short,
            light=cells.light(_MOVED[one.move], one.move.label),
            says=_roster_says(one, today),
        )
        for one in changes
    ]


def _roster_says(one: RosterChange, today: Today) -> str:
    day = formats.full_day(one.on)
    if one.move is RosterMove.CAME:
        return f"{day} 起担任首席服务官"
    if one.move is RosterMove.LEFT:
        return f"{day} 起不再担任首席服务官"
    until = formats.moment(one.until_at, today.now)
    who = f"{one.substitute} 代管" if one.substitute else "没有代管人"
    return f"{day} 离岗，到 {until}，{who}"


def done_items(lines: Iterable[LogLine], today: Today) -> list[dict[str, str]]:
    """What was done last in the platform, as lines of a list."""
    return [
        {"says": line.text, "note": f"{line.who} · {formats.moment(line.at, today.now)}"} for line in lines
    ]


def news_items(
    news: Iterable[News], of_policies: Iterable[PolicyNews], today: Today, to_enterprise: bool
) -> list[dict[str, str]]:
    """What changed in problems and in policies, as lines of a list, the last first."""
    of_problems = list(news)
    lines = [*zip((one.at for one in of_problems), _lines(of_problems, today, to_enterprise), strict=True)]
    lines += [(one.at, _policy_line(one, today)) for one in of_policies]
    return [line for _, line in sorted(lines, key=lambda one: one[0], reverse=True)[:MOST_NEWS]]


def _policy_line(one: PolicyNews, today: Today) -> dict[str, str]:
    return {"title": one.title, "says": one.says, "href": one.href, "note": formats.moment(one.at, today.now)}


def _lines(news: Iterable[News], today: Today, to_enterprise: bool) -> list[dict[str, str]]:
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
