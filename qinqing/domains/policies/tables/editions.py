"""Columns and rows of the room's lists, and an item as facts to be read."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from qinqing.domains.policies import rules
from qinqing.domains.policies.facts import Matched, askable
from qinqing.domains.policies.models import Edition, Policy
from qinqing.domains.policies.queries import Held
from qinqing.domains.policies.rules import Match
from qinqing.domains.policies.rules.wording import read_wording
from qinqing.domains.policies.terms import (
    BenefitClass,
    ClaimMode,
    EditionState,
    Holding,
    PolicyLevel,
    Standing,
)
from qinqing.kernel.addresses import path_to
from qinqing.kernel.navigation import Onward
from qinqing.lib.rules import Reason
from qinqing.ui import formats
from qinqing.ui.cells import Column, harmless, light, own, table_rows, tag, title

ITEMS = (
    Column("事项", "title"),
    Column("标准", labelled=True),
    Column("类型", "word"),
    Column("申领方式", "word"),
    Column("层级", "word", labelled=True),
    Column("兑现单位", "word", labelled=True),
    Column("什么时候申报", labelled=True),
)
IN_WORK = (
    Column("事项", "title"),
    Column("第几版", labelled=True),
    Column("状态", labelled=True),
    Column("谁起草的", labelled=True),
    Column("起草时间", "date", labelled=True),
    Column("准备从哪天起", "date", labelled=True),
)


def item_rows(editions: Iterable[Edition], today: date) -> Markup:
    """Items in force: what one gets, how, from whom, when."""
    return table_rows(ITEMS, [_item(one, today) for one in editions])


def _item(one: Edition, today: date) -> Sequence[object]:
    return (
        title(path_to("policies:one", one.item.public_id), one.title, own(one.summary)),
        own(one.amount),
        tag(BenefitClass.label_of(one.benefit_class), "line"),
        tag(ClaimMode.label_of(one.mode)),
        Markup('<span class="qq-nowrap">{}</span>').format(PolicyLevel.label_of(one.item.policy.level)),
        one.unit.short if one.unit else formats.EMPTY,
        _marked_season(one, today),
    )


def season_of(one: Edition | Held, today: date) -> str:
    """When it can be claimed, in words."""
    if one.mode == ClaimMode.NO_APPLICATION:
        return one.season or "不用申报"
    if one.closes_on is not None:
        when = formats.day(one.closes_on, today)
        return f"{when} 截止" if today <= one.closes_on else f"{when} 已截止"
    return one.season or "常年受理"


def _marked_season(one: Edition, today: date) -> str:
    """When one can apply, the editor's own words marked as such."""
    said = season_of(one, today)
    return own(said) if said == one.season else said


def work_rows(editions: Iterable[Edition], today: date) -> Markup:
    """Editions in work."""
    return table_rows(
        IN_WORK,
        [
            (
                title(
                    path_to("policies:edition", one.item.public_id, one.number),
                    one.title,
                    one.refusal and f"退回：{one.refusal}",
                ),
                f"第 {one.number} 版",
                state_of(one, today),
                one.drafted_by.name if one.drafted_by else formats.EMPTY,
                formats.day(formats.local_date(one.drafted_at), today),
                formats.full_day(one.from_on),
            )
            for one in editions
        ],
    )  # fmt: skip


def counts_of(found: Iterable[Matched]) -> dict[str, int]:
    """How many items are of each standing."""
    counts = Counter(one.match.standing for one in found if one.match is not None and not one.is_borne)
    return {standing.value: counts[standing] for standing in Standing}


