"""The conditions of a stored rule as a tree that can be shown and changed, node by node.

The tree is the stored document itself: every operation takes what is stored and gives what is to be stored,
with everything else in it exactly as it was. A node is named by its path, the numbers of the parts that lead
to it ("2.1"); the whole is "". What cannot be is refused as WrongRules, at the field it is about.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from qinqing.domains.policies.rules.book import HEADS, book, book_of
from qinqing.lib.rules import Rulebook, WrongRules, requirement
from qinqing.lib.rules.places import Place
from qinqing.lib.rules.reading import read_condition

Stored = Mapping[str, Any]

LISTS: Mapping[str, str] = {"all": "all", "any": "any", "at_least": "of"}
"""The groups of as many parts as one likes, and the key under which these stand."""
_PAIRS: Mapping[str, tuple[str, ...]] = {"not": ("not",), "waived_by": ("condition", "waived_by")}
_SHAPES = (*LISTS, *_PAIRS, "fact", "score")
_NAMES = {"waived_by": "waiver"}
UNREAD = "unread"
MOST_CONDITIONS = 200
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Node:
    """One condition as it is shown: what it asks, by which sentences of the paper, and its parts.

    `kind` is all, any, at_least, not, waiver, fact, score, or unread where nobody can judge by it; then
    `asks` says why.
    """

    path: str
    kind: str
    asks: str
    raw: Mapping[str, Any]
    parts: tuple["Node", ...] = ()

    @property
    def label(self) -> str:
        label = self.raw.get("zh")
        return label if isinstance(label, str) else ""

    @property
    def says(self) -> tuple[int, ...]:
        says = self.raw.get("says")
        return tuple(one for one in says if isinstance(one, int)) if isinstance(says, list) else ()

    @property
    def counts_as_one(self) -> bool:
        """Whether it is reported as one: an All without an id stands for its parts."""
        return self.kind != "all" or bool(self.raw.get("id"))

    @property
    def takes_more(self) -> bool:
        """Whether a condition can be put into it."""
        return self.kind in LISTS


def tree_of(stored: Stored) -> Node | None:
    """The conditions as a tree; None where none are written."""
    raw = stored.get("conditions")
    return None if raw is None else _node(raw, (), book_of(stored))


def walk(node: Node) -> Iterator[Node]:
    """A node and all below it, in the order of reading."""
    yield node
    for part in node.parts:
        yield from walk(part)


def node_at(stored: Stored, path: str) -> Node:
    """The node of a path. Refuses one that is not there."""
    found = tree_of(stored)
    node = next((one for one in walk(found) if one.path == path), None) if found else None
    return node or _refuse("", "没有这一条了，请看最新的")


def _node(raw: Any, steps: tuple[int, ...], known: Rulebook) -> Node:
    path = ".".join(str(one + 1) for one in steps)
    shape = _shape(raw)
    if shape in ("fact", "score"):
        return _leaf(raw, path, shape, known)
    if not shape:
        return Node(path, UNREAD, "这一条读不出来，请按文字改", raw if isinstance(raw, dict) else {})
    kind = _NAMES.get(shape, shape)
    parts = tuple(_node(one, (*steps, place), known) for place, one in enumerate(_parts(raw)))
    return Node(path, kind, HEADS[kind].format(count=raw.get("at_least")), raw, parts)


def _leaf(raw: Mapping[str, Any], path: str, kind: str, known: Rulebook) -> Node:
    try:
        condition = read_condition(known, Place(raw))
    except WrongRules as wrong:
        return Node(path, UNREAD, wrong.reason, raw)
    return Node(path, kind, requirement(known, replace(condition, label="")), raw)


def _shape(raw: Any) -> str:
    """The key that says what a condition is; "" for what is none or not to be taken apart."""
    if not isinstance(raw, dict):
        return ""
    shapes = [one for one in _SHAPES if one in raw]
    if len(shapes) != 1:
        return ""
    shape = shapes[0]
    if shape in LISTS and not (isinstance(raw.get(LISTS[shape]), list) and raw[LISTS[shape]]):
        return ""
    return "" if shape in _PAIRS and not all(key in raw for key in _PAIRS[shape]) else shape


def _parts(raw: Mapping[str, Any]) -> list[Any]:
    shape = _shape(raw)
    return list(raw[LISTS[shape]]) if shape in LISTS else [raw[key] for key in _PAIRS.get(shape, ())]


# --- operations ---------------------------------------------------------


def add(stored: Stored, path: str, how: str, condition: Mapping[str, Any]) -> Stored:
    """A new condition: `into` a group, as another way beside one (`or`), what frees from one (`waive`), or
    `instead` of a comparison, under whose name it is reported.

    The first one of a rule makes the rule. Refuses a place that takes none, and more than is readable.
    """
    new = {"id": _new_id(stored), **condition}
    if stored.get("conditions") is None:
        return _kept(stored, {"all": [new]})
    return _changed(stored, path, lambda raw: [_ADDED.get(how, _no_place)(raw, new)])


def _into(raw: Any, new: Mapping[str, Any]) -> Mapping[str, Any]:
    shape = _shape(raw)
    if shape in LISTS:
        return _with_parts(raw, [*_parts(raw), new])
    return {"all": [raw, new]}


def _or(raw: Any, new: Mapping[str, Any]) -> Mapping[str, Any]:
    if _shape(raw) == "any":
        return _with_parts(raw, [*_parts(raw), new])
    return {"any": [raw, new]}


def _waive(raw: Any, new: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"condition": raw, "waived_by": new}


def _instead(raw: Any, new: Mapping[str, Any]) -> Mapping[str, Any]:
    if _shape(raw) not in _LEAVES:
        _refuse("", "这一条不能换成别的资料，请删掉再加")
    return {**new, "id": raw.get("id", new["id"])}


def _no_place(raw: Any, new: Mapping[str, Any]) -> NoReturn:
    _refuse("", "没有这样的放法")


_ADDED: Mapping[str, Callable[[Any, Mapping[str, Any]], Mapping[str, Any]]] = {
    "into": _into, "or": _or, "waive": _waive, "instead": _instead,
}  # fmt: skip
_LEAVES = ("fact", "score")
_ASKS = (*_LEAVES, "op", "value", "unit")


def change(stored: Stored, path: str, condition: Mapping[str, Any]) -> Stored:
    """Another comparison in the place of one; what else was written of it stays.

    A name that was not changed with it goes: it would say what is no longer asked.
    """
    if _shape(node_at(stored, path).raw) not in _LEAVES:
        _refuse("", "这一条不能用表格改，请按文字改")

    def changed(raw: Any) -> list[Any]:
        before = raw if isinstance(raw, dict) else {}
        rest = {name: value for name, value in before.items() if name in ("id", "evidence", "note")}
        given = dict(condition)
        asked = [{name: one.get(name) for name in _ASKS} for one in (before, given)]
        if asked[0] != asked[1] and given.get("zh") == before.get("zh"):
            given.pop("zh", None)
        return [{**rest, **given}]

    return _changed(stored, path, changed)


def regroup(stored: Stored, path: str, kind: str, count: int | None, whole: bool | None = None) -> Stored:
    """A group of another kind with the same parts: all, any, or at least so many. Refuses a wrong number.

    `whole`: one of which all must hold is reported as one, and not part by part; None leaves that as it is.
    """
    node = node_at(stored, path)
    if not node.takes_more or kind not in LISTS:
        _refuse("kind", "这一组不能改成这样")

    def changed(raw: Any) -> list[Any]:
        rest = {name: value for name, value in raw.items() if name not in ("all", "any", "at_least", "of")}
        if kind == "all" and whole is not None:
            rest.pop("id", None)
            rest |= {"id": raw.get("id") or _new_id(stored)} if whole else {}
        if kind == "at_least":
            return [_with_parts({**rest, "at_least": count, "of": []}, _parts(raw))]
        return [{**rest, kind: _parts(raw)}]

    return _changed(stored, path, changed)


def describe(stored: Stored, path: str, label: str, says: tuple[int, ...]) -> Stored:
    """What a condition is called and by which sentences it stands; nothing of either is left out."""
    about = {name: value for name, value in (("zh", label), ("says", list(says))) if value}

    def changed(raw: Any) -> list[Any]:
        if not isinstance(raw, dict):
            _refuse("", "这一条读不出来，请按文字改")
        return [{name: value for name, value in raw.items() if name not in ("zh", "says")} | about]

    node_at(stored, path)
    return _changed(stored, path, changed)


def wrap(stored: Stored, path: str, kind: str) -> Stored:
    """A condition in a group of its own, into which others can be moved; `not`: what must not be."""
    wrapped: Mapping[str, Callable[[Any], Any]] = {
        "all": lambda raw: {"all": [raw]},
        "any": lambda raw: {"any": [raw]},
        "not": lambda raw: {"not": raw},
    }
    if kind not in wrapped:
        _refuse("kind", "没有这样的组")
    return _changed(stored, path, lambda raw: [wrapped[kind](raw)])


def dissolve(stored: Stored, path: str) -> Stored:
    """The parts of a group in its place. Refuses what is no group, and one with a waiver."""
    if node_at(stored, path).kind not in (*LISTS, "not"):
        _refuse("", "这里没有能拆开的组")
    return _changed(stored, path, _parts)


def remove(stored: Stored, path: str) -> Stored:
    """Without a condition and all below it. Refuses to leave a group empty."""
    node_at(stored, path)
    return _changed(stored, path, lambda raw: [])


def move(stored: Stored, path: str, by: int) -> Stored:
    """A condition one place up (-1) or down (1) among its neighbours. Refuses at the end."""
    steps = _steps(path)
    if not steps:
        _refuse("", "整条规则没有上下")
    above, place = steps[:-1], steps[-1]

    def changed(raw: Any) -> list[Any]:
        parts = _parts(raw)
        if _shape(raw) not in LISTS or not 0 <= place + by < len(parts):
            _refuse("", "已经到头了")
        parts[place], parts[place + by] = parts[place + by], parts[place]
        return [_with_parts(raw, parts)]

    node_at(stored, path)
    return _changed(stored, ".".join(str(one + 1) for one in above), changed)


def move_into(stored: Stored, path: str, group: str) -> Stored:
    """A condition at the end of another group. Refuses itself, what is below it, and what takes no more."""
    node, target = node_at(stored, path), node_at(stored, group)
    if not path or group == path or group.startswith(f"{path}."):
        _refuse("group", "不能移到它自己里面")
    if not target.takes_more:
        _refuse("group", "只能移到“都要符合”“符合一项”“至少几项”的组里")
    gone: dict[str, Any] = {}
    left = _changed(stored, path, lambda raw: [gone])
    moved = _changed(left, group, lambda raw: [_with_parts(raw, [*_parts(raw), node.raw])])
    return _changed(moved, path, lambda raw: [])


# --- putting in place ---------------------------------------------------

Change = Callable[[Any], list[Any]]


def _changed(stored: Stored, path: str, change: Change) -> Stored:
    """What is stored after a change of one node: what stands there then, none, one or several."""
    found = _replaced(stored.get("conditions"), _steps(path), change)
    if len(found) > 1:
        return _kept(stored, {"all": found})
    return _kept(stored, found[0] if found else None)


def _replaced(raw: Any, steps: tuple[int, ...], change: Change) -> list[Any]:
    if not steps:
        return change(raw)
    parts = _parts(raw) if isinstance(raw, dict) else []
    at = steps[0]
    if at >= len(parts):
        _refuse("", "没有这一条了，请看最新的")
    below = _replaced(parts[at], steps[1:], change)
    if _shape(raw) == "waived_by" and at == 0 and not below:
        _refuse("", "有“免”的条件不能单独拿走，请动整组")
    return [_with_parts(raw, [*parts[:at], *below, *parts[at + 1 :]])]


def _with_parts(raw: Mapping[str, Any], parts: list[Any]) -> Any:
    """A group with other parts. Refuses fewer or more than it can have."""
    shape = _shape(raw) or ("at_least" if "at_least" in raw else "")
    if shape in LISTS:
        if not parts:
            _refuse("", "一组里至少要有一条；不要这一组，就把整组删掉")
        count = raw.get("at_least")
        if shape == "at_least" and not (isinstance(count, int) and 1 <= count <= len(parts)):
            _refuse("count", f"这一组有 {len(parts)} 条，至少几项要写 1 到 {len(parts)}")
        return {**raw, LISTS[shape]: parts}
    keys = _PAIRS[shape]
    if shape == "waived_by" and len(parts) == 1:
        return parts[0]
    if len(parts) != len(keys):
        _refuse("", f"“{HEADS[_NAMES.get(shape, shape)]}”里的不能单独拿走，请动整组")
    return {**raw, **dict(zip(keys, parts, strict=True))}


def _kept(stored: Stored, conditions: Any) -> Stored:
    rest = {name: value for name, value in stored.items() if name != "conditions"}
    if conditions is None:
        return rest
    size, before = _size(conditions), _size(stored.get("conditions"))
    if size[0] > max(MOST_CONDITIONS, before[0]):
        _refuse("", f"一项政策最多 {MOST_CONDITIONS} 条条件")
    if size[1] > max(DEEPEST, before[1]):
        _refuse("", f"组里套组最多 {DEEPEST} 层")
    return {"conditions": conditions, **rest}


def _size(conditions: Any) -> tuple[int, int]:
    """How many nodes, and how many groups inside each other."""
    nodes = list(walk(_node(conditions, (), book())))
    return len(nodes), max(one.path.count(".") for one in nodes)


def _steps(path: str) -> tuple[int, ...]:
    numbers = path.split(".") if path else []
    if not all(one.isascii() and one.isdigit() and 0 < len(one) <= 3 and one != "0" for one in numbers):
        _refuse("", "没有这一条了，请看最新的")
    return tuple(int(one) - 1 for one in numbers)


def _new_id(stored: Stored) -> str:
    """The first number that no condition is reported by."""
    found = tree_of(stored)
    taken = {one.raw.get("id") for one in walk(found)} if found else set()
    return next(name for n in range(1, MOST_CONDITIONS * 2) if (name := f"c{n}") not in taken)


def _refuse(field: str, reason: str) -> NoReturn:
    raise WrongRules(field, reason)
