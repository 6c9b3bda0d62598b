"""Conditions, points and benefits as they are written, read against the facts that there are."""

from collections.abc import Callable

from .benefits import Benefit, Grant
from .conditions import (
    All,
    AnyOf,
    AtLeast,
    Bound,
    Comparison,
    Condition,
    FactBound,
    Membership,
    Not,
    Op,
    ParameterBound,
    Range,
    Score,
    Waiver,
)
from .facts import FactType, Unit, Value, read, unit_named
from .faults import WrongRules
from .formulas import Formula, read_formula, unit_of
from .places import Place
from .rulebook import Rulebook
from .scores import Bands, BestOf, Card, Cases, Group, Item, Itself, Points, Table

_ABOUT = ("id", "zh", "says", "evidence", "note")
MOST_SENTENCES = 10_000
_ORDERED = (Op.AT_LEAST, Op.ABOVE, Op.AT_MOST, Op.BELOW)
_SETS = ("in", "not_in")
_COUNTED = (FactType.NUMBER, FactType.DATE)
_OPS = {
    FactType.NUMBER: (*Op.values(), *_SETS, "between"),
    FactType.DATE: (*Op.values(), *_SETS, "between"),
    FactType.BOOL: (Op.IS, Op.IS_NOT),
    FactType.ENUM: (Op.IS, Op.IS_NOT, *_SETS),
    FactType.STRING: (Op.IS, Op.IS_NOT, *_SETS),
}


# --- conditions ---------------------------------------------------------


def read_condition(book: Rulebook, place: Place) -> Condition:
    """The condition that is written at a place."""
    place.mapping()
    shapes = [shape for shape in _SHAPES if shape in place.raw]
    if len(shapes) != 1:
        place.refuse(f"一个条件要写、也只能写其中一样：{'、'.join(_SHAPES)}")
    return _SHAPES[shapes[0]](book, place)


def _about(place: Place) -> tuple[str, str, tuple[int, ...]]:
    return place.at("id").text(""), place.at("zh").text(""), _says(place)


def _says(place: Place) -> tuple[int, ...]:
    """The numbers of the sentences that a condition stands by, each once, from the first."""
    if not place.has("says"):
        return ()
    numbers = [(one, one.number()) for one in place.at("says").items()]
    for one, number in numbers:
        if number != int(number) or not 1 <= number <= MOST_SENTENCES:
            one.refuse(f"原文的句子从 1 数起，写的是 {one.raw}")
    return tuple(sorted({int(number) for _, number in numbers}))


def _parts(book: Rulebook, place: Place) -> tuple[Condition, ...]:
    return tuple(read_condition(book, one) for one in place.items())


def _all(book: Rulebook, place: Place) -> Condition:
    return All(_parts(book, place.mapping("all", *_ABOUT).at("all")), *_about(place))


def _any(book: Rulebook, place: Place) -> Condition:
    return AnyOf(_parts(book, place.mapping("any", *_ABOUT).at("any")), *_about(place))


def _not(book: Rulebook, place: Place) -> Condition:
    return Not(read_condition(book, place.mapping("not", *_ABOUT).at("not")), *_about(place))


def _at_least(book: Rulebook, place: Place) -> Condition:
    count = place.mapping("at_least", "of", *_ABOUT).at("at_least").number()
    parts = _parts(book, place.at("of"))
    if count != int(count) or not 1 <= count <= len(parts):
        place.at("at_least").refuse(f"应是 1 到 {len(parts)} 的整数")
    return AtLeast(int(count), parts, *_about(place))


def _waiver(book: Rulebook, place: Place) -> Condition:
    place.mapping("waived_by", "condition", *_ABOUT)
    part, unless = (read_condition(book, place.at(key)) for key in ("condition", "waived_by"))
    return Waiver(part, unless, *_about(place))


def _score(book: Rulebook, place: Place) -> Condition:
    place.mapping("score", "op", "value", "unit", *_ABOUT)
    name, _, group = place.at("score").text().partition(".")
    if name not in book.cards:
        place.at("score").refuse(f"没有评分表“{name}”")
    if group and not book.cards[name].part(group):
        place.at("score").refuse(f"评分表“{name}”里没有“{group}”这一组")
    if place.at("op").text() not in _ORDERED:
        place.at("op").refuse(f"得分只能用 {'、'.join(_ORDERED)}")
    own = book.cards[name] if book.cards[name].is_own else None
    return Score(name, group, Op.of(place.at("op").text()), place.at("value").number(), *_about(place), own)


