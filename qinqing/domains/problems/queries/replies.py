"""The replies to a problem in full, as its reviewer and its unit's head read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qinqing.domains.problems import terms
from qinqing.domains.problems.queries.detail import Detail, Entry, TaskView
from qinqing.domains.problems.queries.sheet import FileView
from qinqing.ui import formats


@dataclass(frozen=True, slots=True)
class Reply:
    """What one unit, or the officer, answered: what the enterprise reads, and what it does not."""

    who: str
    part: str
    result: str
    answer: str
    citation: str
    evidence: str
    internal: str
    planned_on: str
    drafted_by: str
    signed_off_by: str
    files: Sequence[FileView]
    task_id: int | None

    @property
    def planned(self) -> str:
        """The day it is planned for, as it is read."""
        return formats.full_day(date.fromisoformat(self.planned_on)) if self.planned_on else ""


_OFFICERS_ANSWERS = ("ProblemResolvedByOfficer", "ProblemAnsweredAtOnce")


def replies_of(detail: Detail) -> list[Reply]:
    """The replies of the present round, the lead's first; where no unit ever had it, the officer's answer.

    What is not approved yet is a unit's share: of another's the actor may not read it is missing.
    """
    current = [
        v for v in detail.tasks if v.task in detail.case.current_tasks and v.task.part != terms.Part.ASSIST
    ]
    found = [_of_task(view, detail) for view in current if view.task.answer and _is_readable(view, detail)]
    if found or current:
        return sorted(found, key=lambda reply: reply.part != terms.Part.LEAD.label)
    answers = [entry for entry in detail.entries if entry.name in _OFFICERS_ANSWERS]
    return [_of_officer(answers[-1])] if answers else []


def reply_of(detail: Detail, view: TaskView) -> Reply:
    """The reply of one task as it stands, drafted or signed."""
    return _of_task(view, detail)


def opinions_of(detail: Detail) -> list[Entry]:
    """What assist units said, oldest first."""
    return [entry for entry in detail.entries if entry.name == "AssistReplied"]


_NOT_SOLVED = ("EnterpriseDisputed", "ProblemReopened")


def last_dispute(detail: Detail) -> Entry | None:
    """The last word that it is not solved, or not any more, where no reply is newer."""
    if detail.case.fresh_reply or not (detail.case.redo_count or detail.case.reopened):
        return None
    return next((entry for entry in reversed(detail.entries) if entry.name in _NOT_SOLVED), None)


def last_handover(detail: Detail) -> Entry | None:
    """What was handed over to the officer, as long as he has not said that he read it."""
    if not detail.case.handed_over:
        return None
    return next((entry for entry in reversed(detail.entries) if entry.name == "ProblemHandedOver"), None)


def _draft_of(view: TaskView, detail: Detail) -> Entry | None:
    drafts = (e for e in reversed(detail.entries) if e.name == "ReplyDrafted")
    return next((e for e in drafts if e.record.get("unit_id") == view.task.unit_id), None)


def _is_readable(view: TaskView, detail: Detail) -> bool:
    return view.task.state == terms.TaskState.DONE or _draft_of(view, detail) is not None


def _of_task(view: TaskView, detail: Detail) -> Reply:
    task, draft = view.task, _draft_of(view, detail)
    record: Mapping[str, Any] = draft.record if draft else {}
    return Reply(
        who=view.unit,
        part=task.part.label,
        result=task.result.label if task.result else "",
        answer=task.answer,
        citation=task.citation,
        evidence=record.get("evidence", ""),
        internal=record.get("internal", ""),
        planned_on=record.get("planned_on", ""),
        drafted_by=detail.names.get(task.drafted_by_id or 0, ""),
        signed_off_by=detail.names.get(task.signed_off_by_id or 0, ""),
        files=draft.files if draft else (),
        task_id=task.id,
    )


def _of_officer(entry: Entry) -> Reply:
    record = entry.record
    return Reply(
        who=entry.who,
        part="首席服务官",
        result=terms.Result.label_of(record.get("result", "")),
        answer=record.get("answer", ""),
        citation=record.get("citation", ""),
        evidence=record.get("evidence", ""),
        internal="",
        planned_on="",
        drafted_by=entry.who,
        signed_off_by="",
        files=entry.files,
        task_id=None,
    )
