"""A whole import is taken back; what is in use stays."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Max

from qinqing.kernel import door, search
from qinqing.kernel.events import Author
from qinqing.kernel.imports.declaring import SUBJECT, WRITTEN, Import, Outcome, State, Tick, silent
from qinqing.kernel.imports.reporting import locked, tell
from qinqing.kernel.models import EventAbout, ImportRun

_FREE = (models.CASCADE, models.DO_NOTHING)


def undo(given: Import, *, author: Author, run: ImportRun, now: datetime, tick: Tick = silent) -> ImportRun:
    """Take a whole import back; the rows that are in use stay, each with the reason in the report."""
    run = locked(run, (State.DONE, State.UNDOING), "只有已写入的导入可以撤销")
    wrote = list(run.rows.filter(outcome__in=WRITTEN).values_list("outcome", "object_id", "before"))
    new = [number or 0 for outcome, number, _ in wrote if outcome == Outcome.NEW]
    changed = [(number or 0, before or {}) for outcome, number, before in wrote if outcome == Outcome.CHANGED]
    with door.as_system("import.undo"):
        kept = in_use(given, new, run)
        removed = [number for number in new if number not in kept]
        if given.remove is not None:
            given.remove(author, removed, now)
        else:
            _delete(given.model, removed)
        tick(len(removed), len(wrote))
        search.forget(given.subject, removed)
        for number, before in changed:
            if reason := given.restore(author, number, before, now):
                kept[number] = reason
    restored = [number for number, _ in changed if number not in kept]
    _note_undone(run, removed, Outcome.REMOVED)
    _note_undone(run, restored, Outcome.RESTORED)
    for number, reason in kept.items():
        run.rows.filter(object_id=number).update(outcome=Outcome.KEPT, message=f"没有撤销：{reason}")
    run.state = State.UNDONE
    run.summary |= {"removed": len(removed), "restored": len(restored), "kept": len(kept)}
    run.save(update_fields=["state", "summary"])
    record = {"file": run.file_name, "removed": len(removed), "kept": len(kept)}
    tell(given.undone, given, run, [*restored, *kept], record, author, now)
    return run


def in_use(given: Import, ids: Collection[int], run: ImportRun) -> dict[int, str]:
    """Why objects may not be removed: rows of any room that refer to them, and what happened since.

    What was told before its last word is the import's own; objects that refer to one another hold each other
    only where one of them has to stay.
    """
    reasons: dict[int, list[str]] = defaultdict(list)
    for model, name in _references(given.model):
        rows = model._default_manager.filter(**{f"{name}__in": list(ids)})
        if model is given.model:
            rows = rows.exclude(pk__in=list(ids))
        _count(reasons, rows.values_list(name), str(model._meta.verbose_name))
    own = EventAbout.objects.filter(kind=SUBJECT, object_id=run.pk).aggregate(last=Max("event"))["last"] or 0
    later = EventAbout.objects.filter(kind=given.subject, object_id__in=list(ids), event__gt=own)
    _count(reasons, later.values_list("object_id"), "之后的记录")
    for number, why in (given.used(ids, run.at) if given.used else {}).items():
        reasons[number].append(why)
    found = {number: "已有" + "、".join(said) for number, said in reasons.items()}
    return found | _held(given.model, ids, found)


def _count(reasons: dict[int, list[str]], rows: "models.QuerySet[Any, Any]", what: str) -> None:
    for number, count in rows.annotate(Count("pk")).order_by():
        reasons[number].append(f"{what} {count} 条")


def _held(model: type[models.Model], ids: Collection[int], known: Collection[int]) -> dict[int, str]:
    """Those that others of the same kind refer to which have to stay, and whom those refer to, and so on."""
    kept, staying = set(known), set(known)
    while staying:
        rows = model._default_manager.filter(pk__in=staying)
        held = {row[0] for name in _own_references(model) for row in rows.values_list(name)}
        staying = held.intersection(ids) - kept
        kept |= staying
    return dict.fromkeys(kept.difference(known), f"要保留的{model._meta.verbose_name}用到它")


def _delete(model: type[models.Model], ids: Collection[int]) -> None:
    rows = model._default_manager.filter(pk__in=ids)
    if names := _own_references(model):
        rows.update(**dict.fromkeys(names))
    rows.delete()


def _own_references(model: type[models.Model]) -> list[str]:
    return [name for referring, name in _references(model) if referring is model]


def _references(target: type[models.Model]) -> Iterable[tuple[type[models.Model], str]]:
    """Every foreign key to `target` in the house, except those of rows that are parts of it, and of what is
    only worked out and holds nothing in place."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model is target:
                relation = field.remote_field
                if isinstance(relation, models.ManyToOneRel) and relation.on_delete not in _FREE:
                    yield model, field.name


def _note_undone(run: ImportRun, ids: Sequence[int], outcome: Outcome) -> None:
    run.rows.filter(object_id__in=ids, outcome__in=WRITTEN).update(outcome=outcome)
