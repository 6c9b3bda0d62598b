"""What the pages of the room parse."""

from typing import Any

from django import forms

from qinqing.domains.inbox.rules import HOURS, Reaching
from qinqing.kernel.forms import ChoiceField, Form

_CLOCK = [(str(hour), f"{hour}:00") for hour in HOURS]


class ReachingForm(Form):
    """How letters reach one."""

    way = ChoiceField("什么时候发", [("at_once", "一有就发"), ("daily", "每天汇总一封")])
    daily_at = ChoiceField("几点发汇总", _CLOCK)
    quiet = forms.BooleanField(label="这段时间不发信", required=False)
    quiet_from = ChoiceField("从几点", _CLOCK)
    quiet_until = ChoiceField("到几点", _CLOCK)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("quiet") and given.get("quiet_from") == given.get("quiet_until"):
            self.add_error("quiet_until", "起止一样，等于全天都不发；请改一个")
        return given

    def wanted(self) -> Reaching:
        """What was chosen."""
        hours = {name: int(self.cleaned_data[name]) for name in ("daily_at", "quiet_from", "quiet_until")}
        return Reaching(daily=self.cleaned_data["way"] == "daily", quiet=self.cleaned_data["quiet"], **hours)


def of_reaching(wanted: Reaching) -> dict[str, Any]:
    """The fields as they stand."""
    return {
        "way": "daily" if wanted.daily else "at_once",
        "daily_at": str(wanted.daily_at),
        "quiet": wanted.quiet,
        "quiet_from": str(wanted.quiet_from),
        "quiet_until": str(wanted.quiet_until),
    }
