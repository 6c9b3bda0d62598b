"""What an enterprise tells because a rule asks."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.policies import events, rules
from qinqing.domains.policies.actions import stale
from qinqing.domains.policies.facts import askable
from qinqing.domains.policies.models import StatedFact
from qinqing.kernel import bulk, clock, door, idempotency
from qinqing.kernel import events as kernel_events
from qinqing.kernel.events import Author, Told
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.lib.rules import Value, read


def state_fact(*, author: Author, enterprise: Enterprise, name: str, value: Any, now: datetime) -> None:
    """Keep what was said of an enterprise, for this year, and have it judged again.

    By its own people and who serves it. Refuses a fact that is not asked for and a value it cannot have.
    """
    if idempotency.first_result(author) is not None:
        return
    if not enterprises.relations_to(author.actor, enterprise) & {"member", "served"}:
        raise NotFound
    if name not in askable():
        raise Refused("not_asked", "这一项不用补报", "fact")
    fact = rules.book().facts[name]
    try:
        known = read(fact, value)
    except ValueError as wrong:
        raise Refused("no_value", str(wrong), "value") from None
    who = author.actor.person_id
    assert who is not None, "somebody says it"
    StatedFact.objects.create(
        enterprise=enterprise, fact=name, value=_stored(known), year=clock.local(now).year,
        stated_by_id=who, stated_at=now,
    )  # fmt: skip
    kernel_events.tell(
        events.FactStated, subject=("enterprise", enterprise.pk), author=author, at=now, layer="H",
        record={"label": fact.label},
    )  # fmt: skip
    stale.mark([enterprise.pk], now)


def state_many(*, author: Author, stated: Mapping[int, Mapping[str, Value]], now: datetime) -> None:
    """Keep what a table said of many enterprises, by their ids; the caller has read the values."""
    same = {"year": clock.local(now).year, "stated_by": author.actor.person_id, "stated_at": now}
    rows = [(number, name, _stored(value)) for number, some in stated.items() for name, value in some.items()]
    with door.as_system("policies.state_many"):
        bulk.insert(StatedFact, ("enterprise", "fact", "value"), rows, same)
    told = [
        Told(("enterprise", number), record={"label": f"{len(some)} 项资料"})
        for number, some in stated.items()
    ]
    kernel_events.tell_many(events.FactStated, told, author=author, at=now, layer="H")
    stale.mark(list(stated), now)


def _stored(value: Value | None) -> Any:
    return value.isoformat() if isinstance(value, date) else value
