"""Raising a problem and taking a step, for programs: an operation a step, with the fields of its form."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from qinqing.domains.problems import actions, queries
from qinqing.domains.problems.api.lists import actor_of, router
from qinqing.domains.problems.api.one import read_problem
from qinqing.domains.problems.forms import FORMS, RaiseForm
from qinqing.domains.problems.queries.raising import speaker_of
from qinqing.domains.problems.schemas import RaisedRead, StepTaken
from qinqing.domains.problems.workflow import PROBLEM_FLOW, TASK_FLOW
from qinqing.kernel import clock, files
from qinqing.kernel.api.bodies import Sent
from qinqing.kernel.api.operations import author_of, expected_version, tag_of, writes
from qinqing.kernel.forms import Form, IdField
from qinqing.kernel.refusals import NotFound

STEPS = "办诉求"


@writes(
    router, "/problems", right="problem.raise", takes=RaiseForm, answers={201: RaisedRead},
    name="raise_problem", versioned=False, tag=STEPS,
)  # fmt: skip
def raise_problem(request: HttpRequest, response: HttpResponse, sent: Sent) -> RaisedRead:
    """提一件诉求。

    facts 一句话就够。只替一家企业说话的不用写 enterprise；协调员也可以用 enterprise_words 写名称。
    附件放在 multipart/form-data 的 attachments 里。
    """
    speaker = speaker_of(
        actor_of(request),
        words=sent.fields.get("enterprise_words", ""),
        named=sent.fields.get("enterprise", ""),
    )
    given = sent.filled(RaiseForm, speaker.choices).cleaned_data
    raised = actions.raised_from(speaker, given, clock.local(clock.now()).date())
    role = speaker.role_for(raised.enterprise_id)
    actions.refuse_too_fast(
        author=author_of(request, sent), enterprise_id=raised.enterprise_id, now=clock.now()
    )
    known = actions.submit_problem(
        author=author_of(request, sent), raised=raised, now=clock.now(), role=role,
        files=[files.receive(one, field="attachments") for one in given["attachments"]],
        repeated=request.repeated,  # type: ignore[attr-defined]
    )  # fmt: skip
    response["Location"] = f"{request.path}/{known.public_id}"
    return RaisedRead(public_id=known.public_id, number=known.number)


# --- steps -------------------------------------------------------------


class _OfTask(Form):
    task_ref = IdField("办理件")


class _PerhapsOfTask(Form):
    task_ref = IdField("办理件", required=False)


_ASKS_TASK = frozenset({*(step.name for step in TASK_FLOW.steps), "name_handler"})
"""Steps of one unit's share."""
_NAMES_TASK = frozenset({"record_contact", "miss_contact", "answer_interim", "wait_for_assist"})
"""Acts that a unit may say of its share."""


_BESIDE = {"send_back": "defects 的每一项写成“办理件编号:毛病”，例如 12:unclear。"}
"""What a program has to know of a step beside its fields."""


def form_of_step(name: str) -> type[Form]:
    """The form of a step, and with it which task it is about where it is about one."""
    kind = FORMS[name]
    if name in _ASKS_TASK:
        return type(f"{kind.__name__}OfTask", (_OfTask, kind), {})
    if name in _NAMES_TASK:
        return type(f"{kind.__name__}OfTask", (_PerhapsOfTask, kind), {})
    return kind


def _hang(name: str, label: str) -> None:
    takes = form_of_step(name)

    def take(request: HttpRequest, response: HttpResponse, public_id: str, sent: Sent) -> StepTaken:
        return _take(request, response, public_id, name, sent, takes)

    take.__doc__ = f"{label}。{_BESIDE.get(name, '')}"
    writes(
        router, f"/problems/{{public_id}}/steps/{name}", right="problem.step", takes=takes, answers=StepTaken,
        name=f"take_{name}", tag=STEPS,
    )(take)  # fmt: skip


def _take(
    request: HttpRequest, response: HttpResponse, public_id: str, name: str, sent: Sent, takes: type[Form]
) -> StepTaken:
    """Take a step and show what has become of the problem, if it is still in sight."""
    actor, now = actor_of(request), clock.now()
    problem = queries.problem_for(actor, public_id)
    form = sent.filled(takes, _known(takes, queries.step_choices(problem.pk, name, now)))
    given: dict[str, Any] = dict(form.cleaned_data)
    task_id = given.pop("task_ref", None)
    received = [files.receive(one, field="attachments") for one in given.pop("attachments", None) or ()]
    actions.take_step(
        author=author_of(request, sent), problem_id=problem.pk, step=name, now=now, task_id=task_id,
        files=received, repeated=request.repeated, version=expected_version(request),  # type: ignore[attr-defined]
        **given,
    )  # fmt: skip
    try:
        found = read_problem(actor, public_id, now)
    except NotFound:
        return StepTaken(public_id=public_id, step=name, problem=None)
    response["ETag"] = tag_of(found.version)
    return StepTaken(public_id=public_id, step=name, problem=found)


def _known(takes: type[Form], choices: dict[str, Any]) -> dict[str, Any]:
    return {name: options for name, options in choices.items() if name in takes.base_fields}


_LABELS = {step.name: step.label for step in (*PROBLEM_FLOW.steps, *TASK_FLOW.steps)}
for _name in FORMS:
    if _name not in {"submit", "discard"}:
        _hang(_name, _LABELS[_name])
