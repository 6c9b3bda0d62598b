"""Titles and places on lists by thousands, as tables bring them, and taken back with the table."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models

from qinqing.domains.enterprises.actions.standing import title_said
from qinqing.domains.enterprises.events import (
    RollEntryCorrected,
    RollEntryTakenBack,
    RollJoined,
    TitleCorrected,
    TitleGiven,
    TitleTakenBack,
)
from qinqing.domains.enterprises.models import RollEntry, Title
from qinqing.domains.enterprises.terms import TitleKind
from qinqing.kernel import bulk, events
from qinqing.kernel.events import Author, Told
from qinqing.ui import formats


@dataclass(frozen=True, slots=True)
class NewTitle:
    """A title of one enterprise; with `corrects` it is what is right of a title that stands."""

    enterprise_id: int
    kind: TitleKind
    from_on: date
    until_on: date | None = None
    level: str = ""
    paper: str = ""
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A place of one enterprise on a list; with `corrects` it is what is right of one that stands."""

    enterprise_id: int
    roll_id: int
    roll: str
    from_on: date
    until_on: date | None = None
    leads: bool = False
    corrects: int | None = None


def give_titles(*, author: Author, titles: Sequence[NewTitle], now: datetime) -> list[int]:
    """Give thousands of titles and correct those that stand; gives the ids in order.

    What would overlap the caller has compared; the database refuses it by IntegrityError.
    """
    names = ("enterprise", "kind", "from_on", "until_on", "level", "paper")
    columns = [
        (one.enterprise_id, one.kind.value, one.from_on, one.until_on, one.level, one.paper) for one in titles
    ]
    ids = _write(Title, names, columns, [one.corrects for one in titles], ("until_on", "level", "paper"))
    for event, corrects in ((TitleGiven, False), (TitleCorrected, True)):
        told = [
            _told(one.enterprise_id, {"title_id": number, **title_said(one.kind, one.until_on)})
            for number, one in zip(ids, titles, strict=True)
            if (one.corrects is not None) == corrects
        ]
        _tell(event, told, author, now)
    return ids


def join_rolls(*, author: Author, entries: Sequence[NewEntry], now: datetime) -> list[int]:
    """Put thousands on lists and correct the places that stand, as `give_titles` does with titles."""
    names = ("enterprise", "roll", "from_on", "until_on", "leads")
    columns = [(one.enterprise_id, one.roll_id, one.from_on, one.until_on, one.leads) for one in entries]
    ids = _write(RollEntry, names, columns, [one.corrects for one in entries], ("until_on", "leads"))
    for event, corrects in ((RollJoined, False), (RollEntryCorrected, True)):
        told = [
            _told(
                one.enterprise_id,
                {"roll_entry_id": number, "roll": one.roll, "day": formats.full_day(one.from_on)},
            )
            for number, one in zip(ids, entries, strict=True)
            if (one.corrects is not None) == corrects
        ]
        _tell(event, told, author, now)
    return ids


def take_back_titles(*, author: Author, ids: Collection[int], now: datetime) -> None:
    """The enterprises never bore these titles; their records say so."""
    rows = Title.objects.filter(pk__in=ids)
    told = [
        _told(enterprise_id, {"title": TitleKind.label_of(kind)})
        for enterprise_id, kind in rows.order_by("pk").values_list("enterprise", "kind")
    ]
    rows.delete()
    _tell(TitleTakenBack, told, author, now)


def leave_rolls_again(*, author: Author, ids: Collection[int], now: datetime) -> None:
    """The enterprises were never on these lists; their records say so."""
    rows = RollEntry.objects.filter(pk__in=ids)
    told = [
        _told(enterprise_id, {"roll": roll})
        for enterprise_id, roll in rows.order_by("pk").values_list("enterprise", "roll__name")
    ]
    rows.delete()
    _tell(RollEntryTakenBack, told, author, now)


def restore_title(*, author: Author, title: Title, before: Mapping[str, Any], now: datetime) -> None:
    """A title is again as it was before a table corrected it."""
    Title.objects.filter(pk=title.pk).update(**before)
    kept = Title.objects.get(pk=title.pk)
    said = title_said(TitleKind.of(kept.kind), kept.until_on)
    _tell(TitleCorrected, [_told(kept.enterprise_id, {"title_id": kept.pk, **said})], author, now)


def restore_entry(*, author: Author, entry: RollEntry, before: Mapping[str, Any], now: datetime) -> None:
    """A place on a list is again as it was before a table corrected it."""
    RollEntry.objects.filter(pk=entry.pk).update(**before)
    record = {"roll_entry_id": entry.pk, "roll": entry.roll.name, "day": formats.full_day(entry.from_on)}
    _tell(RollEntryCorrected, [_told(entry.enterprise_id, record)], author, now)


def _write(
    model: type[models.Model],
    names: Sequence[str],
    columns: Sequence[Sequence[Any]],
    corrects: Sequence[int | None],
    changing: Sequence[str],
) -> list[int]:
    """Insert what is new, change of what stands only `changing`; the ids in order."""
    drawn = iter(bulk.draw(model, sum(one is None for one in corrects)))
    ids = [next(drawn) if one is None else one for one in corrects]
    rows = list(zip(ids, columns, corrects, strict=True))
    bulk.insert(model, ("id", *names), [(number, *values) for number, values, old in rows if old is None])
    places = [names.index(name) for name in changing]
    corrected = [(number, *(values[n] for n in places)) for number, values, old in rows if old is not None]
    bulk.update(model, changing, corrected)
    return ids


def _told(enterprise_id: int, record: Mapping[str, Any]) -> Told:
    return Told(("enterprise", enterprise_id), record=record)


def _tell(event: type, told: Sequence[Told], author: Author, now: datetime) -> None:
    if told:
        events.tell_many(event, told, author=author, at=now)
