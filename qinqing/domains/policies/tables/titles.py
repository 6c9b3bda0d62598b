"""The titles of one enterprise as rungs, and those of an area as a table and a chart."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from qinqing.domains.enterprises.queries import TitleHeld
from qinqing.domains.enterprises.terms import TitleKind
from qinqing.domains.policies.facts import Rung
from qinqing.domains.policies.queries import TitleStock
from qinqing.domains.policies.rules import Lapsed
from qinqing.domains.policies.tables.editions import gap_of, season_of
from qinqing.domains.policies.terms import Standing
from qinqing.kernel.addresses import path_to
from qinqing.ui import formats
from qinqing.ui.cells import Column, light, link, own, table_rows, title

MOST_STEPS = 4
"""So many of what is missing are said of a title; of the others how many they are."""
MOST_SERIES = 5
"""A chart draws so many kinds; one of more would draw nothing."""
STOCKS = (
    Column("称号", "title"),
    Column("现有", "num", labelled=True),
    Column("今年新得", "num", labelled=True),
    Column("半年内到期", "num", labelled=True),
    Column("够条件还没得", "num", labelled=True),
    Column("差一点", "num", labelled=True),
)
HELD = (
    Column("企业", "title"),
    Column("区域", labelled=True),
    Column("从哪天起", "date", labelled=True),
    Column("到哪天", "date", labelled=True),
)


def rungs(found: Iterable[Rung], today: date) -> list[dict[str, Any]]:
    """The ladder of an enterprise: how it stands to each title, what is missing, when, and what it opens."""
    return [_rung(one, today) for one in found]


def lapsed_rungs(found: Iterable[tuple[TitleKind, Lapsed]]) -> list[dict[str, str]]:
    """The titles that nothing gives any more, with the paper that ended and what is known of the next one."""
    return [
        {
            "title": kind.label,
            "says": f"原办法“{one.source}”{f'（{one.number}）' if one.number else ''}"
            f" {formats.full_day(one.until_on)}到期，新办法未收录，所以现在比不出来。"
            "已经有的照它自己的有效期。",
            "note": one.note,
        }
        for kind, one in found
    ]


def _rung(one: Rung, today: date) -> dict[str, Any]:
    edition, match = one.way.edition, one.way.match
    assert match is not None
    return {
        "title": one.kind.label,
        "light": _light(one),
        "until": _until(one),
        "item": edition.title,
        "href": path_to("policies:one", edition.address),
        "failing": []
        if one.borne and match.standing is Standing.NOT
        else [gap_of(r) for r in match.first(MOST_STEPS)],
        "more": max(match.told - MOST_STEPS, 0),
        "met": match.met,
        "season": season_of(edition, today),
        "recalled": bool(edition.evidence),
        "brings": [
            {"title": item.title, "amount": item.amount, "href": path_to("policies:one", item.address)}
            for item in one.brings
        ],
        "borne": one.borne is not None,
    }


def _light(one: Rung) -> Markup:
    if one.borne is not None:
        return light("yellow", "快到期了") if one.borne.ends_soon else light("green", "已经有了")
    match = one.way.match
    assert match is not None
    words = _WORDS.get(match.standing, f"还差 {len(match.failing)} 条")
    return light(match.standing.tone, words)  # type: ignore[arg-type]


_WORDS = {
    Standing.FITS: "够条件了，可以报",
    Standing.NEARLY: "差一点",
    Standing.NEEDS: "要补个数才知道",
}


def _until(one: Rung) -> str:
    if one.borne is None:
        return ""
    return f"有效到 {formats.full_day(one.borne.until_on)}" if one.borne.until_on else "长期有效"


def stock_rows(found: Iterable[TitleStock]) -> Markup:
    """The titles of an area: who has them, and who could; each number opens its list."""
    return table_rows(STOCKS, [_stock_row(one) for one in found])


def _stock_row(one: TitleStock) -> Sequence[object]:
    page = path_to("policies:title", one.kind)
    held = {"borne": len(one.borne), "won": len(one.won), "ending": len(one.ending)}
    could = (one.fits, one.nearly)
    return (
        title(page, one.kind.label, own("、".join(w.title for w in one.ways)), own=False),
        *(_opening(f"{page}#{name}", number) for name, number in held.items()),
        *(_opening(f"{page}#could", number) if one.ways else formats.EMPTY for number in could),
    )


def _opening(href: str, number: int) -> object:
    return link(href, number) if number else number


def held_rows(found: Iterable[TitleHeld]) -> Markup:
    """Who bears a title, since when and until when."""
    return table_rows(
        HELD,
        [
            (
                title(path_to("enterprise_file:detail", one.enterprise.public_id), one.enterprise.name),
                one.enterprise.area.name,
                formats.full_day(one.from_on),
                formats.full_day(one.until_on) if one.until_on else "长期",
            )
            for one in found
        ],
    )


def won_chart(
    found: Mapping[TitleKind, Mapping[str, Sequence[TitleHeld]]], today: date
) -> dict[str, Any] | None:
    """The titles won in each of the last twelve months, one on the other by kind, those of the rarest kinds
    together; None of none."""
    months = [_month(today, ago) for ago in range(11, -1, -1)]
    won = [
        (kind.label, [len(found[kind].get(month, ())) for month in months])
        for kind in TitleKind
        if kind in found
    ]
    series = [{"name": name, "values": values} for name, values in _few(won)]
    return {"kind": "stacked", "unit": "家", "labels": months, "series": series} if series else None


def _few(won: Sequence[tuple[str, list[int]]]) -> list[tuple[str, list[int]]]:
    """No more kinds than a chart draws: those won most, in their order, and all others together."""
    if len(won) <= MOST_SERIES:
        return list(won)
    most = sorted(won, key=lambda one: -sum(one[1]))[: MOST_SERIES - 1]
    rest = [values for one, values in won if one not in {name for name, _ in most}]
    return [
        *(one for one in won if one in most),
        ("其他称号", [sum(column) for column in zip(*rest, strict=True)]),
    ]


def _month(today: date, ago: int) -> str:
    year, month = divmod(today.year * 12 + today.month - 1 - ago, 12)
    return f"{year}-{month + 1:02}"
