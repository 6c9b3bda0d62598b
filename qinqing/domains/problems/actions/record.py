"""Writing down what was played: one statement for the problem, its tasks, ledger, events and delivery job."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db.models import Sum

from qinqing.domains.problems import life
from qinqing.domains.problems.limits import RULES_VERSION
from qinqing.domains.problems.models import Attachment, ContactRecord, LedgerEntry, Problem, Rating, Task
from qinqing.domains.problems.rules.situation import Case
from qinqing.domains.problems.rules.situation import Task as TaskInMemory
from qinqing.domains.problems.terms import Layer
from qinqing.kernel import door, numbering, search, twins
from qinqing.kernel.events import Author, Subject, Telling
from qinqing.kernel.files import Received, refuse_too_many, stored
from qinqing.kernel.writing import Drawn, Writing
from qinqing.lib.ledger import Entry

KIND = "problem"
CASE_COLUMNS = (
    "state", "lane", "sensitive", "level", "redo_count", "round", "explained", "fresh_reply", "result",
    "ended_by", "rated_by_enterprise", "waits_for_task_id", "came_from", "supplements_asked",
    "supplement_marks", "objection", "refused_by_head", "handed_over", "reopened", "lead_changes",
    "lost_lead_id", "charged_until_at", "holder", "due_at", "promised_at", "call_at",
    "submitted_at", "closed_at",
)  # fmt: skip
TASK_LINKS = {name: f"{name}_id" for name in ("unit", "duty", "handler", "drafted_by", "signed_off_by")}
TASK_COLUMNS = tuple(
    f.name for f in fields(TaskInMemory) if f.name not in {"id", "tries", *TASK_LINKS.values()}
)


def case_values(case: Case) -> dict[str, Any]:
    """The columns of a problem that the life decides."""
    values = {name: getattr(case, name) for name in CASE_COLUMNS}
    return {**values, "enterprise": case.enterprise_id, "holder_unit": case.holder_unit_id}


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What differs."""
    return {name: value for name, value in after.items() if before[name] != value}


def write_down(
    play: life.Play,
    *,
    author: Author,
    version: int,
    extra: Mapping[str, Any] | None = None,
    files: Sequence[Received] = (),
) -> None:
    """Store a played step. Raises Conflict when the problem was changed since it was read."""
    writing = Writing()
    look = life.next_look(play)
    put_down(writing, [play], author=author, version=version, look_at=look, extra=extra, files=files)
    writing.run()


def put_down(
    writing: Writing,
    plays: Sequence[life.Play],
    *,
    author: Author,
    version: int,
    look_at: datetime | None,
    extra: Mapping[str, Any] | None = None,
    files: Sequence[Received] = (),
) -> None:
    """Put what was played of one problem, each on what the one before it left, into a writing."""
    before, last = plays[0].before, plays[-1]
    telling = Telling(writing, author, last.now)
    case, problem = last.case, last.case.id
    drawn = _tasks(writing, before, last, [entry for play in plays for entry in play.entries])
    for play in plays:
        events = _events(telling, play, (KIND, problem))
        first = events[0] if events else None
        writing.insert(LedgerEntry, *(ledger_row(e, problem, drawn, first) for e in play.entries))
        add_rows(writing, play, author, problem, first, drawn)
        attach(writing, files, problem, first, play.now, layer_of_files(play))
    columns = changed(case_values(before), case_values(case)) | dict(extra or {})
    columns["look_at"] = look_at
    columns["version"] = version + 1
    as_read = {"version": version} if twins.protects(twins.LOCK) else None
    writing.update(Problem, problem, columns, only_if=as_read)
    units = {t.unit_id for t in case.tasks} - {t.unit_id for t in before.tasks}
    keys = [("u", unit) for unit in sorted(units)]
    if case.enterprise_id is not None and before.enterprise_id is None:
        keys.append(("e", case.enterprise_id))
    if keys:
        search.file_under(writing, KIND, problem, keys)
    telling.deliver()


def _tasks(
    writing: Writing, before: Case, play: life.Play, entries: Sequence[Entry]
) -> dict[int, "int | Drawn"]:
    """New tasks inserted, changed ones updated; gives for each id in memory the id in the database."""
    known, moved = {t.id: t for t in before.tasks}, {life.Key.of(entry.clock).task_id for entry in entries}
    drawn: dict[int, int | Drawn] = {}
    rows = []
    for task in play.case.tasks:
        drawn[task.id] = task.id
        values = _task_values(task, play)
        if task.id < 0:
            drawn[task.id] = number = writing.draw(Task)
            rows.append(
                {"id": number, "problem": play.case.id, "enterprise_id": play.case.enterprise_id,
                 "area_id": play.case.area_id, **values}
            )  # fmt: skip
        elif changes := _task_changes(known[task.id], task, values, task.id in moved):
            writing.update(Task, task.id, changes)
    writing.insert(Task, *rows)
    return drawn


