"""Reasons in Chinese: of each failed condition the value, the threshold and the distance, of each open one
the fact.

A requirement says what a condition asks; a reason says what became of it. Numbers are shown with as many
digits as it takes to tell them from their bound, so that a miss never reads like a hit.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from .conditions import (
    All,
    AnyOf,
    AtLeast,
    Branch,
    Comparison,
    Condition,
    FactBound,
    Leaf,
    Measured,
    Membership,
    Not,
    Op,
    ParameterBound,
    Range,
    Score,
    Waiver,
    name_of,
    needed,
)
from .facts import RATIO, YES_NO, Unit, Value
from .judge import IN_FORCE, Finding, Judgement
from .rulebook import Rulebook
from .scores import Card
from .truth import Answer, answer

_DAYS = {
    Op.AT_LEAST: "不早于",
    Op.ABOVE: "晚于",
    Op.AT_MOST: "不晚于",
    Op.BELOW: "早于",
}
_PLACE = "名"
"""The unit of a place in a ranking: whoever has none is told as 0, and is no distance away from any."""
_WANTS_MORE = (Op.AT_LEAST, Op.ABOVE)


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a failed number or day is from its bound: in its unit or in days, and as a share of it."""

    amount: float
    share: float | None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the tree: what is asked (`heading`), what became of it, and the same of its parts."""

    id: str
    answer: Answer
    heading: str
    sentence: str
    distance: Distance | None
    parts: tuple["Reason", ...]


# --- what is asked -------------------------------------------------------


def requirement(book: Rulebook, condition: Condition) -> str:
    """What a condition asks, in one phrase: its own label, else words made from it."""
    return condition.label or _asked(book, condition)


def _asked(book: Rulebook, condition: Condition) -> str:
    return _asked_leaf(book, condition) if isinstance(condition, Leaf) else _asked_branch(book, condition)


def _asked_branch(book: Rulebook, branch: Branch) -> str:
    parts = [requirement(book, one) for one in branch.parts]
    match branch:
        case AnyOf():
            return f"满足任一：{'；'.join(parts)}"
        case AtLeast(count=count):
            return f"至少满足 {count} 项：{'；'.join(parts)}"
        case Not():
            return f"不得：{parts[0]}"
        case Waiver():
            return f"{parts[0]}（{parts[1]}的免）"
    return f"同时满足：{'；'.join(parts)}"


def _asked_leaf(book: Rulebook, leaf: Leaf) -> str:
    if isinstance(leaf, Score):
        return f"{_card(book, leaf)}得分{leaf.op.label} {_digits(leaf.bound)} 分"
    return f"{book.label(leaf.fact)}{_wanted(book, leaf)}"


def _wanted(book: Rulebook, leaf: Measured, bound: Value | None = None, beside: Value | None = None) -> str:
    """不低于 100 万元; of another fact or a parameter its name, and its value where that is known."""
    match leaf:
        case Range(fact=fact, low=low, high=high):
            return f"在 {shown(book, fact, low)} 到 {shown(book, fact, high)} 之间"
        case Membership(fact=fact, values=values, inside=inside):
            return f"{'：' if inside else '不是'}{'或'.join(shown(book, fact, one) for one in values)}"
        case Comparison(bound=FactBound(name=name) | ParameterBound(name=name)):
            value = "" if bound is None else f"（{shown(book, leaf.fact, bound, beside)}）"
            return f"{_verb(leaf, bound)}{book.label(name)}{value}"
    assert not isinstance(leaf.bound, FactBound | ParameterBound)
    return f"{_verb(leaf, leaf.bound)}{_spaced(shown(book, leaf.fact, leaf.bound, beside))}"


def _verb(leaf: Comparison, bound: Value | None) -> str:
    """Days are early or late, words are or are not."""
    if isinstance(bound, date):
        return _DAYS.get(leaf.op, leaf.op.label)
    if isinstance(bound, str | bool) and leaf.op is Op.IS:
        return "："
    return leaf.op.label


def _card(book: Rulebook, score: Score) -> str:
    card: Card = book.card(score)
    group = f"“{card.part(score.group)[0].label}”部分" if score.group else ""
    return f"{card.label}{group}"


# --- what became of it ---------------------------------------------------


def reasons(book: Rulebook, judgement: Judgement) -> tuple[Reason, ...]:
    """The tree of reasons, in the order of the rule; a rule that does not hold on the day says so first."""
    found = tuple(reason(book, one) for one in judgement.findings)
    return found if judgement.in_force else (_not_in_force(judgement), *found)


def reason(book: Rulebook, finding: Finding) -> Reason:
    """What became of one condition, with its parts."""
    return replace(headline(book, finding), parts=tuple(reason(book, one) for one in finding.parts))


def headline(book: Rulebook, finding: Finding) -> Reason:
    """The same without its parts, for where nobody opens them."""
    return Reason(
        name_of(finding.condition),
        answer(finding.truth),
        requirement(book, finding.condition),
        sentence(book, finding),
        distance(finding),
        (),
    )


def sentence(book: Rulebook, finding: Finding) -> str:
    """One sentence: how it stands, where it fails and by how much, or what must be asked.

    Where one of several ways would be enough, the sentence speaks of the one that lacks least.
    """
    if finding.truth is None:
        return _open(book, finding)
    if isinstance(finding.condition, Leaf):
        return _compared(book, finding)
    return "符合" if finding.truth else _failed(book, finding)


def _failed(book: Rulebook, finding: Finding) -> str:
    failed = [one for one in finding.parts if one.truth is False]
    match finding.condition:
        case Not(part=part):
            return f"不得有的情形：{requirement(book, part)}"
        case All():
            return "；".join(sentence(book, one) for one in failed)
        case AtLeast(count=count):
            possible = len(finding.parts) - len(failed)
            said = "；".join(sentence(book, one) for one in failed)
            return f"要满足 {count} 项，至多 {possible} 项：{said}"
    return f"{len(failed)} 种情形都不符合，最接近的：{sentence(book, _nearest(finding))}"


def _nearest(finding: Finding) -> Finding:
    """Of several ways that all fail the one that lacks least, itself no choice of ways."""
    nearest = min((one for one in finding.parts if one.truth is False), key=effort)
    return _nearest(nearest) if isinstance(nearest.condition, AnyOf | Waiver) else nearest


def effort(finding: Finding) -> tuple[int, float]:
    """How much a failure lacks: of how many conditions, and of the farthest by what share of its bound.

    What is no number counts as its whole; where one way is enough, the nearest counts.
    """
    if finding.truth is not False:
        return (0, 0.0)
    branch = finding.condition
    if isinstance(branch, Leaf | Not):
        away = distance(finding)
        return (1, 1.0 if away is None or away.share is None else away.share)
    below = sorted(effort(one) for one in finding.parts if one.truth is not True)
    held = sum(one.truth is True for one in finding.parts)
    wanted = below[: max(needed(branch) - held, 1)]
    return sum(count for count, _ in wanted), max(share for _, share in wanted)


def _open(book: Rulebook, finding: Finding) -> str:
    """What must be asked; where all is known and there is still no value, what stands in the way."""
    names = _named(book, finding.asks)
    if set(finding.asks) <= set(finding.undefined):
        return f"{names}为 0 或负数，算不出来，请核对"
    return f"请补充{names}"


def _named(book: Rulebook, facts: Iterable[str]) -> str:
    return "、".join(f"“{book.label(one)}”" for one in facts)


def _compared(book: Rulebook, finding: Finding) -> str:
    leaf = finding.condition
    if isinstance(leaf, Score):
        return _scored(book, finding, leaf)
    assert isinstance(leaf, Measured)
    assert finding.value is not None
    beside = _met(finding)[1] if finding.truth is False else None
    value = shown(book, leaf.fact, finding.value, beside)
    stands = (
        f"{book.label(leaf.fact)}{'：' if isinstance(finding.value, str | bool) else '为'}{_spaced(value)}"
    )
    if finding.truth:
        return f"{stands}，符合"
    asked = _wanted(book, leaf, finding.bound, finding.value if beside is not None else None)
    if finding.value == 0 and book.unit(leaf.fact).name == _PLACE:
        return f"还没有{book.label(leaf.fact)}，要求{asked}"
    return f"{stands}，要求{asked}{_short_of(book, leaf, finding)}"


def _short_of(book: Rulebook, leaf: Measured, finding: Finding) -> str:
    away = distance(finding)
    if away is None or not away.amount:
        return ""
    over = _is_over(leaf, finding)
    if away.days is not None:
        return f"，{'晚' if over else '早'}了 {away.days} 天"
    unit = book.unit(leaf.fact)
    if unit == RATIO:
        said = f"{_digits(away.amount * 100)} 个百分点"
    else:
        said = f"{_digits(away.amount)} {unit.name}".rstrip()
    share = f"（{_percent(away.share)}）" if away.share is not None and unit != RATIO else ""
    return f"，{'超出' if over else '还差'} {said}{share}"


def _is_over(leaf: Condition, finding: Finding) -> bool:
    """Whether there is too much of it."""
    if isinstance(leaf, Range):
        return finding.value > leaf.high  # type: ignore[operator]
    return isinstance(leaf, Comparison) and leaf.op not in _WANTS_MORE


def _scored(book: Rulebook, finding: Finding, leaf: Score) -> str:
    assert finding.score is not None
    low, high = finding.score
    points = _digits(low) if low == high else f"{_digits(low)} 到 {_digits(high)}"
    stands = f"{_card(book, leaf)}得分为 {points} 分"
    if finding.truth:
        return f"{stands}，符合"
    away = distance(finding)
    short = (
        f"，{'还差' if leaf.op in _WANTS_MORE else '超出'} {_digits(away.amount)} 分"
        if away and away.amount
        else ""
    )
    return f"{stands}，要求{leaf.op.label} {_digits(leaf.bound)} 分{short}"


def _not_in_force(judgement: Judgement) -> Reason:
    window, on = judgement.rule.window, judgement.on
    assert on is not None
    if on < window.starts:
        said, days = f"{on} 尚未施行，自 {window.starts} 起施行", (window.starts - on).days
        said = f"{said}，早了 {days} 天"
    else:
        assert window.ends is not None
        said, days = f"{on} 已经失效，有效期到 {window.ends}", (on - window.ends).days
        said = f"{said}，晚了 {days} 天"
    ends = f"至 {window.ends}" if window.ends else "起"
    return Reason(IN_FORCE, Answer.NO, f"有效期 {window.starts} {ends}", said, Distance(days, None, days), ())


# --- how far -------------------------------------------------------------


def distance(finding: Finding) -> Distance | None:
    """Of a failed comparison of numbers or days with an order, how far it is from holding."""
    leaf = finding.condition
    if finding.truth is not False or not isinstance(leaf, Score | Range | Comparison):
        return None
    if isinstance(leaf, Comparison) and leaf.op in (Op.IS, Op.IS_NOT):
        return None
    value, bound = _met(finding)
    if isinstance(value, date) and isinstance(bound, date):
        days = abs((value - bound).days) + (isinstance(leaf, Comparison) and leaf.op in (Op.ABOVE, Op.BELOW))
        return Distance(days, None, days)
    if isinstance(value, float) and isinstance(bound, float):
        amount = abs(value - bound)
        return Distance(amount, amount / abs(bound) if bound else None)
    return None


def _met(finding: Finding) -> tuple[Value | None, Value | None]:
    """The value that failed and the bound it failed at."""
    leaf = finding.condition
    if isinstance(leaf, Score) and finding.score is not None:
        return finding.score[leaf.op in _WANTS_MORE], leaf.bound
    if isinstance(leaf, Range):
        return finding.value, leaf.high if _is_over(leaf, finding) else leaf.low
    return finding.value, finding.bound


# --- values as they are read ---------------------------------------------


def shown(book: Rulebook, fact: str, value: Value, beside: Value | None = None) -> str:
    """A value as people read it, in its unit; with enough digits to differ from what stands beside it."""
    if isinstance(value, bool):
        return YES_NO[value]
    if isinstance(value, float):
        return amount(value, book.unit(fact), beside if isinstance(beside, float) else None)
    if isinstance(value, str):
        known = book.facts.get(fact)
        return known.choices.get(value, value) if known else value
    return value.isoformat()


def amount(value: float, unit: Unit, beside: float | None = None) -> str:
    """A number in its unit: 3%, 1,200 万元, 99.9 万元."""
    if unit == RATIO:
        return f"{_digits(value * 100, beside * 100 if beside is not None else None)}%"
    return f"{_digits(value, beside)} {unit.name}".rstrip()


def _percent(share: float) -> str:
    return f"{_digits(round(share * 100, 1))}%" if share >= 0.001 else "不到 0.1%"


def _digits(value: float, beside: float | None = None) -> str:
    """Two decimals; more if what is not 0 would read as 0, or the value like the bound it missed."""
    for places in range(2, 10):
        said = f"{value:,.{places}f}".rstrip("0").rstrip(".")
        hides = said in ("0", "-0") and value != 0
        if not hides and (
            beside is None or value == beside or said != f"{beside:,.{places}f}".rstrip("0").rstrip(".")
        ):
            return said
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _spaced(said: str) -> str:
    return f" {said}" if said[0].isdigit() or said[0] == "-" else said
