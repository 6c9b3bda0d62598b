"""What is known of an enterprise by year, and the size class that follows from it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from django.db import IntegrityError
from django.db.models import Q

from qinqing.domains.enterprises import rules
from qinqing.domains.enterprises.events import FiguresOpened, SizeClassChanged, YearlyFactsStated
from qinqing.domains.enterprises.models import Enterprise, Opening, YearlyFacts
from qinqing.domains.enterprises.permissions import PERMISSIONS
from qinqing.domains.enterprises.queries.figures import statements_of, values_of
from qinqing.domains.enterprises.rules import Statement
from qinqing.domains.enterprises.terms import FactSource, Measure
from qinqing.kernel import bulk, clock, door, events, idempotency
from qinqing.kernel.events import Author, Told
from qinqing.kernel.refusals import Conflict, Refused
from qinqing.lib.size_class import SizeClass

OPEN_FOR = timedelta(hours=2)
_OWN_SOURCE = {"main_contact": FactSource.FIRM, "served": FactSource.OFFICER}


@dataclass(frozen=True, slots=True)
class NewStatement:
    """A statement about one enterprise, for many at once; `replaces` is the row it takes the place of."""

    enterprise_id: int
    statement: Statement
    replaces: int | None = None


def sources_for(relations: Collection[str]) -> tuple[FactSource, ...]:
    """In whose name somebody may state figures: a keeper in anybody's, main contact and officer in theirs."""
    if set(relations) & {"keeper", "system"}:
        return tuple(FactSource)
    return tuple(source for relation, source in _OWN_SOURCE.items() if relation in relations)


def state_facts(
    *, author: Author, enterprise: Enterprise, statement: Statement, now: datetime
) -> YearlyFacts:
    """A source says what it knows of a year; what it said before is replaced where it now says something.

    Refuses whoever may not speak for that source, a year that has not begun, and what contradicts itself.
    """
    first = idempotency.first_result(author)
    if first is not None:
        return _stated(first.made("yearly_facts_id"))
    if statement.source not in sources_for(PERMISSIONS.relations(author.actor, enterprise)):
        raise Refused("source", "您不能代这个来源填数据", "source")
    today = clock.local(now).date()
    if not rules.FIRST_YEAR <= statement.year <= today.year or statement.stated_on > today:
        raise Refused("year", "年度和数据日期不能在将来", "year")
    if not statement.values:
        raise Refused("nothing", "至少填一项数据")
    with door.as_system("figures.state"):
        before = (
            YearlyFacts.objects.select_for_update()
            .standing()
            .filter(enterprise=enterprise, year=statement.year, source=statement.source)
            .first()
        )
        former = values_of(before).values if before else {}
        whole = replace(statement, values={**former, **statement.values})
        measure, fault = rules.fault_of(whole.values)
        if fault:
            raise Refused("values", fault, str(measure) if measure else None)
        new = NewStatement(enterprise.pk, whole, before.pk if before else None)
        try:
            (number,) = _write([new], now)
        except IntegrityError:
            raise Conflict("这一年的数据刚刚被别人填过，请看最新内容") from None
    record = {"year": statement.year, "source": statement.source.label, "yearly_facts_id": number}
    events.tell(
        YearlyFactsStated, subject=("enterprise", enterprise.pk), author=author, at=now, record=record
    )
    settle_sizes(author=author, enterprise_ids=[enterprise.pk], now=now)
    return _stated(number)


def _stated(number: int) -> YearlyFacts:
    with door.as_system("figures.state"):
        return YearlyFacts.objects.get(pk=number)


def state_many(
    *, author: Author, statements: Sequence[NewStatement], now: datetime, import_run_id: int | None = None
) -> list[int]:
    """Thousands at once, which the caller has checked; gives the ids of the rows in order.

    An import tells its own event a chunk; without one each enterprise has its event.
    """
    if not statements:
        return []
    with door.as_system("figures.state"):
        ids = _write(statements, now, import_run_id)
    if import_run_id is None:
        told = [
            Told(
                ("enterprise", one.enterprise_id),
                record={"year": one.statement.year, "source": one.statement.source.label},
            )
            for one in statements
        ]
        events.tell_many(YearlyFactsStated, told, author=author, at=now)
    settle_sizes(author=author, enterprise_ids={one.enterprise_id for one in statements}, now=now)
    return ids


