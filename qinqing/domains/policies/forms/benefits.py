"""What a rule brings: for all, by a case, and its limits."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from qinqing.domains.policies.forms.tree import ConditionForm, RuleForm
from qinqing.domains.policies.rules import formula
from qinqing.domains.policies.rules import typed as typed_rules
from qinqing.domains.policies.rules.benefit import UNITS, WAYS, Given
from qinqing.kernel.forms import ChoiceField, TextField
from qinqing.lib.rules import WrongRules

_COUNTED: Mapping[str, str] = {"amount": "", "rate": "%", "cap": "", "total": "", "years": "年"}
"""The numbers of the form and their units; sums are in the unit of the benefit."""


class GrantForm(RuleForm):
    """What is given: an amount, a share of a fact, a formula, or a share alone; sums in `unit`."""

    way = ChoiceField("给多少", [one for one in WAYS if one[0] != "nothing"])
    unit = ChoiceField("单位", [(one, one) for one in UNITS], required=False)
    amount = TextField("一次给", most=20, required=False)
    rate = TextField("比例", most=20, required=False)
    of = ChoiceField("按哪一项算", (), required=False)
    formula = TextField(
        "公式", most=formula.MOST_FORMULA, required=False,
        help_text="资料写在【】里，运算写 ＋ － × ÷，例如 最小（【贷款本金】，5000）× 1.5%",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        unit = given.get("unit") or UNITS[0]
        for name, own in _COUNTED.items():
            if name in given:
                given[name] = self._number(name, own or unit)
        return {**given, "unit": unit}

    def _number(self, name: str, unit: str) -> Decimal | None:
        text = self.cleaned_data[name]
        try:
            return typed_rules.decimal(text, unit, name) if text else None
        except WrongRules as wrong:
            self.add_error(name, wrong.reason)
            return None

    def given(self) -> Given:
        """The same for the rule."""
        held = {name: self.cleaned_data[name] for name in Given.__dataclass_fields__ if name in self.fields}
        return Given(**held)


class BenefitForm(GrantForm):
    """What is given where no case holds, and the limits of all cases."""

    way = ChoiceField("给多少", WAYS)
    cap = TextField("最多", most=20, required=False)
    each = TextField("是多长时间的", most=10, required=False, help_text="例如 年；一次性的空着")
    years = TextField("最多几年", most=10, required=False)
    total = TextField("合计最多", most=20, required=False)


class CaseForm(ConditionForm, GrantForm):
    """A case: the first condition of it, and what it gives."""
