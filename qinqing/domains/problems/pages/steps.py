"""One door for every step: parse, act once, go on; what fails is shown again where it was typed."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.problems import actions, forms, queries
from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.pages import calls, mine, staff, tasks, triage
from qinqing.domains.problems.pages.bound import Bound
from qinqing.domains.problems.queries.drafts import task_to_write
from qinqing.domains.problems.queries.numbers import numbers_of
from qinqing.domains.problems.queries.templates import offered_templates
from qinqing.domains.problems.terms import CaseState
from qinqing.domains.problems.workflow import PROBLEM_FLOW, TASK_FLOW
from qinqing.kernel import clock, files
from qinqing.kernel.forms import ChoicesField, FilesField, Form
from qinqing.kernel.pages import actor_of, author_of, page, way_on
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.lib.text import whole_number

Show = Callable[[HttpRequest, str, Bound], HttpResponse]
SHOWS: Mapping[str, Show] = {
    "mine": mine.show_again,
    "staff": staff.show_again,
    "task": tasks.show_again,
    "triage": triage.show_again,
    "call": calls.show_again,
}
"""The pages that carry step forms; each form names its own in the hidden field `view`."""
KEPT: Final = ("template", "result", "answer", "internal", "evidence", "citation", "planned_on")
"""What of a reply is kept while it is being written."""
MOST_KEPT: Final = 6000


@page("problem.step", methods=("POST",))
def step(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """Take one step of a problem or, with the field `task_ref`, of a task."""
    problem = queries.problem_for(actor_of(request), public_id)
    form = forms.for_step(
        name, request.POST, request.FILES, choices=queries.step_choices(problem.pk, name, clock.now())
    )
    if form is None:
        raise NotFound
    task_id = whole_number(request.POST.get("task_ref", ""))
    if "fill" in request.POST:
        return _filled(request, problem, Bound(name, task_id, form))
    if "keep" in request.POST and name == "draft_reply":
        return _kept(request, problem, Bound(name, task_id, form))
    if form.is_valid():
        try:
            _take(request, problem, name, task_id, dict(form.cleaned_data))
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, done_said(problem, name))
            return HttpResponseRedirect(way_on(request, reverse("problems:detail", args=[public_id])))
    return SHOWS.get(request.POST.get("view", ""), staff.show_again)(
        request, public_id, Bound(name, task_id, form)
    )


def _kept(request: HttpRequest, problem: Problem, sent: Bound) -> HttpResponse:
    """What a unit has written so far is kept for whoever goes on; what is missing may be missing."""
    author, typed = author_of(request), _typed(request, sent.form)
    task = task_to_write(author.actor, problem.pk, sent.task_id or 0)
    words = {name: str(typed[name])[:MOST_KEPT] for name in KEPT if typed.get(name)}
    seen = whole_number(str(typed["seen_draft"]))
    try:
        actions.keep_draft(author=author, task=task, words=words, seen=seen, now=clock.now())
    except Refused as refused:
        messages.warning(request, refused.message)
        return _again(request, problem, sent, typed, status=422)
    messages.success(request, "草稿存好了，本单位的承办人都能接着写")
    return HttpResponseRedirect(reverse("problems:task", args=[task.pk]))


def _filled(request: HttpRequest, problem: Problem, sent: Bound) -> HttpResponse:
    """The page again with the chosen words in the form, all else as it was typed; no step is taken."""
    typed = _typed(request, sent.form)
    chosen = whole_number(request.POST.get("fill_from", ""))
    today = clock.local(clock.now()).date()
    found = offered_templates(problem.area_id, problem.category_id, today)
    words = next((one for one in found if one.pk == chosen), None)
    if words is not None and "template" in typed:
        typed |= {"template": words.pk, "answer": words.text}
        typed |= {"result": words.result} if words.result else {}
        typed |= {"citation": words.citation} if words.citation else {}
    return _again(request, problem, sent, typed, status=200)


def _typed(request: HttpRequest, form: Form) -> dict[str, Any]:
    """What stood in the fields, as it was sent."""
    return {
        name: request.POST.getlist(name) if isinstance(field, ChoicesField) else request.POST.get(name, "")
        for name, field in form.fields.items()
        if not isinstance(field, FilesField)
    }


def _again(
    request: HttpRequest, problem: Problem, sent: Bound, typed: dict[str, Any], *, status: int
) -> HttpResponse:
    """The page with these words in the form; no step was tried."""
    show = SHOWS.get(request.POST.get("view", ""), staff.show_again)
    answer = show(request, problem.public_id, Bound(sent.step, sent.task_id, type(sent.form)(initial=typed)))
    answer.status_code = status
    return answer


def _take(
    request: HttpRequest, problem: Problem, name: str, task_id: int | None, given: dict[str, Any]
) -> None:
    """Act once. A message given to units straight from its arrival is accepted in the same breath."""
    received = [files.receive(one, field="attachments") for one in given.pop("attachments", None) or ()]
    author, now, repeated = author_of(request), clock.now(), request.repeated  # type: ignore[attr-defined]
    if name == "dispatch" and problem.state == CaseState.SUBMITTED:
        actions.accept_and_dispatch(author=author, problem_id=problem.pk, now=now, repeated=repeated, **given)
        return
    actions.take_step(
        author=author, problem_id=problem.pk, step=name, now=now, task_id=task_id,
        files=received, repeated=repeated, **given,
    )  # fmt: skip


DONE: Mapping[str, str] = {
    row.name: f"已{row.label}" for row in (*PROBLEM_FLOW.steps, *TASK_FLOW.steps) if len(row.label) <= 2
} | {
    "confirm": "谢谢您的评价，这件事已办结",
    "dispute": "已经退回，负责的人会重新处理",
    "dispatch": "派出去了",
    "record_contact": "联系记好了",
    "miss_contact": "记好了，换个时间再试",
    "draft_reply": "已送审签",
    "add_unit": "加派了",
    "change_lead": "改派了",
    "pass_on": "已转给协调办",
    "supplement": "已补充，办理的人会看到",
    "supply": "收到了，接着办",
    "object": "异议收到了，{objection}内答复您",
    "allow_objection": "异议成立，回到分办",
    "deny_objection": "已告诉企业理由",
    "reopen": "重新打开了，有人接着办",
    "ask_supplement": "已请企业补充",
}


def done_said(problem: Problem, name: str) -> str:
    """What is said after a step; its numbers are those of the place."""
    return DONE.get(name, "记好了").format_map(numbers_of(problem, clock.now()))
