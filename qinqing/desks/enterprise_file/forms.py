"""Parse the forms of the desk: whom to let read which figures, that an enterprise was struck off."""

from collections.abc import Sequence
from typing import Any

from qinqing.domains.enterprises.terms import Measure, StruckAs
from qinqing.kernel.forms import ChoiceField, ChoicesField, DayField, Form, TextField


class GrantForm(Form):
    """Whom to let read which figures, for what, until when."""

    who = ChoiceField("给谁看", ())
    measures = ChoicesField("看哪些数据", Measure.choices())
    purpose = TextField("用来做什么", most=200, help_text="企业看得到，例如“研究它的用地诉求”")
    until_on = DayField("看到哪天为止")

    def __init__(self, *given: Any, people: Sequence[tuple[str, str]] = (), **rest: Any) -> None:
        super().__init__(*given, **rest)
        self.fields["who"].choices = list(people)  # type: ignore[attr-defined]


class StruckForm(Form):
    """That an enterprise is in the register no longer: how, from which day on, who says so."""

    struck_as = ChoiceField("情形", StruckAs.choices())
    struck_on = DayField("从哪天起")
    struck_source = TextField(
        "依据", most=200, help_text="例如 准予注销登记通知书（文号），或企业信用信息公示系统的公告"
    )