def _comparison(book: Rulebook, place: Place) -> Condition:
    place.mapping("fact", "op", "value", "unit", *_ABOUT)
    fact = _fact(book, place.at("fact"))
    op = place.at("op").text("")
    kind = book.type(fact)
    if op not in _OPS[kind]:
        place.at("op").refuse(f"{kind.label}“{book.label(fact)}”的比较只能是 {'、'.join(_OPS[kind])}")
    if place.has("unit"):
        _same_unit(book, fact, unit_named(place.at("unit").text(), place.at("unit").path), place.at("unit"))
    value = place.at("value")
    if op in _SETS:
        values = tuple(_value(book, fact, one) for one in value.items())
        return Membership(fact, values, op == "in", *_about(place))
    if op == "between":
        return _range(book, fact, value, place)
    return Comparison(fact, Op.of(op), _bound(book, fact, value), *_about(place))


def _range(book: Rulebook, fact: str, value: Place, place: Place) -> Condition:
    bounds = [_value(book, fact, one) for one in value.items()]
    if len(bounds) != 2 or bounds[0] > bounds[1]:  # type: ignore[operator]
        value.refuse("between 要写两个值，先小后大")
    return Range(fact, bounds[0], bounds[1], *_about(place))


_SHAPES: dict[str, Callable[[Rulebook, Place], Condition]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "at_least": _at_least,
    "waived_by": _waiver,
    "fact": _comparison,
    "score": _score,
}


def _fact(book: Rulebook, place: Place) -> str:
    """The name of a fact or derived fact."""
    name = place.text()
    if name not in book.facts and name not in book.derived:
        place.refuse(f"没有“{name}”这项事实")
    return name


def _value(book: Rulebook, fact: str, place: Place) -> Value:
    if fact in book.derived and book.type(fact) is FactType.NUMBER:
        return place.number()
    try:
        found = read(book.facts[fact], place.raw)
    except ValueError as wrong:
        place.refuse(str(wrong))
    return found if found is not None else place.refuse("没有写值")


def _bound(book: Rulebook, fact: str, place: Place) -> Bound:
    if not isinstance(place.raw, dict):
        return _value(book, fact, place)
    place.mapping("fact", "parameter")
    if place.has("fact"):
        other = _fact(book, place.at("fact"))
        if book.type(other) is not book.type(fact) or book.type(fact) not in _COUNTED:
            place.refuse(
                f"只有数和日期能与同类的另一项比较，“{book.label(fact)}”不能与“{book.label(other)}”比较"
            )
        _same_unit(book, fact, book.unit(other), place.at("fact"))
        return FactBound(other)
    name = place.at("parameter").text()
    if name not in book.parameters:
        place.at("parameter").refuse(f"没有参数“{name}”")
    _same_unit(book, fact, book.parameters[name].unit, place.at("parameter"))
    return ParameterBound(name)


def _same_unit(book: Rulebook, fact: str, unit: Unit, place: Place) -> None:
    if unit != book.unit(fact):
        own = book.unit(fact).name or "没有单位"
        place.refuse(f"“{book.label(fact)}”的单位是{own}，这里是{unit.name or '没有单位'}，不能直接比较")


# --- scorecards ---------------------------------------------------------


def read_card(book: Rulebook, name: str, place: Place, *, is_own: bool = False) -> Card:
    """The scorecard that is written at a place; `is_own`: with a rule that brought it along."""
    place.mapping("zh", "max", "groups", "boundary", "note")
    groups = tuple(_group(book, key, one) for key, one in _groups(place.at("groups")))
    if not groups:
        place.at("groups").refuse("评分表至少要有一组")
    notes = {key: place.raw[key] for key in ("boundary", "note") if key in place.raw}
    return Card(name, place.at("zh").text(name), _most(place), groups, notes, is_own)


def _groups(place: Place) -> list[tuple[str, Place]]:
    """The groups by their ids: as a mapping or, where a store keeps no order of keys, as a list."""
    if not isinstance(place.raw, list):
        return list(place.entries())
    found = [(one.mapping("id", "zh", "max", "items").at("id").text(), one) for one in place.items()]
    if len({key for key, _ in found}) < len(found):
        place.refuse("各组的编号（id）不能重复")
    return found


def _group(book: Rulebook, name: str, place: Place) -> Group:
    place.mapping("id", "zh", "max", "items")
    items = tuple(_item(book, one) for one in place.at("items").items())
    return Group(name, place.at("zh").text(name), _most(place), items)


def _item(book: Rulebook, place: Place) -> Item:
    most = _most(place)
    return Item(place.at("id").text(), place.at("zh").text(""), most, _points(book, place, most))


def _most(place: Place) -> float:
    most = place.at("max").number()
    return most if most > 0 else place.at("max").refuse("满分要大于 0")


_WAYS = ("bands_min", "bands_max", "map", "first_match", "best_of", "identity")


