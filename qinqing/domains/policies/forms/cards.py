"""A scorecard, line by line: what it is called, how points are earned, which case earns how many."""

from decimal import Decimal
from typing import Any

from django import forms as django_forms

from qinqing.domains.policies.forms.tree import ConditionForm, RuleForm
from qinqing.domains.policies.rules import points
from qinqing.domains.policies.rules import typed as typed_rules
from qinqing.domains.policies.rules.points import Marks
from qinqing.kernel.forms import ChoiceField, TextField
from qinqing.lib.rules import WrongRules

MOST_POINTS = Decimal(1000)
SPARE = 3
"""So many empty rows for more bands."""
_NEEDED = "请填写这一项"


class LineForm(RuleForm):
    """What a card, a group or an item is called, and its most points; also those of what it begins with."""

    label = TextField("名称", most=60)
    most = TextField("满分", most=10)
    group_label = TextField("第一组叫什么", most=60)
    group_most = TextField("这一组满分", most=10)
    card_label = TextField("评分表名称", most=60)
    card_most = TextField("整张表满分", most=10)

    def __init__(self, *given: Any, asks: tuple[str, ...] = ("",), **rest: Any) -> None:
        """`asks` says of what is asked what it is called: itself (""), a group, a card."""
        super().__init__(*given, **rest)
        for prefix in ("", "group_", "card_"):
            if prefix not in asks:
                del self.fields[f"{prefix}label"], self.fields[f"{prefix}most"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("most", "group_most", "card_most"):
            if name in given:
                given[name] = self._most(name)
        return given

    def _most(self, name: str) -> Decimal | None:
        try:
            value = typed_rules.decimal(self.cleaned_data[name], "分", name)
            if 0 < value <= MOST_POINTS:
                return value
            raise WrongRules(name, f"满分要大于 0，不超过 {MOST_POINTS}")
        except WrongRules as wrong:
            self.add_error(name, wrong.reason)
            return None

    def named(self, prefix: str = "") -> dict[str, Any]:
        """The same as a card stores it."""
        given = self.cleaned_data
        return {"zh": given[f"{prefix}label"], "max": typed_rules.plain(given[f"{prefix}most"])}


class PointsForm(LineForm):
    """How an item, or one way of it, earns points: rows of bounds and points, or a row a choice."""

    way = ChoiceField("怎样给分", points.WAYS)
    fact = django_forms.CharField(max_length=50, required=False)
    otherwise = TextField("都不在里面的给", most=10, required=False)

    def __init__(self, *given: Any, way: str, marks: Marks, **rest: Any) -> None:
        """`marks` is what is shown to begin with; of what was sent the rows that were sent."""
        super().__init__(*given, **rest)
        self.marks, self._way = marks, way
        for place in range(1, self._rows() + 1):
            self.fields[f"bound_{place}"] = TextField("界限", most=20, required=False)
            self.fields[f"points_{place}"] = TextField("给几分", most=10, required=False)

    def _rows(self) -> int:
        if self._way == points.CHOICE:
            return len(typed_rules.choices_of(self.marks.fact))
        if self._way not in (points.MORE, points.LESS):
            return 0
        sent = sum(f"bound_{place}" in self.data for place in range(1, points.MOST_BANDS + 1))
        return max(sent, min(len(self.marks.rows) + SPARE, points.MOST_BANDS))

    @property
    def numbers(self) -> range:
        """The rows of the form."""
        return range(1, self._rows() + 1)

    def points(self, most: Decimal) -> dict[str, Any]:
        """What was typed, of an item with that most. Raises WrongRules at the field that is wrong."""
        given = self.cleaned_data
        rows = tuple((given[f"bound_{n}"], given[f"points_{n}"]) for n in self.numbers)
        return points.written(Marks(given["way"], given["fact"], rows, given["otherwise"]), most)


class ScoreForm(RuleForm):
    """How many points a case gives."""

    score = TextField("给几分", most=10)

    def worth(self, most: Decimal) -> int | float:
        """The points that were typed. Raises WrongRules where the item does not give so many."""
        return points.score(self.cleaned_data["score"], most, "score")


class CasePointsForm(ConditionForm, ScoreForm):
    """A case: its first condition, and how many points it gives."""


class FirstCaseForm(ConditionForm, PointsForm, ScoreForm):
    """An item or a way with its first case."""

    def points(self, most: Decimal) -> dict[str, Any]:
        given = self.cleaned_data
        case = {"when": self.condition(), "score": self.worth(most)}
        rest = points.score(given["otherwise"] or "0", most, "otherwise")
        return {points.CASES: [case], "else": rest}


class RestForm(LineForm):
    """An item or a way whose parts have lines of their own: its name, and what it gives else."""

    otherwise = TextField("都不符合的给", most=10, required=False)

    def rest(self, most: Decimal) -> dict[str, Any]:
        """The same as a card stores it. Raises WrongRules at the field that is wrong."""
        named = self.named() if "label" in self.fields else {}
        top = self.cleaned_data.get("most") or most
        return {**named, "else": points.score(self.cleaned_data["otherwise"] or "0", top, "otherwise")}


class LikeForm(RuleForm):
    """From which card that ships another one begins."""

    like = ChoiceField("照哪一张", ())


class CardForm(RuleForm):
    """Which card of the rule."""

    card = django_forms.CharField(max_length=50)