def groups_of(
    found: Iterable[Matched],
    today: date,
    wanted: Collection[Standing],
    underway: Mapping[int, Onward] | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """The items of the wanted standings as cards, those that give most first, each with what is under way."""
    groups: dict[str, list[dict[str, Any]]] = {standing.value: [] for standing in wanted}
    for one in found:
        if one.match is not None and not one.is_borne and one.match.standing in groups:
            card = _card(one.edition, one.match, today)
            card["underway"] = (underway or {}).get(one.edition.item)
            groups[one.match.standing].append(card)
    for cards in groups.values():
        cards.sort(key=lambda card: -card["worth"])
    return groups


def _card(edition: Held, match: Match, today: date) -> dict[str, Any]:
    gain = "" if match.gain is None else f"约 {formats.amount(Decimal(str(match.gain)) * 10_000)}"
    papers = f"材料 {len(edition.papers)} 样" if edition.papers else "不用交材料"
    amount = gain or own(edition.amount)
    return {
        "title": edition.title,
        "head": _head(edition, amount),
        "summary": edition.summary,
        "amount": amount,
        "worth": match.gain or 0.0,
        "mode": ClaimMode.label_of(edition.mode),
        "item_id": edition.address,
        "applies": edition.mode != ClaimMode.NO_APPLICATION
        and BenefitClass.of(edition.benefit_class).is_money,
        "when": f"{season_of(edition, today)}·{papers}",
        "unit": edition.unit,
        "telephone": edition.telephone,
        "recalled": bool(edition.evidence),
        "failing": [gap_of(reason) for reason in match.first(MOST_GAPS)],
        "count": match.told,
        "met": match.met,
    }


def _head(edition: Held, amount: str) -> Markup:
    """An item's name, which leads to it, and what one gets: a page has forty of them."""
    href = harmless(path_to("policies:one", edition.address))
    return Markup(  # noqa: S704 (each part is harmless)
        f'<div class="qq-split"><h3><a href="{href}">{own(edition.title)}</a></h3>'
        f'<b class="qq-num">{harmless(amount)}</b></div>'
    )


MOST_GAPS = 3
"""So many of what is lacking are said of an item; of the others how many they are."""


def gap_of(reason: Reason) -> dict[str, Any]:
    """A failing condition: what it asks, how it stands, and how near it is, in hundredths of its bound."""
    share = reason.distance.share if reason.distance else None
    near = None if share is None else max(0, round(100 * (1 - share)))
    return {"asks": reason.heading, "says": reason.sentence, "near": near}


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact that is still to be told, of how many items it would tell, and whether it can be told here."""

    name: str
    label: str
    items: int
    here: bool


def asked_by(found: Iterable[Matched]) -> list[Asked]:
    """The facts that are still to be told, those that tell of most items first."""
    wanted = Counter(
        name
        for one in found
        if one.match is not None and one.match.standing is Standing.NEEDS
        for name in one.match.asks
    )
    book, here = rules.book(), askable()
    return [Asked(name, book.label(name), count, name in here) for name, count in wanted.most_common(8)]


def by_units(found: Iterable[Matched]) -> list[dict[str, Any]]:
    """Items whose unit judges by itself."""
    return [
        {
            "title": one.edition.title,
            "href": path_to("policies:one", one.edition.address),
            "amount": own(one.edition.amount),
            "note": one.edition.unit,
        }
        for one in found
        if one.match is None
    ]


def state_of(one: Edition, today: date) -> Markup:
    """The light of an edition: how far it is, or whether it holds."""
    if one.state != EditionState.PUBLISHED:
        term = EditionState.of(one.state)
        return light(term.tone, term.label)  # type: ignore[arg-type]
    held = rules.holding(one.from_on, one.until_on, today)
    return light(held.tone, held.label)  # type: ignore[arg-type]


def facts_of(one: Edition, today: date) -> list[tuple[str, str]]:
    """What stands beside an item: whose, how, when, how long, whom to ask."""
    policy = one.item.policy
    named = f"{policy.title}（{policy.number}）" if policy.number else policy.title
    said = [
        ("依据", own(named)),
        ("发文机关", own(policy.issuer)),
        ("层级", f"{PolicyLevel.label_of(policy.level)}·{policy.area.name}"),
        ("兑现单位", one.unit.name if one.unit else ""),
        ("什么时候申报", _marked_season(one, today)),
        ("办理时限", f"{one.days} 个工作日" if one.days else ""),
        ("咨询电话", own(one.telephone)),
        ("预算", money(one.budget)),
        ("起用", formats.full_day(one.from_on)),
        ("失效", formats.full_day(one.until_on) if one.until_on else "没有定"),
    ]
    return [(name, text) for name, text in said if text]


def original_of(one: Policy, today: date) -> dict[str, str]:
    """The original of a document: where it is, when it was looked at, since when it cannot be opened."""
    found = {"href": one.link, "says": "没有登记原文地址", "fault": ""}
    if not one.link:
        return found
    if one.looked_at is None:
        return {**found, "says": "还没有查过打不打得开"}
    looked = formats.short_day(formats.local_date(one.looked_at), today)
    if one.broken_at is None:
        return {**found, "says": f"{looked}查过，打得开"}
    since = formats.short_day(formats.local_date(one.broken_at), today)
    return {**found, "says": f"{looked}查过", "fault": f"原文打不开（自{since}起）：{one.link_fault}"}


def wording_of(one: Edition, clauses: Iterable[rules.Clause]) -> list[dict[str, Any]]:
    """The sentences that an edition encodes, each with the conditions that stand by it, or who sees to it."""
    numbers: dict[int, list[str]] = {}
    for clause in _each(clauses):
        for number in clause.says:
            numbers.setdefault(number, []).append(clause.number)
    return [
        {"text": said.text, "judge": said.judge, "clauses": numbers.get(number, [])}
        for number, said in enumerate(read_wording(one.wording), 1)
    ]


def _each(clauses: Iterable[rules.Clause]) -> Iterator[rules.Clause]:
    for one in clauses:
        yield one
        yield from _each(one.parts)


def money(amount: Decimal | None) -> str:
    """An amount of yuan in 万元 or 亿元."""
    return "" if amount is None else formats.amount(amount)


def _headed(number: int, words: str) -> str:
    return f"第 {number} 版：{words}"


def history_of(editions: Iterable[Edition], today: date) -> list[dict[str, str]]:
    """All published editions of an item, the newest first, as a timeline."""
    return [
        {
            "title": _headed(one.number, one.amount),
            "when": _span(one),
            "text": "·".join(
                filter(None, (one.changes, _by(one), one.stop_reason and f"停止：{one.stop_reason}"))
            ),
            "icon": "file-text",
            "state": "now" if rules.holding(one.from_on, one.until_on, today) is Holding.NOW else "",
        }
        for one in editions
        if one.state == EditionState.PUBLISHED
    ]  # fmt: skip


def _span(one: Edition) -> str:
    ends = f"到 {formats.full_day(one.until_on)}" if one.until_on else "起"
    return f"{formats.full_day(one.from_on)} {ends}"


def _by(one: Edition) -> str:
    if one.drafted_by is None or one.checked_by is None:
        return "随系统提供"
    return f"{one.drafted_by.name} 起草，{one.checked_by.name} 复核"
