"""The same plan as one SELECT: for a database where the facts lie, or an engine on many machines.

SQL's own logic is ours: TRUE, FALSE and NULL under AND, OR and NOT. A table has a column for each fact, NULL
where it is not known. For each rule come two columns, `answer_<n>` (TRUE, FALSE, NULL) and `decides_<n>` (the
place of the deciding condition among the rule's, NULL of a yes), n counting the plan's rules. Names and
values come from the rulebook, which lets nothing but plain names through; values are quoted.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil

from .conditions import TOLERANCE, Op
from .derived import Ratio, Sized
from .facts import FactType, Value
from .formulas import Name, Number, fold
from .plan import Best, Count, First, OneOf, Opposite, Own, Pair, Plan, Planned, Scored, Way, Within


@dataclass(frozen=True, slots=True)
class Dialect:
    """How an engine writes things; `fence` keeps a subquery from being worked out once for each use."""

    double: str
    text: str
    quote: str
    fence: str
    backslash: str


POSTGRESQL = Dialect("double precision", "text", '"', " OFFSET 0", "\\")
SPARK = Dialect("double", "string", "`", "", "\\\\")


def select(plan: Plan, table: str, key: str, columns: Collection[str], dialect: Dialect = POSTGRESQL) -> str:
    """The statement that judges every row of a table: its key, and two columns for each rule.

    `columns` are the facts the table has; all others are not known of anybody.
    """
    return _Select(plan, columns, dialect).statement(table, key)


_DAYS = {Op.IS: "=", Op.IS_NOT: "<>"}


class _Select:
    """Layers, each a subquery over the one below: facts, what is derived of them, conditions, rules."""

    def __init__(self, plan: Plan, columns: Collection[str], dialect: Dialect) -> None:
        self.plan = plan
        self.columns = columns
        self.dialect = dialect
        self._texts: dict[int, str] = {}

    def statement(self, table: str, key: str) -> str:
        key = self._name(key)
        inner = self._layer([key, *self._given()], self._name(table))
        for layer in (*self._ratios(), *self._sizes(), self._scores()):
            inner = self._layer(["*", *layer], f"({inner}) f") if layer else inner
        tops = dict.fromkeys(top for rule in self.plan.rules for top in rule.tops)
        inner = self._layer([key, *self._conditions(tops)], f"({inner}) f")
        answers = [text for n, rule in enumerate(self.plan.rules) for text in _answers(n, rule)]
        return f"SELECT {', '.join([key, *answers])} FROM ({inner}) c"

    def _layer(self, texts: Iterable[str], source: str) -> str:
        return f"SELECT {', '.join(texts)} FROM {source}{self.dialect.fence}"

    def _name(self, name: str) -> str:
        quote = self.dialect.quote
        return f"{quote}{name.replace(quote, quote * 2)}{quote}"

    def _value(self, value: Value) -> str:
        match value:
            case bool():
                return "TRUE" if value else "FALSE"
            case str():
                return "'" + value.replace("\\", self.dialect.backslash).replace("'", "''") + "'"
            case float():
                return repr(value)
        return f"DATE '{value.isoformat()}'"

    # --- facts -----------------------------------------------------------

    def _given(self) -> list[str]:
        """What the table has, in its type; of a derived fact under a name of its own, to be filled up."""
        asked = [
            name for name in self.plan.names if name not in self.plan.book.derived or name in self.columns
        ]
        return [f"{self._cast(name)} AS {self._name(self._own(name))}" for name in asked]

    def _own(self, name: str) -> str:
        return f"given {name}" if name in self.plan.book.derived else name

    def _cast(self, name: str) -> str:
        text = self.dialect.text
        kinds = {FactType.NUMBER: self.dialect.double, FactType.DATE: "date", FactType.BOOL: "boolean"}
        value = self._name(name) if name in self.columns else "NULL"
        return f"CAST({value} AS {kinds.get(self.plan.book.type(name), text)})"

    def _filled(self, name: str, worked: str) -> str:
        """A derived fact: as given, else worked out."""
        given = f"COALESCE({self._name(self._own(name))}, {worked})" if name in self.columns else worked
        return f"{given} AS {self._name(name)}"

    def _ratios(self) -> list[list[str]]:
        """What is derived by a formula, each in a layer above what it is derived from."""
        layers: list[list[str]] = []
        height: dict[str, int] = {}
        for name in self.plan.names:
            derived = self.plan.book.derived.get(name)
            if isinstance(derived, Ratio):
                height[name] = max((height.get(need, -1) for need in derived.names), default=-1) + 1
                layers += [[]] if height[name] == len(layers) else []
                worked = fold(derived.formula.part, self._leaf, self._applied)
                layers[height[name]].append(self._filled(name, worked))
        return layers

    def _leaf(self, part: Number | Name) -> str:
        if isinstance(part, Number):
            return f"CAST({part.value!r} AS {self.dialect.double})"
        parameter = self.plan.book.parameters.get(part.name)
        if parameter is None:
            return self._name(part.name)
        return f"CAST({parameter.on(self.plan.on)!r} AS {self.dialect.double})"

    def _applied(self, sign: str, parts: list[str]) -> str:
        match sign:
            case "/":
                return f"({parts[0]} / NULLIF({parts[1]}, 0))"
            case "**":
                return f"(CASE WHEN {parts[0]} >= 0 THEN POWER({parts[0]}, {parts[1]}) END)"
            case "min" | "max":
                # Engines skip NULL here; we do not.
                known = " AND ".join(f"{part} IS NOT NULL" for part in parts)
                worked = f"{'LEAST' if sign == 'min' else 'GREATEST'}({', '.join(parts)})"
                return f"(CASE WHEN {known} THEN {worked} END)"
        return f"({parts[0]} {sign} {parts[1]})"

    def _sizes(self) -> list[list[str]]:
        """The size class: first what makes each class, then the first that holds."""
        found = []
        for name, cases in self.plan.sized.items():
            nodes = dict.fromkeys(node for node, _ in cases)
            found.append(self._conditions(nodes))
            derived = self.plan.book.derived[name]
            assert isinstance(derived, Sized)
            worked = self._first(
                [(node, self._value(size)) for node, size in cases], self._value(derived.smallest)
            )
            found.append([self._filled(name, worked)])
        return found

    # --- conditions ------------------------------------------------------

    def _conditions(self, nodes: Iterable[int]) -> list[str]:
        """Conditions as columns, by which the layers above call them."""
        texts = [f"{self._node(node)} AS c{node}" for node in nodes]
        self._texts |= {node: f"c{node}" for node in nodes}
        return texts

    def _node(self, place: int) -> str:
        if place not in self._texts:
            self._texts[place] = self._condition(place)
        return self._texts[place]

    def _condition(self, place: int) -> str:
        match self.plan.nodes[place]:
            case Count(need=need, parts=parts):
                return _counted(need, [self._node(part) for part in parts])
            case Opposite(part=part):
                return f"(NOT {self._node(part)})"
            case Within(name=name, low=low, high=high):
                return self._within(name, low, high)
            case OneOf(name=name, values=values):
                listed = ", ".join(sorted(self._value(value) for value in values))
                return f"({self._name(name)} IN ({listed}))"
            case Pair() as pair:
                return self._pair(pair)
            case Scored() as scored:
                return self._scored(scored)

    def _within(self, name: str, low: float | None, high: float | None) -> str:
        bounds = [(sign, cut) for sign, cut in ((">=", low), ("<", high)) if cut is not None]
        is_day = self.plan.book.type(name) is FactType.DATE
        texts = (
            f"{self._name(name)} {sign} {self._value(date.fromordinal(ceil(cut)) if is_day else cut)}"
            for sign, cut in bounds
        )
        return f"({' AND '.join(texts)})"

    def _pair(self, pair: Pair) -> str:
        left, right = self._name(pair.left), self._name(pair.right)
        if self.plan.book.type(pair.left) is FactType.DATE:
            return f"({left} {_DAYS.get(pair.op, pair.op.value)} {right})"
        slack = f"{TOLERANCE!r} * GREATEST(1.0, ABS({right}))"
        least, most = f"({right} - {slack})", f"({right} + {slack})"
        same = f"({left} >= {least} AND {left} <= {most})"
        return {
            Op.AT_LEAST: f"({left} >= {least})",
            Op.ABOVE: f"({left} > {most})",
            Op.AT_MOST: f"({left} <= {most})",
            Op.BELOW: f"({left} < {least})",
            Op.IS: same,
            Op.IS_NOT: f"(NOT {same})",
        }[pair.op]

    # --- scores ----------------------------------------------------------

    def _scores(self) -> list[str]:
        """Of each score that is asked for, its points at worst and at best."""
        asked = dict.fromkeys((n.card, n.group) for n in self.plan.nodes if isinstance(n, Scored))
        found = []
        for card, group in asked:
            low, high = self._sheet(card, group)
            found.append(f"{low} AS {self._name(f'{card}.{group} low')}")
            found.append(f"{high} AS {self._name(f'{card}.{group} high')}")
        return found

    def _sheet(self, card: str, group: str) -> tuple[str, str]:
        sheet = self.plan.sheets[card]
        groups = []
        for most, items in sheet.part(group):
            earned = [self._earned(way, top) for top, way in items]
            groups.append(_summed(earned, sum(top for top, _ in items), most))
        return _summed(groups, sum(most for most, _ in sheet.part(group)), sheet.most)

    def _scored(self, node: Scored) -> str:
        low, high = (self._name(f"{node.card}.{node.group} {end}") for end in ("low", "high"))
        reached, missed = (f"{low} >= {node.cut!r}", f"{high} < {node.cut!r}")
        yes, no = (reached, missed) if node.rising else (missed, reached)
        return f"(CASE WHEN {yes} THEN TRUE WHEN {no} THEN FALSE END)"

    def _earned(self, way: Way, most: float) -> tuple[str, str]:
        """Points at worst and at best."""
        match way:
            case Own(name=name):
                own = self._name(name)
                text = f"(CASE WHEN {own} < 0 THEN 0 WHEN {own} > {most!r} THEN {most!r} ELSE {own} END)"
                return text, text
            case First(cases=cases, otherwise=otherwise):
                text = self._first([(node, repr(worth)) for node, worth in cases], repr(otherwise))
                return text, text
            case Best(ways=ways):
                return self._best(ways, most)

    def _first(self, cases: list[tuple[int, str]], otherwise: str) -> str:
        """The first case that holds; NULL if one before it is not known."""
        texts = ((self._node(node), worth) for node, worth in cases)
        whens = (f"WHEN {text} THEN {worth} WHEN {text} IS NULL THEN NULL" for text, worth in texts)
        return f"(CASE {' '.join(whens)} ELSE {otherwise} END)"

    def _best(self, ways: tuple[Way, ...], most: float) -> tuple[str, str]:
        earned = [self._earned(way, most) for way in ways]
        low, high = (_greatest([ends[end] for ends in earned]) for end in (0, 1))
        rises = (
            f"{worst} IS NULL AND NOT {self._settled(way)}"
            for (worst, _), way in zip(earned, ways, strict=True)
        )
        may_rise = " OR ".join(f"({one})" for one in rises)
        return low, f"(CASE WHEN {low} IS NULL THEN NULL WHEN {may_rise} THEN {most!r} ELSE {high} END)"

    def _settled(self, way: Way) -> str:
        match way:
            case Own(name=name):
                return self._known(name)
            case First(asks=asks):
                return f"({' AND '.join(self._known(name) for name in asks)})"
            case Best(ways=ways):
                return f"({' AND '.join(self._settled(one) for one in ways)})"

    def _known(self, name: str) -> str:
        """Whether a fact has a value, or has none for good since all its parts are known."""
        if name in self.plan.book.parameters:
            return "TRUE"
        parts = [self._known(one) for one in self.plan.settles(name)]
        known = f"{self._name(name)} IS NOT NULL"
        return f"({known} OR ({' AND '.join(parts)}))" if parts else f"({known})"


def _counted(need: int, parts: list[str]) -> str:
    if need in (1, len(parts)):
        return f"({(' OR ' if need == 1 else ' AND ').join(parts)})"
    held = " + ".join(f"CASE WHEN {part} THEN 1 ELSE 0 END" for part in parts)
    possible = " + ".join(f"CASE WHEN NOT {part} THEN 0 ELSE 1 END" for part in parts)
    return f"(CASE WHEN {held} >= {need} THEN TRUE WHEN {possible} < {need} THEN FALSE END)"


def _summed(ends: list[tuple[str, str]], possible: float, most: float) -> tuple[str, str]:
    """Sums of points; cut at the most where they could be more."""
    low, high = (f"({' + '.join(one[end] for one in ends)})" for end in (0, 1))
    if possible <= most:
        return low, high
    return _cut(low, most), _cut(high, most)


def _cut(text: str, most: float) -> str:
    return f"(CASE WHEN {text} > {most!r} THEN {most!r} ELSE {text} END)"


def _greatest(texts: list[str]) -> str:
    if len(texts) == 1:
        return texts[0]
    return f"NULLIF(GREATEST({', '.join(f'COALESCE({text}, -1)' for text in texts)}), -1)"


def _answers(number: int, rule: Planned) -> tuple[str, str]:
    """The answer to a rule and the place of the condition that decides it."""
    if not rule.in_force:
        return f"FALSE AS answer_{number}", f"CAST(NULL AS int) AS decides_{number}"
    tops = [f"c{top}" for top in rule.tops]
    fails = " ".join(f"WHEN NOT {top} THEN {place}" for place, top in enumerate(tops))
    lacks = " ".join(f"WHEN {top} IS NULL THEN {place}" for place, top in enumerate(tops))
    return f"({' AND '.join(tops)}) AS answer_{number}", f"CASE {fails} {lacks} END AS decides_{number}"
