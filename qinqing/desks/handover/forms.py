"""Parse who follows and what he must know; fields only, no decisions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from qinqing.domains.officers.actions import OpenThing
from qinqing.domains.problems.queries import ProblemRow
from qinqing.kernel.forms import DayField, Form, IdField, TextField

MOST_WORDS = 1000
MOST_TO_THE_NEXT = 500


class LeavingForm(Form):
    """From which day on somebody serves no longer, and a word about each open problem: its own, or the one
    for all. No day is today.
    """

    on = DayField("从哪天起", required=False)
    for_all = TextField("对每一件都适用的话", most=MOST_WORDS, required=False)

    def __init__(
        self,
        data: Any,
        problems: Sequence[ProblemRow],
        today: date,
        written: Mapping[int, str] | None = None,
        **initial: object,
    ) -> None:
        said = {f"note_{number}": words for number, words in (written or {}).items()}
        super().__init__(data, initial={"on": today.isoformat(), **said, **initial})
        self.problems = problems
        self.today = today
        for row in problems:
            self.fields[f"note_{row.id}"] = TextField(row.title, most=MOST_WORDS, required=False)

    def clean(self) -> dict[str, Any]:
        """Every open problem has its word (T33), but where whoever leaves has days to write it himself."""
        given = super().clean() or {}
        if "for_all" in given and not given["for_all"] and self.day <= self.today:
            for row in self.problems:
                if not given.get(f"note_{row.id}") and f"note_{row.id}" not in self.errors:
                    self.add_error(f"note_{row.id}", "写一句办到哪一步、答应过什么")
        return given

    @property
    def day(self) -> date:
        """The first day on which he serves no longer."""
        return self.cleaned_data.get("on") or self.today

    def notes(self, problems: Sequence[ProblemRow] | None = None) -> dict[int, str]:
        """By problem what was written about it, and what was written for all; of some of them, or of each."""
        given = self.cleaned_data
        chosen = self.problems if problems is None else problems
        return {
            row.id: "\n".join(filter(None, (given[f"note_{row.id}"], given["for_all"]))) for row in chosen
        }


class HandoverForm(LeavingForm):
    """Who follows, beside what he must know."""

    officer_id = IdField("由谁接替", required=False)


class SheetForm(Form):
    """Whoever leaves writes a word beside each thing, where one is needed, and confirms."""

    def __init__(
        self, data: Any, things: Sequence[OpenThing], written: Mapping[tuple[str, int], str]
    ) -> None:
        self.things = things
        said = {_name(thing): written.get(thing.key, "") for thing in things}
        super().__init__(data, initial=said)
        for thing in things:
            self.fields[_name(thing)] = TextField("给接替人的话", most=MOST_TO_THE_NEXT, required=False)

    def clean(self) -> dict[str, Any]:
        """He confirms what he was shown: what has come since stands on the page that answers."""
        for thing in self.things:
            if _name(thing) not in self.data:
                self.add_error(_name(thing), "这一件刚刚才有，请看过再确认")
        return self.cleaned_data

    def field_of(self, thing: OpenThing) -> Any:
        """The field beside a thing."""
        return self[_name(thing)]

    def words(self) -> dict[tuple[str, int], str]:
        """By thing what was written beside it."""
        return {thing.key: self.cleaned_data[_name(thing)] for thing in self.things}


def _name(thing: OpenThing) -> str:
    return f"{thing.kind}_{thing.thing_id}"
