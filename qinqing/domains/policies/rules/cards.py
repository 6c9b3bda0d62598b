"""The scorecards that a rule brings along, as trees that can be shown and changed, line by line.

As with the conditions (`tree`) the tree is the stored document itself. A place is named by its path: the
number of the group, of the item in it, of the case or the way of that item ("2.3.1"); the card is "".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NoReturn

from qinqing.domains.policies.rules import points
from qinqing.domains.policies.rules.book import book, book_of
from qinqing.lib.rules import WrongRules, requirement
from qinqing.lib.rules.places import Place
from qinqing.lib.rules.reading import read_card, read_condition
from qinqing.lib.rules.writing import written_card

Stored = Mapping[str, Any]
CARDS = "scorecards"
MOST_CARDS, MOST_LINES = 5, 100
CARD, GROUP, ITEM, WAY, CASE = "card", "group", "item", "way", "case"


@dataclass(frozen=True, slots=True)
class Line:
    """One place of a card as it is shown: what it is called, how many points it gives, how, and its parts.

    `way` is of an item or a way by which it earns its points; `most` is the points of a case.
    """

    path: str
    kind: str
    label: str
    most: Decimal
    raw: Mapping[str, Any]
    way: str = ""
    says: tuple[str, ...] = ()
    parts: tuple["Line", ...] = ()


def names_of(stored: Stored) -> list[str]:
    """The cards that a rule brings along."""
    found = stored.get(CARDS)
    return sorted(found) if isinstance(found, Mapping) else []


def cards_of(stored: Stored) -> list[Line]:
    """The cards that the rule counts by, its own and those of the book, without any that reads as none."""
    known, found = book_of(stored), []
    for name in dict.fromkeys(asked.partition(".")[0] for asked in _asked(stored.get("conditions"))):
        if name in known.cards:
            found.append(_line(written_card(replace(known.cards[name], is_own=True)), CARD, ()))
    return found


def shipped() -> list[tuple[str, str]]:
    """The cards that ship, which another one can begin from."""
    return [(name, card.label) for name, card in book().cards.items()]


def card_of(stored: Stored, name: str) -> Line:
    """One card as a tree. Refuses one that is not there or reads as none."""
    raw = _raw(stored, name)
    try:
        read_card(book(), name, Place(raw), is_own=True)
    except WrongRules as wrong:
        _refuse("", f"这张评分表读不出来，请按文字改：{wrong.reason}")
    return _line(raw, CARD, ())


def walk(line: Line) -> list[Line]:
    """A place and all below it, in the order of reading."""
    return [line, *(below for one in line.parts for below in walk(one))]


def line_at(stored: Stored, name: str, path: str) -> Line:
    """One place of a card. Refuses one that is not there."""
    found = next((one for one in walk(card_of(stored, name)) if one.path == path), None)
    return found or _refuse("", "没有这一行了，请看最新的")


def most_at(stored: Stored, name: str, path: str) -> Decimal:
    """The most points of the item that a way or a case belongs to, or of the item itself."""
    return line_at(stored, name, ".".join(path.split(".")[:2])).most


def _raw(stored: Stored, name: str) -> Mapping[str, Any]:
    """A card as it is stored, its groups as a list."""
    cards = stored.get(CARDS)
    raw = cards.get(name) if isinstance(cards, Mapping) else None
    if not isinstance(raw, Mapping):
        _refuse("", "没有这张评分表了，请看最新的")
    groups = raw.get("groups")
    if isinstance(groups, Mapping):
        return {**raw, "groups": [{"id": key, **one} for key, one in groups.items()]}
    return raw


def _line(raw: Mapping[str, Any], kind: str, steps: tuple[int, ...]) -> Line:
    way = points.way_of(raw) if kind in (ITEM, WAY) else ""
    parts = tuple(
        _line(one, _BELOW[kind, way], (*steps, place)) for place, one in enumerate(_parts(raw, kind), 1)
    )
    path = ".".join(map(str, steps))
    if kind == CASE:
        return Line(path, kind, _when(raw["when"]), Decimal(repr(raw["score"])), raw)
    most = Decimal(repr(raw.get("max", 0)))
    label = str(raw.get("zh") or raw.get("id") or book().label(str(raw.get("fact", ""))))
    rest = (f"都不符合：{raw['else']} 分",) if way == points.CASES and raw.get("else") else ()
    return Line(path, kind, label, most, raw, way, (*points.lines(raw), *rest), parts)


def _when(raw: Any) -> str:
    return requirement(book(), replace(read_condition(book(), Place(raw)), label=""))


_KEYS = {CARD: "groups", GROUP: "items"}
_BELOW = {
    (CARD, ""): GROUP,
    (GROUP, ""): ITEM,
    **{(kind, points.BEST): WAY for kind in (ITEM, WAY)},
    **{(kind, points.CASES): CASE for kind in (ITEM, WAY)},
}
"""What stands below what."""


def _key(raw: Mapping[str, Any], kind: str) -> str:
    """Under which key the parts of a place stand; "" where it has none."""
    way = points.way_of(raw)
    return _KEYS.get(kind) or (way if way in (points.BEST, points.CASES) and kind != CASE else "")


def _parts(raw: Mapping[str, Any], kind: str) -> list[Any]:
    key = _key(raw, kind)
    return list(raw[key]) if key else []


# --- operations ---------------------------------------------------------


def begin(stored: Stored, label: str, most: float, group: Stored, item: Stored) -> tuple[Stored, str]:
    """A new card with its first group and its first item; gives its name, too."""
    name = _new_name(stored)
    first = {"id": "g1", **group, "items": [{"id": "i1", **item}]}
    return _kept(stored, name, {"zh": label, "max": most, "groups": [first]}), name


def copy(stored: Stored, like: str) -> tuple[Stored, str]:
    """A card that ships, to be changed; gives its name, too. Refuses one that does not ship."""
    if like not in book().cards:
        _refuse("like", "没有这张评分表，请重新选一张")
    name = _new_name(stored)
    return _kept(stored, name, written_card(replace(book().cards[like], is_own=True))), name


def drop(stored: Stored, name: str) -> Stored:
    """Without a card. Refuses while a condition asks for its points."""
    _raw(stored, name)
    if any(asked == name or asked.startswith(f"{name}.") for asked in _asked(stored.get("conditions"))):
        _refuse("", "还有条件要看这张表的得分，先把那一条删掉")
    left = {key: one for key, one in stored[CARDS].items() if key != name}
    rest = {key: value for key, value in stored.items() if key != CARDS}
    return {**rest, CARDS: left} if left else rest


def _asked(raw: Any) -> list[str]:
    if isinstance(raw, list):
        return [name for one in raw for name in _asked(one)]
    if not isinstance(raw, Mapping):
        return []
    own = [str(raw["score"])] if "score" in raw else []
    return own + [name for one in raw.values() for name in _asked(one)]


def about(stored: Stored, name: str, path: str, label: str, most: Decimal) -> Stored:
    """What a card or a group is called, and how many points it gives at most."""
    if line_at(stored, name, path).kind not in (CARD, GROUP):
        _refuse("", "这里没有满分可以改")
    return _at(stored, name, path, lambda raw: [{**raw, "zh": label, "max": _plain(most)}])


def add(stored: Stored, name: str, path: str, new: Stored) -> Stored:
    """Another part at the end of a place: a group of a card, an item of a group, a case where cases count."""
    line = line_at(stored, name, path)
    key = _key(line.raw, line.kind)
    if not key or (line.kind, line.way) not in _BELOW:
        _refuse("", "这里不能再加")
    named = {"id": _new_id(line), **new} if line.kind in (CARD, GROUP) else dict(new)
    return _at(stored, name, path, lambda raw: [{**raw, key: [*raw[key], named]}])


def another_way(stored: Stored, name: str, path: str, way: Stored) -> Stored:
    """One more way to earn the points of an item: the best of them counts."""
    if line_at(stored, name, path).kind != ITEM:
        _refuse("", "只有一项可以有几种算法")

    def widened(raw: Mapping[str, Any]) -> list[Any]:
        about_it, earned = _apart(raw)
        ways = earned.get(points.BEST, [earned])
        return [{**about_it, points.BEST: [*ways, dict(way)]}]

    return _at(stored, name, path, widened)


def change(stored: Stored, name: str, path: str, new: Stored) -> Stored:
    """An item, a way or a case written anew. What a form does not hold of an item stays."""
    line = line_at(stored, name, path)
    if line.kind not in (ITEM, WAY, CASE):
        _refuse("", "这里没有计分方法")

    def changed(raw: Mapping[str, Any]) -> list[Any]:
        kept = _apart(raw)[0] if points.way_of(new) else raw
        return [{**kept, **new}]

    return _at(stored, name, path, changed)


def rest(stored: Stored, name: str, path: str, given: Mapping[str, Any]) -> Stored:
    """What an item whose parts have lines of their own is called, and what it gives where no case holds."""
    line = line_at(stored, name, path)
    kept = dict(given)
    if line.way != points.CASES:
        kept.pop("else", None)
    return _at(stored, name, path, lambda raw: [{**raw, **kept}])


def move(stored: Stored, name: str, path: str, by: int) -> Stored:
    """A place one up (-1) or down (1) among its neighbours. Refuses at the end."""
    line_at(stored, name, path)
    above, _, last = path.rpartition(".")
    if not path:
        _refuse("", "整张表没有上下")

    def moved(raw: Mapping[str, Any], kind: str) -> list[Any]:
        key, at = _key(raw, kind), int(last) - 1
        parts = list(raw[key])
        if not 0 <= at + by < len(parts):
            _refuse("", "已经到头了")
        parts[at], parts[at + by] = parts[at + by], parts[at]
        return [{**raw, key: parts}]

    kind = line_at(stored, name, above).kind
    return _at(stored, name, above, lambda raw: moved(raw, kind))


def remove(stored: Stored, name: str, path: str) -> Stored:
    """Without a place and all below it. Refuses to leave a group or the card empty."""
    line_at(stored, name, path)
    if not path:
        return drop(stored, name)
    return _at(stored, name, path, lambda raw: [])


# --- putting in place ---------------------------------------------------

Change = Callable[[Mapping[str, Any]], list[Any]]


def _at(stored: Stored, name: str, path: str, change: Change) -> Stored:
    steps = [int(one) - 1 for one in path.split(".")] if path else []
    found = _replaced(_raw(stored, name), CARD, steps, change)
    return _kept(stored, name, found[0])


def _replaced(raw: Mapping[str, Any], kind: str, steps: list[int], change: Change) -> list[Any]:
    if not steps:
        return change(raw)
    key, way = _key(raw, kind), points.way_of(raw) if kind in (ITEM, WAY) else ""
    parts = list(raw[key])
    parts[steps[0] : steps[0] + 1] = _replaced(parts[steps[0]], _BELOW[kind, way], steps[1:], change)
    if not parts:
        _refuse("", _LAST[key])
    if key == points.BEST and len(parts) == 1:
        return [{**_apart(raw)[0], **parts[0]}]
    return [{**raw, key: parts}]


_LAST = {
    "groups": "评分表至少要有一组；不要这张表，就把整张删掉",
    "items": "一组里至少要有一项；不要这一组，就把整组删掉",
    points.CASES: "至少要有一种情形；不要这一项，就把整项删掉",
    points.BEST: "至少要有一种算法",
}
_ABOUT = ("id", "zh", "max", "evidence", "note")


def _apart(raw: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What an item is, and how it earns its points."""
    about_it = {name: value for name, value in raw.items() if name in _ABOUT}
    return about_it, {name: value for name, value in raw.items() if name not in _ABOUT}


def _kept(stored: Stored, name: str, card: Mapping[str, Any]) -> Stored:
    """What is stored with a card as it is now. Refuses one that cannot be read."""
    try:
        read_card(book(), name, Place(card), is_own=True)
    except WrongRules as wrong:
        _refuse("", wrong.reason)
    cards = {**stored.get(CARDS, {}), name: card}
    if len(cards) > MOST_CARDS:
        _refuse("", f"一项政策最多 {MOST_CARDS} 张评分表")
    if len(walk(_line(card, CARD, ()))) > MOST_LINES:
        _refuse("", f"一张评分表最多 {MOST_LINES} 行")
    return {**stored, CARDS: cards}


def _new_name(stored: Stored) -> str:
    return next(name for n in range(1, 99) if (name := f"card{n}") not in names_of(stored))


def _new_id(line: Line) -> str:
    taken = {str(one.raw.get("id")) for one in line.parts}
    letter = "g" if line.kind == CARD else "i"
    return next(name for n in range(1, 999) if (name := f"{letter}{n}") not in taken)


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _refuse(field: str, reason: str) -> NoReturn:
    raise WrongRules(field, reason)
