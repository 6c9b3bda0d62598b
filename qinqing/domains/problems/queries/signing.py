"""Replies that wait for a head's signature, each in full."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from qinqing.domains.problems import terms
from qinqing.domains.problems.models import Task
from qinqing.domains.problems.queries.lists import PAGE, Page, paged, read_key, written_key
from qinqing.domains.problems.rules.guards import OWN_DRAFT
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor
from qinqing.ui import formats


@dataclass(frozen=True, slots=True)
class ToSign:
    """A drafted reply; `refused` says why this head may not sign it ('' if he may)."""

    task_id: int
    public_id: str
    number: str
    title: str
    facts: str
    enterprise: str
    unit: str
    part: str
    result: str
    answer: str
    citation: str
    evidence: str
    internal: str
    planned_on: str
    drafted_by: str
    due_at: datetime | None
    redo_count: int
    refused: str
    sort_due: datetime

    @property
    def planned(self) -> str:
        """The day it is planned for, as it is read."""
        return formats.full_day(date.fromisoformat(self.planned_on)) if self.planned_on else ""


_COLUMNS = (
    "id", "problem_id", "problem__public_id", "problem__number", "problem__title", "problem__facts",
    "problem__enterprise__name", "problem__redo_count", "unit_id", "unit__short", "part", "result", "answer",
    "citation", "drafted_by__name", "drafted_by_id", "handler_id", "due_at", "sort_due",
)  # fmt: skip


def replies_to_sign(actor: Actor) -> Sequence[ToSign]:
    """What waits for a signature in the units this actor heads, the most urgent first; two statements."""
    return to_sign_page(actor).rows


def to_sign_page(actor: Actor, after: str = "") -> Page:
    """The same by pages."""
    waiting = Task.objects.filter(unit__in=actor.ids("unit_head"), state=terms.TaskState.SIGN_OFF)
    if (key := read_key(after)) is not None:
        waiting = waiting.filter(Q(sort_due__gt=key[0]) | Q(sort_due=key[0], id__gt=key[1]))
    rows = list(waiting.order_by("sort_due", "id").values(*_COLUMNS)[: PAGE + 1])
    drafts = _drafts({row["problem_id"] for row in rows}) if rows else {}
    found = [_to_sign(row, drafts.get((row["problem_id"], row["unit_id"]), {}), actor) for row in rows]
    return paged(found, lambda one: written_key(one.sort_due, one.task_id))


def _drafts(problem_ids: set[int]) -> dict[tuple[int, int], Mapping[str, Any]]:
    """By problem and unit what the last draft said beside the answer."""
    told = Event.objects.filter(
        subject_kind="problem", subject_id__in=problem_ids, name="ReplyDrafted"
    ).order_by("id")
    return {
        (subject, record.get("unit_id", 0)): record
        for subject, record in told.values_list("subject_id", "record")
    }


def _to_sign(row: Mapping[str, Any], draft: Mapping[str, Any], actor: Actor) -> ToSign:
    own = actor.person_id in {row["drafted_by_id"], row["handler_id"]}
    return ToSign(
        task_id=row["id"],
        public_id=row["problem__public_id"],
        number=row["problem__number"],
        title=row["problem__title"],
        facts=row["problem__facts"],
        enterprise=row["problem__enterprise__name"],
        unit=row["unit__short"],
        part=terms.Part.label_of(row["part"]),
        result=terms.Result.label_of(row["result"] or ""),
        answer=row["answer"],
        citation=row["citation"],
        evidence=draft.get("evidence", ""),
        internal=draft.get("internal", ""),
        planned_on=draft.get("planned_on", ""),
        drafted_by=row["drafted_by__name"] or "",
        due_at=row["due_at"],
        redo_count=row["problem__redo_count"],
        refused=OWN_DRAFT if own else "",
        sort_due=row["sort_due"],
    )