def _write(statements: Sequence[NewStatement], now: datetime, import_run_id: int | None = None) -> list[int]:
    replaced = [one.replaces for one in statements if one.replaces is not None]
    YearlyFacts.objects.filter(pk__in=replaced).update(replaced_at=now)
    ids = bulk.draw(YearlyFacts, len(statements))
    rows = [
        (
            *(number, one.enterprise_id, one.statement.year, str(one.statement.source)),
            *(one.statement.stated_on, now, import_run_id),
            *(one.statement.values.get(measure) for measure in Measure),
        )
        for number, one in zip(ids, statements, strict=True)
    ]
    names = ("id", "enterprise", "year", "source", "stated_on", "at", "import_run", *Measure.values())
    bulk.insert(YearlyFacts, names, rows)
    return ids


def take_back(*, author: Author, replaced: Mapping[int, int | None], now: datetime) -> None:
    """Remove statements by their ids, and let what each replaced, if anything, stand again."""
    with door.as_system("figures.take_back"):
        rows = YearlyFacts.objects.filter(pk__in=list(replaced))
        enterprise_ids = set(rows.values_list("enterprise", flat=True))
        rows.delete()
        again = [number for number in replaced.values() if number is not None]
        YearlyFacts.objects.filter(pk__in=again).update(replaced_at=None)
    settle_sizes(author=author, enterprise_ids=enterprise_ids, now=now)


def settle_sizes(*, author: Author, enterprise_ids: Collection[int], now: datetime) -> None:
    """Bring the size class of enterprises in line with their industry and figures; say where it changed.

    What was stated of an entry counts for the one it was merged into, where that one says nothing itself.
    """
    with door.as_system("figures.size"):
        merged = _merged_into(enterprise_ids)
        rows = Enterprise.objects.filter(pk__in={*enterprise_ids, *merged}).only(
            "industry", "industry_code", "size_class", "size_year"
        )
        known = statements_of({*enterprise_ids, *merged, *chain.from_iterable(merged.values())})
        changed: list[tuple[int, str, str]] = []
        for row in rows:
            said = chain.from_iterable(known.get(one, ()) for one in (row.pk, *merged.get(row.pk, ())))
            verdict, year = rules.size_of(row.industry_code or row.industry, said)
            size = str(verdict.size or "")
            if (size, year) != (row.size_class, row.size_year):
                if size != row.size_class:
                    changed.append((row.pk, row.size_class, size))
                Enterprise.objects.filter(pk=row.pk).update(size_class=size, size_year=year)
    told = [
        Told(("enterprise", number), record={"before": _said(before), "after": _said(after)})
        for number, before, after in changed
    ]
    if told:
        events.tell_many(SizeClassChanged, told, author=author, at=now)


def _merged_into(enterprise_ids: Collection[int]) -> Mapping[int, Sequence[int]]:
    """What was merged into these enterprises, or into those that they were merged into."""
    asked = Enterprise.objects.filter(pk__in=list(enterprise_ids))
    into = Q(merged_into__in=list(enterprise_ids)) | Q(merged_into__in=asked.values("merged_into"))
    found: dict[Any, list[int]] = {}
    for kept, number in Enterprise.objects.filter(into).order_by("pk").values_list("merged_into", "pk"):
        found.setdefault(kept, []).append(number)
    return found


def _said(size: str) -> str:
    return SizeClass.label_of(size) if size else "未划型"


def open_figures(*, author: Author, enterprise: Enterprise, reason: str, now: datetime) -> Opening:
    """Let a keeper of the enterprise see its figures for two hours, with his reason on record.

    Refuses whoever does not keep it, and a reason that says nothing.
    """
    if "keeper" not in PERMISSIONS.relations(author.actor, enterprise):
        raise Refused("not_keeper", "只有协调这家企业的人可以登记查看")
    if len(reason) < 4:
        raise Refused("reason", "写明为什么要看，例如“核对专精特新申报条件”", "reason")
    person: Any = author.actor.person_id
    row = Opening.objects.create(
        enterprise=enterprise, person_id=person, reason=reason, from_at=now, until_at=now + OPEN_FOR
    )
    events.tell(
        FiguresOpened,
        subject=("enterprise", enterprise.pk),
        author=author,
        at=now,
        layer="R",
        record={"reason": reason, "enterprise": enterprise.name},
    )
    return row
