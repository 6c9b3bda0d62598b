"""What an edition of an item says, what it may not say, and whether it holds on a day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from qinqing.domains.enterprises.terms import TitleKind
from qinqing.domains.policies.rules.book import is_rule, parsed
from qinqing.domains.policies.rules.wording import (
    MOST_SENTENCE,
    MOST_SENTENCES,
    Wording,
    baseless,
    beyond,
    name_of,
    read_wording,
    uncovered,
)
from qinqing.domains.policies.terms import BenefitClass, ClaimMode, Holding
from qinqing.lib.rules import WrongRules

MOST_PAPERS = 30


@dataclass(frozen=True)
class Content:
    """Everything an edition says. Money in yuan; `days` are working days; `until_on` is the first day on
    which it no longer holds; `title_kind` is the title it gives, empty for most; `excludes` are the codes of
    items that cannot be had beside it; `rule` is what `rules.book`
    stores of a rule, empty where the unit judges, and `wording` what `rules.wording` stores of the sentences
    that it encodes."""

    title: str
    benefit_class: BenefitClass
    mode: ClaimMode
    summary: str
    amount: str
    from_on: date
    until_on: date | None = None
    unit_id: int | None = None
    title_kind: TitleKind | str = ""
    excludes: tuple[str, ...] = ()
    procedure: str = ""
    papers: tuple[str, ...] = ()
    season: str = ""
    closes_on: date | None = None
    days: int | None = None
    telephone: str = ""
    budget: Decimal | None = None
    rule: Mapping[str, Any] = field(default_factory=dict)
    wording: Sequence[Mapping[str, str]] = ()
    rule_note: str = ""
    evidence: str = ""
    changes: str = ""


def faults_of(content: Content) -> Iterator[tuple[str, str]]:
    """What must be mended before it is handed on: the field, and why."""
    yield from wrong_in(content)
    yield from unfinished(content)


def wrong_in(content: Content) -> Iterator[tuple[str, str]]:
    """What cannot be as it is written, not even in a draft."""
    if content.until_on is not None and content.until_on <= content.from_on:
        yield "until_on", "失效的日子要晚于起用的日子"
    if content.closes_on is not None and content.closes_on < content.from_on:
        yield "closes_on", "申报截止早于起用的日子"
    if content.title_kind and content.benefit_class != BenefitClass.QUALIFICATION:
        yield "title_kind", "认定称号的事项，类型要选“资质”"
    if len(content.papers) > MOST_PAPERS:
        yield "papers", f"材料最多 {MOST_PAPERS} 样，请合并"
    yield from _wrong_rule(content, read_wording(content.wording))


def _wrong_rule(content: Content, wording: Wording) -> Iterator[tuple[str, str]]:
    if len(wording) > MOST_SENTENCES or any(len(one.text) > MOST_SENTENCE for one in wording):
        yield "wording", f"最多 {MOST_SENTENCES} 行，一行最多 {MOST_SENTENCE} 个字，请只贴写条件的那几段"
    if not is_rule(content.rule):
        if not wording:
            yield from _without_rule(content)
        return
    ends = content.until_on if content.until_on and content.until_on > content.from_on else None
    try:
        parsed(content.rule, content.title, content.from_on, ends)
    except WrongRules as wrong:
        yield "rule", str(wrong)
    if wording and (there := beyond(wording, content.rule)):
        yield "rule", f"条件写着出自第 {there[0]} 句，原文只有 {len(wording)} 句"


def unfinished(content: Content) -> Iterator[tuple[str, str]]:
    """What a draft may still lack: sentences that nothing encodes, conditions that stand in no sentence."""
    wording = read_wording(content.wording)
    if not wording:
        return
    if not is_rule(content.rule):
        yield from _without_rule(content)
    open_ends = uncovered(wording, content.rule)
    if open_ends:
        names = "、".join(name_of(number, wording[number - 1]) for number in open_ends[:5])
        more = f"等 {len(open_ends)} 句" if len(open_ends) > 5 else ""
        yield "wording", f"{names}{more}还没有对应条件，不能交去复核"
    elif count := baseless(content.rule):
        yield "wording", f"有 {count} 条条件还没有写明出自哪一句"


def _without_rule(content: Content) -> Iterator[tuple[str, str]]:
    if content.mode == ClaimMode.NO_APPLICATION:
        yield "rule", "免申即享靠比对，要写条件"
    if not content.rule_note:
        yield "rule_note", "没有写条件的，请写由谁按什么核对"


def holding(from_on: date, until_on: date | None, day: date) -> Holding:
    """Whether a published edition holds on a day; one that was stopped before its first day never does."""
    if until_on is not None and until_on <= from_on:
        return Holding.OVER
    if day < from_on:
        return Holding.COMING
    return Holding.NOW if until_on is None or day < until_on else Holding.OVER
