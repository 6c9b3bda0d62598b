"""Events: recorded in the transaction of the change, delivered after it, at least once, effective once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from qinqing.kernel import bulk, jobs
from qinqing.kernel.models import Event, EventAbout
from qinqing.kernel.permissions import Actor
from qinqing.kernel.presence import NOT_SHOWN, Presence
from qinqing.kernel.writing import Drawn, Writing

Subject = tuple[str, "int | Drawn"]
Hearer = Callable[[Any, datetime], None]
Bystander = Callable[[Sequence[Event], datetime], None]

DELIVER = "kernel.deliver"


@dataclass(frozen=True, slots=True)
class Author:
    """Who a recorded change is by: the actor, for whom he acts, in which role, with which client key.

    `presence` is what he shows of himself, for the acts that ask for it.
    """

    actor: Actor
    role: str = ""
    acting_for_id: int | None = None
    client_key: UUID | None = None
    client_digest: str = ""
    presence: Presence = NOT_SHOWN

    @property
    def besides(self) -> "Author":
        """The same for what else the request writes: its key names one event, by which it is known again."""
        return Author(self.actor, self.role, self.acting_for_id)

    def acting_as(self, role: str) -> "Author":
        """The same in this role, on behalf of whoever lent it to the actor."""
        return replace(self, role=role, acting_for_id=self.actor.acts_for(role))


class Telling:
    """The events of one writing and their one delivery job."""

    def __init__(self, writing: Writing, author: Author, at: datetime) -> None:
        self._writing = writing
        self._author = author
        self._at = at
        self._events: list[Drawn] = []

    def add(
        self,
        event: type,
        *,
        subject: Subject,
        about: Iterable[Subject] = (),
        layer: str = "E",
        record: Mapping[str, Any] | None = None,
        rule: str = "",
        imported: bool = False,
    ) -> Drawn:
        """Record one event; the client key goes with the first one, `rule` marks one by the system."""
        first = not self._events
        actor = self._author.actor
        drawn = self._writing.draw(Event)
        self._events.append(drawn)
        self._writing.insert(
            Event,
            {
                "id": drawn,
                "name": event.__name__,
                "subject_kind": subject[0],
                "subject_id": subject[1],
                "actor_id": None if rule else actor.person_id,
                "acting_for_id": None if rule else self._author.acting_for_id,
                "role": "" if rule else self._author.role,
                "rule": rule or actor.system,
                "unit_id": None if rule else actor.unit_id,
                "token_id": None if rule else actor.token_id,
                "layer": layer,
                "at": self._at,
                "record": dict(record or {}),
                "client_key": self._author.client_key if first and not rule else None,
                "client_digest": self._author.client_digest if first and not rule else "",
                "imported": imported,
            },
        )
        self._writing.insert(
            EventAbout,
            *({"event": drawn, "kind": kind, "object_id": number} for kind, number in (subject, *about)),
        )
        return drawn

    def deliver(self) -> None:
        """Start the one job that tells the hearers of all events recorded here."""
        if self._events and not _kept_back.get():
            marks = ", ".join("%s" for _ in self._events)
            self._writing.call(
                f"defer_job('{DELIVER}', jsonb_build_object('ids', array[{marks}]))", *self._events
            )


def tell(
    event: type,
    *,
    subject: tuple[str, int],
    author: Author,
    at: datetime,
    about: Iterable[tuple[str, int]] = (),
    layer: str = "E",
    record: Mapping[str, Any] | None = None,
) -> int:
    """Record one event in the running transaction and start its delivery; gives its id."""
    assert connection.in_atomic_block, "an event is told inside the transaction of its change"
    writing = Writing()
    telling = Telling(writing, author, at)
    telling.add(event, subject=subject, about=about, layer=layer, record=record)
    telling.deliver()
    return writing.run()[0]


@dataclass(frozen=True, slots=True)
class Told:
    """One of many events of the same type, told together."""

    subject: tuple[str, int]
    about: tuple[tuple[str, int], ...] = ()
    record: Mapping[str, Any] = field(default_factory=dict)


def tell_many(
    event: type, told: Sequence[Told], *, author: Author, at: datetime, layer: str = "E"
) -> list[int]:
    """Record events of one type by thousands in the running transaction; one delivery job a chunk."""
    assert connection.in_atomic_block, "an event is told inside the transaction of its change"
    ids = bulk.draw(Event, len(told))
    actor = author.actor
    same = {
        "name": event.__name__,
        "actor_id": actor.person_id,
        "acting_for_id": author.acting_for_id,
        "role": author.role,
        "rule": actor.system,
        "unit_id": actor.unit_id,
        "token_id": actor.token_id,
        "layer": layer,
        "at": at,
        "client_digest": "",
        "imported": False,
    }
    rows = [(number, *one.subject, dict(one.record)) for number, one in zip(ids, told, strict=True)]
    bulk.insert(Event, ("id", "subject_kind", "subject_id", "record"), rows, same)
    abouts = [(n, *what) for n, one in zip(ids, told, strict=True) for what in (one.subject, *one.about)]
    bulk.insert(EventAbout, ("event", "kind", "object_id"), abouts)
    for some in bulk.chunks(ids) if not _kept_back.get() else ():
        jobs.start(DELIVER, ids=list(some))
    return ids


_kept_back: ContextVar[bool] = ContextVar("events_kept_back", default=False)


@contextmanager
def kept_back() -> Iterator[None]:
    """Within the block events are recorded and no delivery is started: nobody is told of history.

    For simulated history, whose writer tells the hearers himself (`deliver`) where he means to.
    """
    token = _kept_back.set(True)
    try:
        yield
    finally:
        _kept_back.reset(token)


_wiring: dict[str, tuple[type, tuple[Hearer, ...]]] = {}
_bystanders: list[Bystander] = []


def wire(hearers: Mapping[type, Iterable[Hearer]], bystanders: Iterable[Bystander] = ()) -> None:
    """Called once by `config.wiring` with every arrow of the house, and who is handed every event as it is
    recorded; a bystander bears being handed one twice."""
    _wiring.clear()
    _wiring.update({event.__name__: (event, tuple(found)) for event, found in hearers.items()})
    _bystanders[:] = bystanders


def revive(kind: type, row: Event) -> Any:
    """The event as its dataclass again: ids from the row, the rest from its record."""
    known = {"actor_id": row.actor_id, "event_id": row.pk, f"{row.subject_kind}_id": row.subject_id}
    return kind(
        **{f.name: known[f.name] if f.name in known else row.record.get(f.name) for f in fields(kind)}
    )


def deliver(event_ids: Iterable[int], now: datetime) -> None:
    """Tell every hearer of each event once; may be repeated after a crash. Runs as the system."""
    rows = list(Event.objects.filter(pk__in=list(event_ids)).order_by("pk"))
    with transaction.atomic():
        for bystander in _bystanders:
            bystander(rows, now)
    for row in rows:
        kind, hearers = _wiring.get(row.name, (None, ()))
        for hearer in hearers:
            name = f"{hearer.__module__}.{hearer.__qualname__}"
            with transaction.atomic():
                if _first_time(row.pk, name, now):
                    assert kind is not None
                    hearer(revive(kind, row), now)


def _first_time(event_id: int, hearer: str, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into kernel_eventdelivery (event_id, hearer, at)"
            " values (%s::bigint, %s::text, %s::timestamptz) on conflict do nothing",
            [event_id, hearer, now],
        )
        return bool(cursor.rowcount == 1)
