"""Parse who follows and what he must know; fields only, no decisions."""

from collections.abc import Sequence
from typing import Any

from qinqing.domains.problems.queries import ProblemRow
from qinqing.kernel.forms import Form, IdField, TextField

MOST_WORDS = 1000


class HandoverForm(Form):
    """Who follows, and a word about each open problem: its own, or the one for all."""

    officer_id = IdField("由谁接替", required=False)
    for_all = TextField("对每一件都适用的话", most=MOST_WORDS, required=False)

    def __init__(self, data: Any, problems: Sequence[ProblemRow]) -> None:
        super().__init__(data)
        self.problems = problems
        for row in problems:
            self.fields[f"note_{row.id}"] = TextField(row.title, most=MOST_WORDS, required=False)

    def clean(self) -> dict[str, Any]:
        """Every open problem has its word (T33)."""
        given = super().clean() or {}
        if "for_all" in given and not given["for_all"]:
            for row in self.problems:
                if not given.get(f"note_{row.id}") and f"note_{row.id}" not in self.errors:
                    self.add_error(f"note_{row.id}", "写一句办到哪一步、答应过什么")
        return given

    def notes(self) -> dict[int, str]:
        """By problem what was written about it, and what was written for all."""
        given = self.cleaned_data
        return {
            row.id: "\n".join(filter(None, (given[f"note_{row.id}"], given["for_all"])))
            for row in self.problems
        }