def _task_values(task: TaskInMemory, play: life.Play) -> dict[str, Any]:
    values = {name: getattr(task, name) for name in TASK_COLUMNS}
    values |= {column: getattr(task, name) for column, name in TASK_LINKS.items()}
    return {**values, "due_at": play.task_due(task), "finish_at": play.finish_due(task)}


def _task_changes(
    before: TaskInMemory, task: TaskInMemory, values: dict[str, Any], clocks_moved: bool
) -> dict[str, Any]:
    """What differs; nothing where the step left the task and its clocks alone: it may be another unit's."""
    changes = {name: values[name] for name in TASK_COLUMNS if getattr(before, name) != values[name]}
    changes |= {c: values[c] for c, name in TASK_LINKS.items() if getattr(before, name) != values[c]}
    if not changes and not clocks_moved:
        return {}
    return {**changes, "due_at": values["due_at"], "finish_at": values["finish_at"]}


def _events(telling: Telling, play: life.Play, subject: Subject) -> list[Drawn]:
    about: list[Subject] = []
    if play.case.enterprise_id is not None:
        about.append(("enterprise", play.case.enterprise_id))
    return [
        telling.add(h.event, subject=subject, about=about, layer=h.layer, record=h.record, rule=h.rule)
        for h in play.happenings
    ]


def ledger_row(
    entry: Entry, problem: "int | Drawn", drawn: Mapping[int, "int | Drawn"], event: Drawn | None
) -> dict[str, Any]:
    """One line of the ledger as a row."""
    key = life.Key.of(entry.clock)
    return {
        "problem": problem,
        "task": None if key.task_id is None else drawn[key.task_id],
        "event_id": event,
        "clock": key.kind,
        "kind": entry.kind,
        "at": entry.at,
        "due_at": entry.due_at,
        "old_due_at": entry.old_due_at,
        "limit": str(entry.limit) if entry.limit else "",
        "bucket": entry.bucket,
        "party": entry.party,
        "applied": entry.applied,
        "unbroken": entry.unbroken,
        "minutes": entry.minutes,
        "calendar_version": entry.calendar_version,
        "rule_version": RULES_VERSION,
        "note": entry.note,
    }


def add_rows(
    writing: Writing, play: life.Play, author: Author, problem: "int | Drawn", event: Drawn | None,
    drawn: Mapping[int, "int | Drawn"],
) -> None:  # fmt: skip
    """Contacts and ratings of the step."""
    for contact in play.contacts:
        task = contact["task_id"]
        values = {k: v for k, v in contact.items() if k != "task_id"}
        writing.insert(
            ContactRecord,
            {"problem": problem, "event_id": event, "person": author.actor.person_id,
             "task": None if task is None else drawn[task], **values},
        )  # fmt: skip
    for rating in play.ratings:
        writing.insert(Rating, {"problem": problem, "event_id": event, "at": play.now, **rating})


def attach(
    writing: Writing,
    files: Sequence[Received],
    problem: "int | Drawn",
    event: Drawn | None,
    now: datetime,
    layer: str,
) -> None:
    """The rows of files that came with a step. Refuses more than one problem may have."""
    if files:
        refuse_too_many(_attached(problem), files, field="attachments")
    rows = [
        {
            "public_id": numbering.new_address(),
            "problem": problem,
            "event_id": event,
            "file": stored(one, now).pk,
            "name": one.name,
            "layer": layer,
            "at": now,
        }
        for one in files
    ]
    writing.insert(Attachment, *rows)


def _attached(problem: "int | Drawn") -> int:
    """How many bytes are attached to a problem, whoever may read them."""
    if not isinstance(problem, int):
        return 0
    with door.as_system("problems.attached"):
        found = Attachment.objects.filter(problem=problem).aggregate(bytes=Sum("file__size"))
    return found["bytes"] or 0


def layer_of_files(play: life.Play) -> str:
    """Files are as visible as the entry they came with."""
    return play.happenings[0].layer if play.happenings else Layer.HANDLERS
