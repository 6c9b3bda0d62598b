"""Taking a step: the only way a problem's or a task's state changes for a person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.officers import queries as officers
from qinqing.domains.problems import life, workflow
from qinqing.domains.problems.actions.drafts import refuse_older_draft
from qinqing.domains.problems.actions.record import write_down
from qinqing.domains.problems.models import Category, Duty, ReplyTemplate
from qinqing.domains.problems.permissions import PERMISSIONS
from qinqing.domains.problems.queries.kinds import offered_here
from qinqing.domains.problems.queries.load import Loaded, load
from qinqing.domains.problems.queries.surroundings import Surroundings, surroundings
from qinqing.domains.problems.rules.situation import Situation, reviewer_of
from qinqing.domains.problems.terms import SHOWN_TO_ENTERPRISE, ClockKind, Part
from qinqing.kernel import idempotency, twins
from qinqing.kernel.events import Author
from qinqing.kernel.files import Received
from qinqing.kernel.refusals import NotFound, Outdated, Refused

_ROLE_OF = {
    "enterprise": Role.ENTERPRISE_USER,
    "lead_handler": Role.HANDLER,
    "lead_head": Role.UNIT_HEAD,
    "author": Role.SIGNED_IN,
}


_ASKS_UNITS = frozenset({"dispatch", "name_handler", "add_unit", "change_lead"})
"""Steps that ask who handles and who signs off in units."""


def take_step(
    *, author: Author, problem_id: int, step: str, now: datetime, task_id: int | None = None,
    files: Sequence[Received] = (), repeated: bool = False, version: int | None = None, **given: Any,
) -> None:  # fmt: skip
    """Take one step or act on a problem, or with `task_id` on a task of it.

    The same request once more changes nothing. Raises Refused (not open, not for this actor, something
    missing), Conflict (someone was quicker; Outdated where it is not at the `version` that was read any
    more), NotFound. The caller has looked the problem up within the actor's scope.
    """
    if repeated and idempotency.first_result(author) is not None:
        return
    loaded = load(problem_id, lock=True)
    row = _row_of(step)
    situation, around = _situation(author, loaded, task_id, row.name, now)
    try:
        if version is not None and version != loaded.version and twins.protects(twins.LOCK):
            raise Outdated
        _refuse_unknown(author, given)
        if row.name == "draft_reply" and task_id is not None:
            refuse_older_draft(author=author, task_id=task_id, seen=given.pop("seen_draft", None), now=now)
        given = _enriched(loaded, situation, row.name, given)
        play = life.take_step(situation, row.name, given, around.limits)
    except Refused as refused:
        # Sent twice, the step is no longer open to the second: it was taken by the first.
        if idempotency.first_result(author) is None:
            raise _in_its_words(refused, row, situation) from None
        return
    role = author.role or _role(row.takers & situation.relations, loaded)
    write_down(
        play,
        author=author.acting_as(role),
        version=loaded.version,
        extra=_columns(row.name, given),
        files=files,
    )


def _in_its_words(refused: Refused, row: Any, situation: Situation) -> Refused:
    """Where a moment has passed, the enterprise is told so by the states that it knows, not by ours."""
    if refused.code != "wrong_state" or "enterprise" not in situation.relations:
        return refused
    shown = SHOWN_TO_ENTERPRISE[situation.case.state]
    return Refused(refused.code, f"现在是“{shown}”，不能“{row.label}”；请看最新的情况", refused.field)


def accept_and_dispatch(
    *, author: Author, problem_id: int, now: datetime, repeated: bool = False, **given: Any
) -> None:
    """T06 and T11 in one breath: a message is accepted, its enterprise named, and given to units.

    Refuses as the two steps do, and then neither is taken.
    """
    if repeated and idempotency.first_result(author) is not None:
        return
    enterprise = given.get("enterprise")
    take_step(author=author, problem_id=problem_id, step="accept", now=now, enterprise=enterprise)
    take_step(
        author=author.besides,
        problem_id=problem_id,
        step="dispatch",
        now=now,
        **{**given, "enterprise": None},
    )


def _row_of(step: str) -> Any:
    flow = workflow.TASK_FLOW if step in life.TASK_STEPS else workflow.PROBLEM_FLOW
    return flow.step(step)


def _situation(
    author: Author, loaded: Loaded, task_id: int | None, step: str, now: datetime
) -> tuple[Situation, Surroundings]:
    case = loaded.case
    task = None
    if task_id is not None:
        task = case.task(task_id)
        if task is None or task.round != case.round:
            raise NotFound
    elif step in life.TASK_STEPS | {"name_handler"}:
        raise Refused("missing", "请指明是哪个单位的办理件", "task")
    around = surroundings(case, now, with_units=step in _ASKS_UNITS)
    overdue = frozenset(
        t.id for t in case.open_tasks if t.part == Part.ASSIST and _assist_is_late(case, t.id, around, now)
    )
    return (
        Situation(
            case=case,
            actor_id=author.actor.person_id,
            relations=PERMISSIONS.relations(author.actor, loaded.subject(task)),
            now=now,
            calendar=around.calendar,
            limits=around.limits,
            officer_present=around.officer_present,
            task=task,
            units=around.units,
            overdue_task_ids=overdue,
            window_due_at=life.due_of_clock(case, ClockKind.CALLBACK, None, around.calendar, now),
        ),
        around,
    )


def _assist_is_late(case: Any, task_id: int, around: Surroundings, now: datetime) -> bool:
    due = life.due_of_clock(case, ClockKind.ASSIST, task_id, around.calendar, now)
    return due is not None and due < now


def _refuse_unknown(author: Author, given: Mapping[str, Any]) -> None:
    """An enterprise out of sight, a category or a matter that is not there: each is to be chosen anew."""
    if (number := given.get("enterprise")) and not (
        enterprises.enterprises_visible_to(author.actor).active().filter(pk=number).exists()
    ):
        raise Refused("unknown", "没有找到这家企业，请重新选", "enterprise")
    for name, kind in (("category", Category), ("duty", Duty), ("template", ReplyTemplate)):
        if (number := given.get(name)) and not kind.objects.filter(pk=number).exists():
            raise Refused("unknown", "这一项已经没有了，请重新选", name)


def _enriched(loaded: Loaded, situation: Situation, step: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a step needs beyond what was typed: answers a review lets through, a category's sensitivity."""
    more = dict(given)
    if step in {"approve", "all_replied"}:
        more["answers"] = [
            {
                "unit_id": t.unit_id,
                "part": t.part,
                "result": t.result,
                "answer": t.answer,
                "citation": t.citation,
            }
            for t in loaded.case.current_tasks
            if t.part != Part.ASSIST and t.has_replied
        ]
    if step == "hand_over" and "new_officer" not in given and loaded.case.enterprise_id is not None:
        more["new_officer"] = _officer_there(loaded.case.enterprise_id, situation.now)
    if step == "hand_over" and (old := given.get("old_officer")) and old != more.get("new_officer"):
        more["follows"] = "officer" if more.get("new_officer") else "office"
    if step == "change_lead" and loaded.case.lead is not None:
        more["old_lead"] = loaded.case.lead.unit_id
    if step == "reclassify" and given.get("category"):
        day = situation.calendar.local(situation.now).date()
        holds = offered_here(given["category"], loaded.case.area_id, day)
        if holds is None:
            raise Refused("kind", "这一类已经不再提供，请另选一类", "category")
        more["sensitive"], more["category_name"] = holds.sensitive, holds.name
        more["lane"] = given.get("lane") or holds.lane.value
    return more


def _officer_there(enterprise_id: int, now: datetime) -> str:
    """The name of who serves an enterprise; empty where nobody is there to act."""
    if officers.present_officer(enterprise_id, now) is None:
        return ""
    return next((one.name for one in officers.officer_of([enterprise_id], now)[enterprise_id]), "")


def _columns(step: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Columns a step changes that are no part of the life."""
    if step == "reclassify":
        return {"category": given["category"]}
    if step == "dispatch" and given.get("category"):
        return {"category": given["category"]}
    if step == "submit":
        return {"title": given["title"], "facts": given["facts"]}
    return {}


def _role(relations: frozenset[str], loaded: Loaded) -> str:
    """The role in which a relation acts, for the record."""
    for relation in sorted(relations):
        if relation in {"reviewer", "level_owner"}:
            return reviewer_of(loaded.case.level)
        return _ROLE_OF.get(relation, relation)
    return ""
