"""Who is told of which event, in words: rooms declare it in `notices.py`, the inbox delivers it.

A notice leaves the house by e-mail and later by text message, so it carries no business content: a sentence
fixed in the code, numbers and dates, and a link that asks for the right again.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from qinqing.kernel import clock, declared
from qinqing.kernel.events import Hearer

_NUMBER = re.compile(r"[A-Za-z]{0,4}\d[\d\-]{0,30}")


def _no_facts(event: Any) -> Mapping[str, object]:
    return {}


def _concerns(event: Any, person_id: int, now: datetime) -> bool:
    return True


@dataclass(frozen=True)
class Notice:
    """A line of the table: on `event` the people `to` (ids) are told a sentence, with a level and an address.

    `say` may hold placeholders that `facts` fills with numbers and dates. `still_concerns` is asked for each
    person again at the moment of sending out: who has lost the right since is not told.
    """

    key: str
    event: type
    to: Callable[[Any, datetime], Iterable[int]]
    say: str
    url: Callable[[Any], str]
    facts: Callable[[Any], Mapping[str, object]] = _no_facts
    level: str = "act"
    still_concerns: Callable[[Any, int, datetime], bool] = _concerns

    def __post_init__(self) -> None:
        if "event_id" not in {field.name for field in fields(self.event)}:
            raise ImproperlyConfigured(
                f"{self.event.__name__} needs the field event_id: somebody is told of it"
            )

    def text(self, event: Any) -> str:
        """The sentence; raises ValueError where a fact is more than a number or a date."""
        return self.say.format(**{name: _plain(name, fact) for name, fact in self.facts(event).items()})


def _plain(name: str, fact: object) -> str:
    if isinstance(fact, datetime):
        at = clock.local(fact)
        return f"{at.month}月{at.day}日 {at:%H:%M}"
    if isinstance(fact, date):
        return f"{fact.month}月{fact.day}日"
    if isinstance(fact, int) or (isinstance(fact, str) and _NUMBER.fullmatch(fact)):
        return str(fact)
    raise ValueError(f"a notice carries numbers and dates only, not the fact {name!r}")


def notices() -> tuple[Notice, ...]:
    """Every notice that the rooms declare."""
    found = tuple(item for item in declared.declarations("notices", "NOTICES") if isinstance(item, Notice))
    if len({notice.key for notice in found}) < len(found):
        raise ImproperlyConfigured("two notices have the same key")
    return found


def hearer(notice: Notice, put: Callable[[Notice, Any, datetime], None]) -> Hearer:
    """The hearer that hands the event of a notice to `put`, under the notice's own name."""

    def hear(event: Any, now: datetime) -> None:
        put(notice, event, now)

    hear.__module__, hear.__qualname__ = "notices", notice.key
    return hear
