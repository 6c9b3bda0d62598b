"""The way of a unit's task: which of its steps are done, and when each was."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from qinqing.domains.problems.queries.detail import Detail, Entry, TaskView
from qinqing.domains.problems.terms import Part, TaskState
from qinqing.ui import formats

_LEADS = ("签收", "首次联系", "阶段答复", "写答复", "负责人审签", "协调办审核")
_STEPS: Mapping[str, tuple[str, ...]] = {
    Part.LEAD: _LEADS,
    Part.PARALLEL: ("签收", "首次联系", "写答复", "负责人审签", "协调办审核"),
    Part.ASSIST: ("签收", "给主办意见"),
}
_TOLD: Mapping[str, tuple[str, ...]] = {
    "签收": ("TaskSigned", "TaskDeemedSigned"),
    "首次联系": ("ContactRecorded",),
    "阶段答复": ("InterimAnswered",),
    "写答复": ("ReplyDrafted",),
    "负责人审签": ("ReplySignedOff",),
    "协调办审核": ("ReplyApproved",),
    "给主办意见": ("AssistReplied",),
}


def way_of(found: Detail, view: TaskView, now: datetime) -> list[dict[str, str]]:
    """The steps of a task with the moment each was done; the first that is not is where it stands."""
    task, way = view.task, []
    done = {
        "签收": task.state != TaskState.PENDING,
        "首次联系": task.contacted,
        "写答复": task.state in {TaskState.SIGN_OFF, TaskState.REPLIED, TaskState.DONE},
        "负责人审签": task.has_replied,
        "给主办意见": task.has_replied,
        "协调办审核": task.state == TaskState.DONE,
    }
    here = False
    for label in _STEPS[task.part]:
        told = [
            e
            for e in found.entries
            if e.name in _TOLD[label] and (e.unit == view.unit or label == "协调办审核")
        ]
        is_done = done.get(label, bool(told))
        when = _when(label, told, now) if is_done else ""
        state = "done" if is_done else "" if here or label == "阶段答复" else "on"
        here = here or state == "on"
        way.append({"label": label, "note": when, "state": state})
    return way


def _when(label: str, told: Sequence[Entry], now: datetime) -> str:
    """When a step was done; of the first contact that it never came about, where it was tried enough."""
    if label == "首次联系":
        return formats.moment(told[0].at, now) if told else "试过，没联系上"
    return formats.moment(told[-1].at, now) if told else ""
