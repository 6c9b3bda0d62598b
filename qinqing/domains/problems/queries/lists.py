"""Lists of problems and of tasks: paged first, joined after, always within the actor's scope."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import F, Q, QuerySet

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems.models import Problem, Task
from qinqing.domains.problems.permissions import PERMISSIONS
from qinqing.domains.problems.terms import CaseState, Defect, Holder, TaskState
from qinqing.kernel import clock
from qinqing.kernel.compiled import Compiled
from qinqing.kernel.permissions import Actor
from qinqing.lib.text import whole_number
from qinqing.ui.cells import Own

PAGE = 50
FOREVER = datetime(9999, 12, 31, tzinfo=UTC)


class ProblemRow(NamedTuple):
    """One line of a list of problems."""

    id: int
    public_id: str
    number: str | None
    title: str
    state: str
    lane: str
    level: int
    redo_count: int
    result: str | None
    channel: str
    holder: str
    holder_unit: str | None
    due_at: datetime | None
    promised_at: datetime | None
    submitted_at: datetime | None
    original_at: datetime | None
    closed_at: datetime | None
    enterprise: str | None
    enterprise_public_id: str | None
    category: str | None
    category_area_id: int | None
    area: str
    handed_over: bool
    sort_due: datetime

    @property
    def kind(self) -> str:
        """What its kind is called; '' where it has none."""
        name = self.category or ""
        return Own(name) if self.category_area_id is not None else name

    @property
    def waits_for_word(self) -> bool:
        """Whether the enterprise may say how it was: at its date nobody is late, it is called from then."""
        return self.holder == Holder.ENTERPRISE and self.state == CaseState.CONFIRM


_COLUMNS = (
    "id", "public_id", "number", "title", "state", "lane", "level", "redo_count", "result", "channel",
    "holder", "holder_unit__short", "due_at", "promised_at", "submitted_at", "original_at", "closed_at",
    "enterprise__name",
    "enterprise__public_id", "category__name", "category__area_id", "area__name", "handed_over",
    "sort_due",
)  # fmt: skip


class CallRow(NamedTuple):
    """One line of the callback's list."""

    id: int
    public_id: str
    number: str
    title: str
    enterprise: str
    level: int
    redo_count: int
    result: str | None
    call_at: datetime | None
    due_at: datetime | None
    sort_due: datetime


_CALL_COLUMNS = (
    "id", "public_id", "number", "title", "enterprise__name", "level", "redo_count", "result", "call_at",
    "due_at",
    "sort_due",
)  # fmt: skip


class TaskRow(NamedTuple):
    """One line of a unit's list."""

    id: int
    problem_id: int
    problem_public_id: str
    number: str
    title: str
    enterprise: str
    unit: str
    part: str
    state: str
    in_rework: bool
    contacted: bool
    signed_late: bool
    redo_count: int
    level: int
    handler_id: int | None
    handler: str | None
    drafted_by_id: int | None
    opened_at: datetime
    due_at: datetime | None
    finish_at: datetime | None
    sort_due: datetime


