"""Parse what people write about officers; fields only, no decisions."""

import re
from datetime import date, datetime, time

from django import forms

from qinqing.domains.officers.actions import OfficerFacts
from qinqing.domains.officers.terms import Part, Rank, TenRole
from qinqing.kernel import clock
from qinqing.kernel.forms import ChoiceField, ChoicesField, DayField, Form, IdField, TextField

MOST_SPECIALITIES = 10


class RevealForm(Form):
    reason = TextField("为什么要看", most=100)


class FactsForm(Form):
    """What is known of an officer beside his account."""

    unit_id = IdField("派出单位")
    rank = ChoiceField("职级", Rank.choices())
    specialities = TextField("专长", most=200, required=False, help_text="用顿号隔开，例如 高企、研发台账")
    ten_roles = ChoicesField("十合一里承担哪些", TenRole.choices(), required=False)

    def clean_specialities(self) -> tuple[str, ...]:
        """The words, each once."""
        words = tuple(dict.fromkeys(re.findall(r"[^、，,;；\s]+", self.cleaned_data["specialities"])))
        if len(words) > MOST_SPECIALITIES or any(len(word) > 20 for word in words):
            raise forms.ValidationError(f"最多 {MOST_SPECIALITIES} 项，每项最多 20 个字")
        return words

    @property
    def ten_role_options(self) -> list[dict[str, str]]:
        """The ten duties as cards to tick."""
        return [{"value": role.value, "label": role.label} for role in TenRole]

    def facts(self) -> OfficerFacts:
        """What was written, as facts."""
        given = self.cleaned_data
        return OfficerFacts(
            unit_id=given["unit_id"],
            rank=Rank.of(given["rank"]),
            specialities=given["specialities"],
            ten_roles=tuple(TenRole.of(role) for role in given["ten_roles"]),
        )


class AppointForm(FactsForm):
    """Someone is to be an officer."""

    person_id = IdField("谁")
    from_on = DayField("从哪天起")


class EndForm(Form):
    """Something ends on a day."""

    until_on = DayField("从哪天起结束")


class AssignForm(Form):
    """An officer is to serve an enterprise."""

    officer_id = IdField("服务官")
    part = ChoiceField("角色", Part.choices())
    from_on = DayField("从哪天起")


class PairForm(Form):
    """A leader is to answer for an enterprise."""

    leader_id = IdField("包联领导")
    from_on = DayField("从哪天起")


class AbsenceForm(Form):
    """An officer is away for some days."""

    from_on = DayField("从哪天起离岗")
    back_on = DayField("哪天回来上班")
    substitute_id = IdField("谁代管", required=False)

    def from_at(self, now: datetime) -> datetime:
        """The beginning of the first day, or now where that day is today."""
        return max(_midnight(self.cleaned_data["from_on"]), min(now, _midnight(self.cleaned_data["back_on"])))

    def until_at(self) -> datetime:
        """The beginning of the day he is back."""
        return _midnight(self.cleaned_data["back_on"])


class GroupForm(Form):
    """A theme group: one that exists, or a new one by its name."""

    group_id = IdField("专题组", required=False)
    name = TextField("新专题组", most=40, required=False)


class RosterForm(Form):
    """What the roster is narrowed to."""

    words = TextField("姓名、拼音、单位或专长", most=60, required=False)
    ten_role = ChoiceField("十合一", TenRole.choices(), required=False)
    group = IdField("专题组", required=False)
    state = ChoiceField(
        "状态", [("away", "离岗"), ("free", "没有企业"), ("former", "不再担任")], required=False
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.LOCAL)