def _points(book: Rulebook, place: Place, most: float) -> Points:
    place.mapping("id", "zh", "max", "fact", "else", *_WAYS, "evidence", "note")
    ways = [way for way in _WAYS if way in place.raw]
    if len(ways) != 1:
        place.refuse(f"计分方法要写、也只能写其中一样：{'、'.join(_WAYS)}")
    match ways[0]:
        case "best_of":
            return BestOf(tuple(_points(book, one.mapping(), most) for one in place.at("best_of").items()))
        case "first_match":
            cases = (one.mapping("when", "score") for one in place.at("first_match").items())
            read_cases = ((read_condition(book, c.at("when")), _worth(c.at("score"), most)) for c in cases)
            return Cases(tuple(read_cases), _otherwise(place, most))
        case "map":
            fact = _fact(book, place.at("fact"))
            rows = place.at("map").entries()
            table = ((_value(book, fact, Place(key, at.path)), _worth(at, most)) for key, at in rows)
            return Table(fact, tuple(table), _otherwise(place, most))
        case "identity":
            return Itself(_number_fact(book, place.at("fact")))
    return _bands(book, place, ways[0], most)


def _bands(book: Rulebook, place: Place, way: str, most: float) -> Bands:
    """From the best band down: bounds fall where more is better, and rise where less is."""
    rows = []
    for row in place.at(way).items():
        if len(row.items()) != 2:
            row.refuse("每档写成 [界限, 得分]")
        rows.append((row.items()[0].number(), _worth(row.items()[1], most)))
    rising = way == "bands_min"
    if rows != sorted(rows, reverse=rising, key=lambda row: row[0]) or len({at for at, _ in rows}) < len(
        rows
    ):
        place.at(way).refuse("各档要从最好的一档排起")
    return Bands(_number_fact(book, place.at("fact")), rising, tuple(rows), _otherwise(place, most))


def _number_fact(book: Rulebook, place: Place) -> str:
    fact = _fact(book, place)
    if book.type(fact) is not FactType.NUMBER:
        place.refuse(f"“{book.label(fact)}”不是数，不能分档计分")
    return fact


def _otherwise(place: Place, most: float) -> float:
    return _worth(place.at("else"), most) if place.has("else") else 0.0


def _worth(place: Place, most: float) -> float:
    worth = place.number()
    return worth if 0 <= worth <= most else place.refuse(f"得分应在 0 到满分 {most:g} 之间")


# --- benefits -----------------------------------------------------------

_GRANT = ("amount", "formula", "rate", "of", "unit")


def read_benefit(book: Rulebook, place: Place) -> Benefit:
    """The benefit that is written at a place; its sums are in its unit."""
    place.mapping("unit", "each", "cases", "otherwise", "cap", "years", "total", "notes")
    unit = unit_named(place.at("unit").text("万元"), place.at("unit").path)
    written = place.at("cases").items() if place.has("cases") else []
    cases = (one.mapping("when", *_GRANT) for one in written)
    granted = tuple((read_condition(book, one.at("when")), _grant(book, one, unit)) for one in cases)
    return Benefit(
        unit,
        granted,
        _grant(book, place.at("otherwise").mapping(*_GRANT), unit),
        cap=place.at("cap").number_or_none(),
        each=place.at("each").text(""),
        years=place.at("years").number_or_none(),
        total=place.at("total").number_or_none(),
        notes=place.raw.get("notes") or {},
    )


def _grant(book: Rulebook, place: Place, unit: Unit) -> Grant:
    if place.has("rate"):
        of = _number_fact(book, place.at("of")) if place.has("of") else ""
        if of and book.unit(of) != unit:
            place.at("of").refuse(f"“{book.label(of)}”的单位是{book.unit(of).name}，补助的单位是{unit.name}")
        return Grant(rate=place.at("rate").number(), of=of)
    if place.has("amount"):
        return Grant(read_formula(place.at("amount").number(), place.at("amount").path))
    if not place.has("formula"):
        place.refuse("要写 amount（定额）、formula（公式）或 rate（比例）")
    formula = read_known(book, place.at("formula"))
    counted = unit_of(formula, units_of(book), place.at("formula").path)
    if formula.names and counted != unit:
        place.at("formula").refuse(f"公式得出的是{counted.name or '没有单位的数'}，补助的单位是{unit.name}")
    return Grant(formula)


def read_known(book: Rulebook, place: Place) -> Formula:
    """A formula of numbers that there are."""
    formula = read_formula(place.raw, place.path)
    for name in formula.names:
        if name not in units_of(book):
            raise WrongRules(place.path, f"公式里的“{name}”不是已有的数")
    return formula


def units_of(book: Rulebook) -> dict[str, Unit]:
    """Of everything that a formula may name, the unit."""
    numbers = [name for name in (*book.facts, *book.derived) if book.type(name) is FactType.NUMBER]
    return {name: book.unit(name) for name in (*numbers, *book.parameters)}