_TASK_COLUMNS = (
    "id", "problem_id", "problem__public_id", "problem__number", "problem__title",
    "problem__enterprise__name", "unit__short", "part", "state", "in_rework", "contacted", "signed_late",
    "problem__redo_count", "problem__level",
    "handler_id", "handler__name", "drafted_by_id", "opened_at", "due_at", "finish_at", "sort_due",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page and the key that opens the next one ('' where it is the last)."""

    rows: Sequence[Any]
    after: str


def problems_visible_to(actor: Actor) -> QuerySet[Problem]:
    """Every problem the actor may see: lists, search, counts, files and steps all start here."""
    return Problem.objects.filter(PERMISSIONS.scope(actor))


THROUGH_ENTERPRISES: Final = frozenset({Role.ENTERPRISE_USER, Role.OFFICER})
"""Whose problems are those of a few enterprises."""


def reaches_few(actor: Actor) -> bool:
    """Whether all that the actor sees are problems of his enterprises: a few among all there are."""
    return not actor.system and all(
        line.role in THROUGH_ENTERPRISES for line in PERMISSIONS.sees if line.role in actor.roles
    )


def _first_by(few: bool, key: str, step: int | timedelta) -> Any:
    """What a page is ordered by first.

    Where many rows are in sight the index in this order gives a page at once. Where few are, walking it would
    pass by a whole city's; a statement is planned before anybody is known, so that is said here: nothing has
    an index by a sum.
    """
    return F(key) + step if few else F(key)


def addresses_of(actor: Actor, ids: Collection[int]) -> dict[int, str]:
    """The public ids of those of these problems that the actor sees, by their ids."""
    return dict(problems_visible_to(actor).filter(pk__in=ids).values_list("pk", "public_id"))


class Reason(NamedTuple):
    """One of several conditions, each looked for by itself; `few` where it leads through enterprises."""

    rows: Q
    few: bool = False


Narrowed = Q | Callable[[Actor], Q | Sequence[Reason]] | None
"""A condition, or one made of the actor; the latter is compiled once for all actors of the same roles."""


def open_page(actor: Actor, narrowed: Narrowed = None, after: str = "", most: int = 0) -> Page:
    """Open problems by the date their holder must keep, the most urgent first; a page of them, or `most`."""
    key = read_key(after) or (None, None)
    most = most or PAGE
    rows = [ProblemRow(*r) for r in _OPEN.rows(actor, (narrowed, most), (*key, None))]
    return paged(rows, lambda row: written_key(row.sort_due, row.id), most)


def _open_rows(
    actor: Actor,
    shape: tuple[Narrowed, int],
    due: datetime | None,
    number: int | None,
    enterprise: int | None,
) -> QuerySet[Problem, tuple[Any, ...]]:
    """One page is found first and joined after: to join all and then sort costs ten times as much."""
    found = problems_visible_to(actor).filter(is_open=True)
    if due is not None:
        found = found.filter(Q(sort_due__gt=due) | Q(sort_due=due, id__gt=number))
    if enterprise is not None:
        found = found.filter(enterprise=enterprise)
    narrowed, most = shape
    condition = narrowed(actor) if callable(narrowed) else narrowed
    reasons = [Reason(condition or Q())] if condition is None or isinstance(condition, Q) else condition
    pages = [_first_page(found.filter(rows), few or reaches_few(actor), most) for rows, few in reasons]
    page = pages[0].union(*pages[1:], all=True) if len(pages) > 1 else pages[0]
    rows = Problem.objects.filter(pk__in=page).order_by("sort_due", "id").values_list(*_COLUMNS)
    return rows[: most + 1]


def _first_page(found: QuerySet[Problem], few: bool, most: int) -> QuerySet[Problem, Any]:
    return found.order_by(_first_by(few, "sort_due", timedelta(0)), "id").values("pk")[: most + 1]


_OPEN = Compiled(_open_rows)


def problems_of_enterprise(actor: Actor, enterprise_id: int) -> Sequence[ProblemRow]:
    """The open problems of an enterprise, the most urgent first, one page of them."""
    return [ProblemRow(*r) for r in _OPEN.rows(actor, (None, PAGE), (None, None, enterprise_id))][:PAGE]


def newest_page(actor: Actor, narrowed: Q | None = None, after: str = "") -> Page:
    """All problems that were sent, open and ended, the newest first."""
    found = _NEWEST.rows(actor, narrowed, (whole_number(after),))
    return paged([ProblemRow(*r) for r in found], lambda row: str(row.id))


def _newest_rows(actor: Actor, narrowed: Q | None, before: int | None) -> QuerySet[Problem, tuple[Any, ...]]:
    found = problems_visible_to(actor).filter(narrowed or Q(), number__isnull=False)
    if before is not None:
        found = found.filter(id__lt=before)
    page = found.order_by(_first_by(reaches_few(actor), "id", 0).desc()).values("pk")[: PAGE + 1]
    return Problem.objects.filter(pk__in=page).order_by("-id").values_list(*_COLUMNS)


_NEWEST = Compiled(_newest_rows)


def drafts_of(actor: Actor) -> list[ProblemRow]:
    """The actor's own drafts, the newest first."""
    return [ProblemRow(*r) for r in _DRAFTS.rows(actor)]


def _draft_rows(actor: Actor, shape: object) -> QuerySet[Problem, tuple[Any, ...]]:
    found = problems_visible_to(actor).filter(state=CaseState.DRAFT, author=actor.person_id)
    return found.order_by(_first_by(reaches_few(actor), "id", 0).desc()).values_list(*_COLUMNS)[:PAGE]


_DRAFTS = Compiled(_draft_rows)


class Hit(NamedTuple):
    """What a search found: its line in a list, and the words that were searched."""

    row: ProblemRow
    facts: str


def problems_found(actor: Actor, numbers: Sequence[int]) -> list[Hit]:
    """Of these problems those that the actor sees."""
    return [Hit(ProblemRow(*r[:-1]), r[-1]) for r in _HITS.rows(actor, (), (list(numbers),))]


def _hit_rows(actor: Actor, shape: object, numbers: list[int]) -> QuerySet[Problem, tuple[Any, ...]]:
    return problems_visible_to(actor).filter(id__among=numbers).values_list(*_COLUMNS, "facts")


_HITS = Compiled(_hit_rows)


def calls_page(actor: Actor, after: str = "") -> Page:
    """Problems that wait for the enterprise's word and this caller may call, by the date that comes next."""
    found = problems_visible_to(actor).filter(state=CaseState.CONFIRM, area__among=actor.ids("callback"))
    if (key := read_key(after)) is not None:
        found = found.filter(Q(sort_due__gt=key[0]) | Q(sort_due=key[0], id__gt=key[1]))
    rows = [CallRow(*r) for r in found.order_by("sort_due", "id").values_list(*_CALL_COLUMNS)[: PAGE + 1]]
    return paged(rows, lambda row: written_key(row.sort_due, row.id))


def tasks_visible_to(actor: Actor) -> QuerySet[Task]:
    """Tasks of the actor's units that were not recalled."""
    own = Q(unit__among=actor.ids("handler")) | Q(unit__among=actor.ids("unit_head"))
    return Task.objects.filter(own).exclude(state=TaskState.RECALLED)


def open_tasks_page(actor: Actor, narrowed: Q | None = None, after: str = "") -> Page:
    """A unit's open tasks by the next date it must keep."""
    found = tasks_visible_to(actor).filter(is_open=True).filter(narrowed or Q())
    if (key := read_key(after)) is not None:
        found = found.filter(Q(sort_due__gt=key[0]) | Q(sort_due=key[0], id__gt=key[1]))
    rows = [TaskRow(*r) for r in found.order_by("sort_due", "id").values_list(*_TASK_COLUMNS)[: PAGE + 1]]
    return paged(rows, lambda row: written_key(row.sort_due, row.id))


def paged(rows: list[Any], key: Any, most: int = 0) -> Page:
    """A page of rows of which one more was asked for than it holds."""
    most = most or PAGE
    return Page(rows[:most], key(rows[most - 1]) if len(rows) > most else "")


def written_key(at: datetime, number: int) -> str:
    """A keyset key that stands in an address as it is: a `+` there would be read as a blank."""
    return f"{at.astimezone(UTC).isoformat().removesuffix('+00:00')}Z~{number}"


def read_key(text: str) -> tuple[datetime, int] | None:
    """A keyset key from an address; anything malformed opens the first page."""
    moment, _, digits = text.partition("~")
    number = whole_number(digits)
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (at, number) if at.tzinfo is not None and number is not None else None


def task_choices(problem_id: int) -> list[tuple[int, str]]:
    """Lead and parallel tasks of a problem's rounds with their units, for a form's choices."""
    rows = Task.objects.filter(problem=problem_id).exclude(part="assist").exclude(state=TaskState.RECALLED)
    return list(rows.order_by("id").values_list("id", "unit__short"))


def defect_choices(tasks: Sequence[tuple[int, str]]) -> list[tuple[str, str]]:
    """What may be wrong with each reply, as `task:defect`; the unit is named where there are several."""
    return [
        (f"{number}:{defect}", f"{unit}：{defect.label}" if len(tasks) > 1 else defect.label)
        for number, unit in tasks
        for defect in Defect
    ]


def step_choices(problem_id: int, step: str, now: datetime) -> dict[str, list[Any]]:
    """What the form of a step may choose from."""
    if step == "dispatch":
        units = accounts.units_for_choice(clock.local(now).date())
        return {"parallel": units, "assist": units}
    if step == "send_back":
        return {"defects": defect_choices(task_choices(problem_id))}
    if step in {"redo", "reopen"}:
        return {"tasks": task_choices(problem_id)}
    return {}
