"""What a page shows of one problem beside its head, in one statement: every entry, name and file of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from qinqing.domains.problems.models import Rating
from qinqing.domains.problems.permissions import PERMISSIONS, readable
from qinqing.domains.problems.queries.load import COLUMNS, Loaded, loaded
from qinqing.kernel.permissions import Actor, Shown
from qinqing.kernel.refusals import NotFound

# The names are those of everybody and of every unit that the other columns mention.
_SQL = f"""
select {COLUMNS},
  (select jsonb_agg(to_jsonb(e) - array['client_key', 'client_digest', 'txid'] order by e.id)
     from kernel_event e where e.subject_kind = 'problem' and e.subject_id = p.id and {readable("e")}),
  (select jsonb_agg(jsonb_build_array(w.id, w.name))
     from accounts_person w where w.id = p.author_id or w.id in (
       select e.actor_id from kernel_event e where e.subject_kind = 'problem' and e.subject_id = p.id
       union select unnest(array[t ->> 'handler_id', t ->> 'drafted_by_id', t ->> 'signed_off_by_id'])::bigint
         from jsonb_array_elements(tasks.found) t)),
  (select jsonb_agg(jsonb_build_array(u.id, u.short))
     from accounts_unit u where u.id = p.holder_unit_id or u.id in (
       select (t ->> 'unit_id')::bigint from jsonb_array_elements(tasks.found) t
       union select e.unit_id from kernel_event e where e.subject_kind = 'problem' and e.subject_id = p.id)),
  (select jsonb_agg(jsonb_build_array(a.event_id, a.public_id, a.name, f.size, a.layer) order by a.id)
     from problems_attachment a join kernel_storedfile f on f.id = a.file_id
     join kernel_event e on e.id = a.event_id where a.problem_id = p.id and {readable("e")}),
  (select jsonb_agg(to_jsonb(r) order by r.id)
     from problems_rating r where r.problem_id = p.id and %(grades)s::boolean)
from problems_problem p, lateral (select coalesce(problem_tasks(p.id), '[]') found) tasks
where p.id = %(id)s::bigint
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

    loaded: Loaded
    events: Sequence[Mapping[str, Any]]
    names: Mapping[int, str]
    units: Mapping[int, str]
    files: Mapping[int, Sequence[FileView]]
    ratings: Sequence[Rating]


def sheet_of(problem_id: int, actor: Actor) -> Sheet:
    """Everything at once; the caller has looked the problem up within the actor's scope. Raises NotFound."""
    grades = PERMISSIONS.shown(actor, "grade") is not Shown.HIDDEN
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"id": problem_id, "grades": grades})
        found = cursor.fetchone()
    if found is None:
        raise NotFound
    events, names, units, files, ratings = (json.loads(part) if part else [] for part in found[5:])
    return Sheet(
        loaded=loaded(found),
        events=[{**event, "at": datetime.fromisoformat(event["at"])} for event in events],
        names=dict(names),
        units=dict(units),
        files=_by_event(files),
        ratings=[Rating(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in ratings],
    )


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
