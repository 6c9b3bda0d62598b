"""One door for every step: parse, act once, go on; what fails is shown again where it was typed."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.problems import actions, forms, queries
from qinqing.domains.problems.pages import calls, mine, staff, tasks, triage
from qinqing.domains.problems.pages.bound import Bound
from qinqing.domains.problems.workflow import PROBLEM_FLOW, TASK_FLOW
from qinqing.kernel import clock, files
from qinqing.kernel.pages import author_of, page
from qinqing.kernel.refusals import NotFound, Refused

Show = Callable[[HttpRequest, str, Bound], HttpResponse]
SHOWS: Mapping[str, Show] = {
    "mine": mine.show_again,
    "staff": staff.show_again,
    "task": tasks.show_again,
    "triage": triage.show_again,
    "call": calls.show_again,
}
"""The pages that carry step forms; each form names its own in the hidden field `view`."""


@page("problem.step", methods=("POST",))
def step(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """Take one step of a problem or, with the field `task_ref`, of a task."""
    problem = queries.problem_for(request.actor, public_id)  # type: ignore[attr-defined]
    form = forms.for_step(name, request.POST, request.FILES, choices=_choices(problem.pk, name))
    if form is None:
        raise NotFound
    task_id = _number(request.POST.get("task_ref", ""))
    if form.is_valid():
        try:
            given = dict(form.cleaned_data)
            received = [
                files.receive(one, field="attachments") for one in given.pop("attachments", None) or ()
            ]
            actions.take_step(
                author=author_of(request), problem_id=problem.pk, step=name, now=clock.now(), task_id=task_id,
                files=received, repeated=request.repeated, **given,  # type: ignore[attr-defined]
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, DONE.get(name, "记好了"))
            return HttpResponseRedirect(_next(request, public_id))
    return SHOWS.get(request.POST.get("view", ""), staff.show_again)(
        request, public_id, Bound(name, task_id, form)
    )


DONE: Mapping[str, str] = {
    row.name: f"已{row.label}" for row in (*PROBLEM_FLOW.steps, *TASK_FLOW.steps) if len(row.label) <= 2
} | {
    "confirm": "谢谢您的评价，这件事已办结",
    "dispute": "已经退回，负责的人会重新处理",
    "dispatch": "派出去了",
    "record_contact": "联系记好了",
    "draft_reply": "已送审签",
    "pass_on": "已转给协调办",
    "supplement": "已补充，办理的人会看到",
}


def _choices(problem_id: int, step: str) -> Mapping[str, Any]:
    if step == "dispatch":
        units = accounts.units_for_choice(clock.local(clock.now()).date())
        return {"parallel": units, "assist": units}
    if step in {"send_back", "redo"}:
        return {"tasks": queries.task_choices(problem_id)}
    return {}


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _next(request: HttpRequest, public_id: str) -> str:
    wanted = request.POST.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return reverse("problems:detail", args=[public_id])
