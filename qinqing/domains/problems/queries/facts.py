"""What a problem is in few words: its tags, its tasks, how it ended, what the enterprise said of it."""

from dataclasses import dataclass
from datetime import datetime

from qinqing.domains.problems.models import Rating
from qinqing.domains.problems.queries.detail import Detail, TaskView
from qinqing.domains.problems.queries.kinds import holding_of
from qinqing.domains.problems.queries.standing import Today
from qinqing.domains.problems.queries.timing import worked
from qinqing.domains.problems.terms import (
    CaseState,
    Channel,
    Grade,
    Holder,
    LaneClass,
    Objection,
    Result,
    Solved,
    TaskState,
)
from qinqing.domains.problems.workflow import PROBLEM_FLOW
from qinqing.ui import formats
from qinqing.ui.cells import Tone


def is_over(detail: Detail) -> bool:
    """Whether nobody has to act any more: an objection to a refusal waits for whoever decides it."""
    return PROBLEM_FLOW.state(detail.case.state).ends and detail.case.holder == Holder.NOBODY


def tags_of(detail: Detail, now: datetime) -> list[str]:
    """What a problem is besides its state; its kind by the name that its area gives it."""
    case, problem = detail.case, detail.problem
    kind = holding_of(problem.category_id, case.area_id, detail.calendar.local(now).date()).name
    tags = {
        LaneClass.label_of(case.lane): True,
        kind or "没有归类": True,
        Channel.label_of(problem.channel): True,
        "重点企业": problem.enterprise is not None and problem.enterprise.is_key,
        "敏感": case.sensitive,
        f"上浮到 {case.level} 级": case.level > 0,
        f"重办 {case.redo_count} 次": case.redo_count > 0,
        Objection.label_of(case.objection): case.objection is not Objection.NONE,
        f"换过 {case.lead_changes} 次主办": case.lead_changes > 0,
        "重新打开过": case.reopened > 0,
    }
    return [tag for tag, holds in tags.items() if holds]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a problem ended: the result, when, how long the enterprise waited, who had the last word."""

    result: str
    on: str
    waited: str
    word: str


_LAST_WORD = {
    "confirm": "企业自己确认",
    "confirm_by_call": "回访代录，不算企业自己的评价",
    "close_unreached": "联系不上企业，未确认、未参评",
    "conclude": "领导书面结论",
    "refuse": "不予受理",
    "withdraw": "撤回",
    "lapse": "没有等到企业补充材料",
    "discard": "删除草稿",
}


def ending_of(detail: Detail, now: datetime) -> Ending:
    """The end of a problem that is over."""
    case = detail.case
    minutes = sum(segment.work_minutes for segment in detail.segments)
    state = CaseState.label_of(case.state)
    return Ending(
        result=Result.label_of(case.result) if case.result and case.state == CaseState.CLOSED else state,
        on=formats.moment(case.closed_at, now),
        waited=worked(minutes, detail.calendar, formats.local_date(now)),
        word=_LAST_WORD.get(case.ended_by, ""),
    )


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A unit's share in a narrow column."""

    id: int
    unit: str
    part: str
    is_lead: bool
    says: str
    light: str
    tone: Tone
    is_gone: bool


def task_lines(detail: Detail, today: Today) -> list[TaskLine]:
    """The units of all rounds, the present ones first, recalled ones last."""
    lines = [_task_line(view, today) for view in detail.tasks]
    return sorted(lines, key=lambda line: line.is_gone)


def _task_line(view: TaskView, today: Today) -> TaskLine:
    task = view.task
    said = [view.handler or "还没有承办人", TaskState.label_of(task.state)]
    if task.is_open:
        said.append(f"{today.until(view.finish_at)} 前")
    return TaskLine(
        id=task.id,
        unit=view.unit,
        part=task.part.label,
        is_lead=task.part == "lead",
        says="·".join(said),
        light=today.light(view.finish_at) if task.is_open else TaskState.label_of(task.state),
        tone=today.tone(view.finish_at) if task.is_open else "calm",
        is_gone=task.state == TaskState.RECALLED,
    )


@dataclass(frozen=True, slots=True)
class RatingLine:
    """The enterprise's word at one time; `spoken` where a callback wrote it down."""

    solved: str
    grade: str
    words: str
    when: str
    spoken: bool


def rating_lines(detail: Detail, now: datetime) -> list[RatingLine]:
    """What the enterprise said, the newest first, as far as the actor may read it."""
    return [_rating_line(one, now) for one in reversed(detail.ratings)]


def _rating_line(one: Rating, now: datetime) -> RatingLine:
    return RatingLine(
        solved=Solved.label_of(one.solved) if one.solved else "",
        grade=Grade.label_of(str(one.grade)) if one.grade else "",
        words=one.words,
        when=formats.moment(one.at, now),
        spoken=one.by_callback,
    )
