"""The duty catalogue, kept by the coordinator for his area, with its days."""

from dataclasses import dataclass
from datetime import date, datetime

from qinqing.domains.problems.actions import dated
from qinqing.domains.problems.events import DutyEnded, DutyWritten
from qinqing.domains.problems.models import Duty
from qinqing.domains.problems.queries.catalogue import PLACES, units_on
from qinqing.domains.problems.queries.dated import first_of
from qinqing.domains.problems.queries.surroundings import area_chain
from qinqing.kernel import events, idempotency
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Refused
from qinqing.lib import text
from qinqing.ui import formats

DUTY = "duty"


@dataclass(frozen=True, slots=True)
class DutyFacts:
    """A matter of the catalogue: units by their code, or a word for the place (@town, @park)."""

    matter: str
    category_id: int
    area_id: int
    lead: str
    assist: tuple[str, ...] = ()
    basis: str = ""
    not_this: str = ""


def write_duty(
    *, author: Author, facts: DutyFacts, from_on: date, now: datetime, replaces: Duty | None = None
) -> Duty:
    """A matter is led by a unit from a day on, in the place of `replaces` where there is one.

    Refuses an area out of reach, a unit that is not there on that day, a unit named twice, a matter that
    the catalogue of the area has already, and a day before the replaced one began. Raises Conflict where
    that one has been replaced or ended meanwhile. What was dispatched before stays as it was.
    """
    first = idempotency.first_result(author)
    if first is not None:
        return Duty.objects.get(pk=first.subject_id)
    dated.refuse_foreign(author, facts.area_id, "请选您协调的区域")
    _refuse_units(facts, from_on)
    _refuse_overlap(facts, from_on, replaces)
    dated.begin(author, facts.area_id, from_on, replaces)
    made = Duty.objects.create(
        area_id=facts.area_id, category_id=facts.category_id, matter=facts.matter, lead=facts.lead,
        assist=list(facts.assist), basis=facts.basis, not_this=facts.not_this, valid_from_on=from_on,
        replaces=replaces, written_by_id=author.actor.person_id,
    )  # fmt: skip
    record = {"matter": made.matter, "lead": made.lead, "from_on": from_on.isoformat()}
    if replaces is not None:
        record["replaces"] = str(replaces.pk)
    events.tell(DutyWritten, subject=(DUTY, made.pk), author=author, at=now, record=record)
    return made


def end_duty(*, author: Author, duty: Duty, on: date, now: datetime) -> None:
    """Nothing is dispatched by it from a day on. Refuses one of another area and a day before it began."""
    if idempotency.first_result(author) is not None:
        return
    dated.refuse_foreign(author, duty.area_id, "这一条不是您的区域写的，可以改写成本区域的")
    dated.end(duty, on)
    record = {"matter": duty.matter, "on": on.isoformat()}
    events.tell(DutyEnded, subject=(DUTY, duty.pk), author=author, at=now, record=record)


def _refuse_units(facts: DutyFacts, day: date) -> None:
    known = {unit.code for unit in units_on(day)} | set(PLACES)
    if facts.lead not in known:
        raise Refused("unknown_unit", f"没有这个单位，或者{formats.full_day(day)}已经撤并", "lead")
    if gone := [code for code in facts.assist if code not in known]:
        raise Refused("unknown_unit", f"{formats.full_day(day)}没有这个单位：{'、'.join(gone)}", "assist")
    if facts.lead in facts.assist or len(set(facts.assist)) != len(facts.assist):
        raise Refused("twice", "同一个单位只能写一次：主办，或者协办", "assist")


def _refuse_overlap(facts: DutyFacts, day: date, replaces: Duty | None) -> None:
    """The same matter twice would send the same problem to two leads."""
    same = [row for row in Duty.objects.select_related("area") if _is_same(row, facts)]
    by_id = {row.pk: row for row in Duty.objects.all()}
    place = first_of(replaces, by_id) if replaces is not None else 0
    stands = set(area_chain(facts.area_id)) | {None}
    for row in same:
        if first_of(row, by_id) != place and row.area_id in stands and (row.valid_until_on or date.max) > day:
            where = row.area.name if row.area else "随系统提供"
            raise Refused(
                "overlap",
                f"目录里已有同一事项（{where}，{formats.full_day(row.valid_from_on)}起），请打开那一条改写",
                "matter",
            )


def _is_same(row: Duty, facts: DutyFacts) -> bool:
    return row.category_id == facts.category_id and text.normalise(row.matter) == text.normalise(facts.matter)
