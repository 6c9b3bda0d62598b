"""The story of a thing: the events about it, each in the words that its room gave it.

An event type says its line by `says` (words in braces come from the record) and its icon by `drawing`;
one without words is no part of a story. One that says `opens` tells that somebody looked at what is shown
covered.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from qinqing.kernel import declared
from qinqing.kernel.models import Event, EventAbout

UNKNOWN = "—"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a story; who is known by id: names are the business of the room that keeps people."""

    event_id: int
    name: str
    at: datetime
    text: str
    drawing: str
    layer: str
    actor_id: int | None
    acting_for_id: int | None
    rule: str
    subject: tuple[str, int]
    record: Mapping[str, Any]


def of(
    kind: str,
    ids: Collection[int],
    *,
    subjects: Collection[str],
    layers: Collection[str],
    most: int = 50,
) -> list[Entry]:
    """The newest events about the things of `kind` with these ids, newest first.

    Only events whose subject is of one of the kinds `subjects` and whose layer is among `layers`: the caller
    names what this reader may read; row security asks once more.
    """
    about = EventAbout.objects.filter(kind=kind, object_id__in=list(ids)).values("event_id")
    rows = Event.objects.filter(
        pk__in=about, subject_kind__in=list(subjects), layer__in=list(layers), name__in=list(sayings())
    )
    return [entry_of(row) for row in rows.order_by("-at", "-pk")[:most]]


@cache
def sayings() -> dict[str, tuple[str, str]]:
    """The line and the icon of every event type that has words, by its name."""
    return {
        name: (vars(event)["says"], vars(event)["drawing"])
        for name, event in _types()
        if "says" in vars(event)
    }


@cache
def openings() -> frozenset[str]:
    """The names of the event types by which somebody looked at what is shown covered."""
    return frozenset(name for name, event in _types() if vars(event).get("opens", False))


def _types() -> Iterator[tuple[str, type]]:
    for module in declared.modules("events"):
        for name, event in vars(module).items():
            if isinstance(event, type) and event.__module__ == module.__name__:
                yield name, event


class _Words(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return UNKNOWN


def entry_of(row: Event) -> Entry:
    """One event in the words of its room; its type must be among `sayings`."""
    says, drawing = sayings()[row.name]
    return Entry(
        event_id=row.pk,
        name=row.name,
        at=row.at,
        text=says.format_map(_Words(row.record)),
        drawing=drawing,
        layer=row.layer,
        actor_id=row.actor_id,
        acting_for_id=row.acting_for_id,
        rule=row.rule,
        subject=(row.subject_kind, row.subject_id),
        record=row.record,
    )
