"""A form that did not go through, on its way back to the page it came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qinqing.domains.problems import forms, queries
from qinqing.domains.problems.queries.detail import Detail, Offer
from qinqing.kernel.forms import DayField, Form, MomentField, TextField


@dataclass(slots=True)
class Bound:
    """The step whose form is shown again, and the form with what was typed and what is wrong."""

    step: str
    task_id: int | None
    form: Form
    is_placed: bool = False
    """Whether the page has a place for the form; where it has none, what was typed is shown apart."""

    @property
    def sentences(self) -> list[str]:
        """Why it did not go through, for a page that has no place for the form any more."""
        said = [
            sentence if not name else f"{self.form.fields[name].label}：{sentence}"
            for name, sentence in self.form.faults
        ]
        return said or ["这一步现在不能做了"]

    @property
    def words(self) -> list[tuple[str, str]]:
        """What was typed, by what it was typed for."""
        typed = [(field.label, str(field.value() or "")) for field in self.form if _is_typed(field.field)]
        return [(str(label), text) for label, text in typed if text.strip()]


def _is_typed(field: object) -> bool:
    return isinstance(field, TextField | DayField | MomentField)


def form_of(offer: Offer, bound: Bound | None, choices: Mapping[str, Any] | None = None) -> Form:
    """The form of an offered step: the one that was sent, or a fresh one."""
    task_id = offer.task.task.id if offer.task else None
    if bound is not None and bound.step == offer.step.name and (task_id is None or task_id == bound.task_id):
        bound.is_placed = not offer.reason
        return bound.form
    form = forms.for_step(offer.step.name, choices=choices)
    assert form is not None, f"{offer.step.name} has no form"
    return form


def choices_of(detail: Detail) -> dict[str, list[Any]]:
    """What the step forms of a problem may choose from: its own tasks."""
    current = [view for view in detail.tasks if view.task.round == detail.case.round]
    tasks = [(v.task.id, v.unit) for v in current if v.task.part != "assist"]
    return {
        "tasks": tasks,
        "defects": queries.defect_choices(tasks),
        "parallel": list(detail.units.items()),
        "assist": list(detail.units.items()),
    }
