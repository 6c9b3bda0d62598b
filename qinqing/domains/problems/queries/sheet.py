"""What a page shows of one problem, in one statement: itself, every entry, name and file of it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from qinqing.domains.accounts.models import Area
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.problems.models import Category, Problem, Rating
from qinqing.domains.problems.permissions import PERMISSIONS, readable
from qinqing.domains.problems.queries.lists import problems_visible_to, tasks_visible_to
from qinqing.domains.problems.queries.load import ACTED, ITSELF, Loaded, loaded
from qinqing.kernel.compiled import Compiled, instance_of
from qinqing.kernel.permissions import Actor, Shown
from qinqing.kernel.refusals import NotFound

# The names are those of everybody and of every unit that the other columns mention. The events are read once:
# their policies, one for each kind of subject, cost more to make ready than a story to read.
_SQL = f"""
select {ITSELF}, story.acted, story.entries,
  (select jsonb_agg(jsonb_build_array(w.id, w.name))
     from accounts_person w where w.id = any(array[p.author_id] || story.actors || array(
       select unnest(array[t ->> 'handler_id', t ->> 'drafted_by_id', t ->> 'signed_off_by_id'])::bigint
         from jsonb_array_elements(tasks.found) t))),
  (select jsonb_agg(jsonb_build_array(u.id, u.short))
     from accounts_unit u where u.id = any(array[p.holder_unit_id] || story.units || array(
       select (t ->> 'unit_id')::bigint from jsonb_array_elements(tasks.found) t))),
  (select jsonb_agg(jsonb_build_array(a.event_id, a.public_id, a.name, f.size, a.layer) order by a.id)
     from problems_attachment a join kernel_storedfile f on f.id = a.file_id
     where a.problem_id = p.id and a.event_id = any(story.ids)),
  (select jsonb_agg(to_jsonb(r) order by r.id)
     from problems_rating r where r.problem_id = p.id and %s::boolean),
  (select to_jsonb(f) from enterprises_enterprise f where f.id = p.enterprise_id),
  (select to_jsonb(c) from problems_category c where c.id = p.category_id),
  (select to_jsonb(a) from accounts_area a where a.id = p.area_id)
from problems_problem p, lateral (select coalesce(problem_tasks(p.id), '[]') found) tasks, lateral (
  select {ACTED} acted, array_agg(e.actor_id) || array_agg(e.acting_for_id) actors,
    array_agg(e.unit_id) units,
    array_agg(e.id) filter (where e.reads) ids,
    jsonb_agg(to_jsonb(e) - array['client_key', 'client_digest', 'txid', 'reads'] order by e.id)
      filter (where e.reads) entries
  from (select e.*, {readable("e")} reads from kernel_event e
        where e.subject_kind = 'problem' and e.subject_id = p.id) e) story
where p.id = (one)
"""  # noqa: S608 (its own words and those of `load`)
_READS = f"select exists (select from kernel_event e where e.id = %s::bigint and {readable('e')})"  # noqa: S608


@dataclass(frozen=True, slots=True)
class FileView:
    """An attachment's name and address."""

    public_id: str
    name: str
    size: int
    layer: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A problem with all that was written about it, as far as an actor may read it."""

    problem: Problem
    loaded: Loaded
    events: Sequence[Mapping[str, Any]]
    names: Mapping[int, str]
    units: Mapping[int, str]
    files: Mapping[int, Sequence[FileView]]
    ratings: Sequence[Rating]


def sheet_of(actor: Actor, known_by: str, key: str | int) -> Sheet:
    """The problem that a key of `KNOWN_BY` names. Raises NotFound for unseen and absent alike."""
    grades = PERMISSIONS.shown(actor, "grade") is not Shown.HIDDEN
    one, params = _ONE.bound(actor, known_by, (key,))
    with connection.cursor() as cursor:
        cursor.execute(_SQL.replace("(one)", f"({one})"), [grades, *params])
        found = cursor.fetchone()
    if found is None:
        raise NotFound
    read = loaded(found)
    events, names, units, files, ratings, *head = (json.loads(part) if part else [] for part in found[5:])
    return Sheet(
        problem=_problem(read.row, *head),
        loaded=read,
        events=[{**event, "at": datetime.fromisoformat(event["at"])} for event in events],
        names=dict(names),
        units=dict(units),
        files=_by_event(files),
        ratings=[Rating(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in ratings],
    )


KNOWN_BY: Mapping[str, Callable[[Actor, Any], Q]] = {
    "public_id": lambda actor, key: Q(public_id=key),
    "task": lambda actor, key: Q(pk__in=tasks_visible_to(actor).filter(pk=key).values("problem_id")),
}
"""How a page names the problem it shows: by its address, or by a task of the actor's own units."""


def _one(actor: Actor, known_by: str, key: Any) -> QuerySet[Problem, Any]:
    return problems_visible_to(actor).filter(KNOWN_BY[known_by](actor, key)).values("pk")


_ONE = Compiled(_one)


def _problem(row: Mapping[str, Any], enterprise: Any, category: Any, area: Any) -> Problem:
    """The rows as models, with the relations of the problem filled in."""
    problem = instance_of(Problem, row)
    problem.enterprise = instance_of(Enterprise, enterprise) if enterprise else None
    problem.category = instance_of(Category, category) if category else None
    problem.area = instance_of(Area, area)
    return problem


def reads_entry(event_id: int) -> bool:
    """Whether whoever stands at the door reads this entry of a problem in his sight."""
    with connection.cursor() as cursor:
        cursor.execute(_READS, [event_id])
        return bool(cursor.fetchone()[0])


def _by_event(rows: Sequence[Any]) -> dict[int, list[FileView]]:
    found: dict[int, list[FileView]] = {}
    for event, *file in rows:
        found.setdefault(event, []).append(FileView(*file))
    return found
