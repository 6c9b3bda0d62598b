"""The duty catalogue of an area, with its days: what is to be proposed, and what it is when confirmed."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from qinqing.domains.problems.actions import dated
from qinqing.domains.problems.actions.dated import Deed, Ending, Subject
from qinqing.domains.problems.events import DutyEnded, DutyWritten
from qinqing.domains.problems.models import Duty
from qinqing.domains.problems.queries.catalogue import UNIT_WORDS, units_on
from qinqing.domains.problems.queries.dated import first_of
from qinqing.domains.problems.queries.surroundings import area_chain
from qinqing.kernel import events
from qinqing.kernel.refusals import Refused
from qinqing.lib import text
from qinqing.ui import formats

DUTY = "duty"


@dataclass(frozen=True, slots=True)
class DutyFacts:
    """A matter of the catalogue: units by their code, or a word for one that only the problem names (@town).

    `replaces_id` is the row whose place it takes.
    """

    matter: str
    category_id: int
    area_id: int
    lead: str
    assist: tuple[str, ...] = ()
    basis: str = ""
    not_this: str = ""
    replaces_id: int | None = None


@dataclass(frozen=True, slots=True)
class EndDuty:
    """Nothing is to be dispatched by this row any more."""

    duty_id: int


def duty_subject(facts: DutyFacts) -> Subject:
    """The matter that is written, in the place of another or anew."""
    new = f"new:{facts.category_id}:{text.normalise(facts.matter)}"
    return Subject(facts.area_id, f"duty:{facts.replaces_id or new}", facts.matter)


def duty_before(facts: DutyFacts, today: date) -> dict[str, Any] | None:
    """What the replaced row says."""
    row = _replaced(facts)
    return _said(row) if row is not None else None


def refuse_duty(facts: DutyFacts, day: date, today: date) -> None:
    """Refuses a unit that is not there on that day, a unit named twice, a matter that the catalogue of the
    area has already, a day before the replaced one began; Conflict where that one has ended meanwhile."""
    _refuse_units(facts, day)
    replaces = _replaced(facts)
    _refuse_overlap(facts, day, replaces)
    dated.refuse_replacing(replaces, facts.area_id, day)


def put_duty(facts: DutyFacts, deed: Deed) -> None:
    """A matter is led by a unit from a day on. What was dispatched before stays as it was."""
    replaces = _replaced(facts)
    dated.begin(facts.area_id, deed.on, replaces)
    made = Duty.objects.create(
        area_id=facts.area_id, category_id=facts.category_id, matter=facts.matter, lead=facts.lead,
        assist=list(facts.assist), basis=facts.basis, not_this=facts.not_this, valid_from_on=deed.on,
        replaces=replaces, written_by_id=deed.written_by_id,
    )  # fmt: skip
    record = {"matter": made.matter, "lead": made.lead, "from_on": deed.on.isoformat(), **deed.proposer}
    if replaces is not None:
        record["replaces"] = str(replaces.pk)
    events.tell(DutyWritten, subject=(DUTY, made.pk), author=deed.author, at=deed.now, record=record)


def _replaced(facts: DutyFacts) -> Duty | None:
    return Duty.objects.get(pk=facts.replaces_id) if facts.replaces_id is not None else None


def _said(row: Duty) -> dict[str, Any]:
    facts = DutyFacts(
        row.matter, row.category_id, row.area_id or 0, row.lead, tuple(row.assist), row.basis, row.not_this,
        row.replaces_id,
    )  # fmt: skip
    return asdict(facts)


DUTY_ENDING = Ending(
    find=lambda facts: Duty.objects.get(pk=facts.duty_id),
    key=lambda row: f"duty:{row.pk}",
    called=lambda row: row.matter,
    word="matter",
    said=_said,
    event=DutyEnded,
    subject_kind=DUTY,
)


def _refuse_units(facts: DutyFacts, day: date) -> None:
    known = {unit.code for unit in units_on(day)} | set(UNIT_WORDS)
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
