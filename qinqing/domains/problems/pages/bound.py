"""A form that did not go through, on its way back to the page it came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qinqing.domains.problems import forms
from qinqing.domains.problems.queries.detail import Detail, Offer
from qinqing.kernel.forms import Form


@dataclass(frozen=True, slots=True)
class Bound:
    """The step whose form is shown again, and the form with what was typed and what is wrong."""

    step: str
    task_id: int | None
    form: Form


def form_of(offer: Offer, bound: Bound | None, choices: Mapping[str, Any] | None = None) -> Form:
    """The form of an offered step: the one that was sent, or a fresh one."""
    task_id = offer.task.task.id if offer.task else None
    if bound is not None and (bound.step, bound.task_id) == (offer.step.name, task_id):
        return bound.form
    form = forms.for_step(offer.step.name, choices=choices)
    assert form is not None, f"{offer.step.name} has no form"
    return form


def choices_of(detail: Detail) -> dict[str, list[tuple[int, str]]]:
    """What the step forms of a problem may choose from: its own tasks."""
    current = [view for view in detail.tasks if view.task.round == detail.case.round]
    return {
        "tasks": [(v.task.id, v.unit) for v in current if v.task.part != "assist"],
        "parallel": list(detail.units.items()),
        "assist": list(detail.units.items()),
    }
