"""Area nodes and units: made, corrected, dissolved with a successor."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from qinqing.domains.accounts.events import AreaCreated, UnitChanged, UnitCreated, UnitEnded
from qinqing.domains.accounts.models import Area, Unit
from qinqing.domains.accounts.permissions import require
from qinqing.domains.accounts.terms import AreaKind, UnitFunction, UnitKind, UnitLevel
from qinqing.kernel import door, events, idempotency
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import NotFound, Refused

ONE_AREA_CODE, ONE_UNIT_CODE = door.retry_on("area_code"), door.retry_on("unit_code")


def create_area(
    *,
    author: Author,
    code: str,
    name: str,
    kind: AreaKind,
    now: datetime,
    parent_id: int | None = None,
    national_code: str = "",
) -> Area:
    """Add a node to the area tree. Refuses a code that is taken."""
    require(author.actor, "unit.keep")
    if first := idempotency.first_result(author):
        return Area.objects.get(pk=first.subject_id)
    if Area.objects.filter(code=code).exists():
        raise Refused("code_taken", "这个代码已经用了", "code")
    above = None
    if parent_id is not None:
        above = Area.objects.filter(pk=parent_id).first()
        if above is None:
            raise NotFound
    area = Area.objects.create(
        code=code, name=name, kind=kind.value, parent=above, path="", national_code=national_code
    )
    area.path = f"{above.path if above else ''}{area.pk}."
    area.save(update_fields=["path"])
    events.tell(
        AreaCreated, subject=("area", area.pk), author=author, at=now, layer="H", record={"name": name}
    )
    return area


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What is known of a unit; `signs_off_id` is who signs off where it has no second person."""

    code: str
    name: str
    short: str
    kind: UnitKind
    level: UnitLevel
    parent_id: int | None = None
    area_id: int | None = None
    signs_off_id: int | None = None
    function: UnitFunction = UnitFunction.NONE


_LABELS = {
    "name": "全称",
    "short": "简称",
    "kind": "性质",
    "level": "级别",
    "parent_id": "上级单位",
    "area_id": "所在区域",
    "signs_off_id": "上级审签人",
    "function": "职能",
}


def create_unit(*, author: Author, facts: UnitFacts, founded_on: date, now: datetime) -> Unit:
    """Add a unit. Refuses a code that is taken."""
    require(author.actor, "unit.keep")
    if first := idempotency.first_result(author):
        return Unit.objects.get(pk=first.subject_id)
    _check(facts)
    if Unit.objects.filter(code=facts.code).exists():
        raise Refused("code_taken", "这个代码已经用了", "code")
    unit = Unit.objects.create(**_columns(facts), founded_on=founded_on)
    events.tell(
        UnitCreated, subject=("unit", unit.pk), author=author, at=now, layer="H", record={"name": facts.short}
    )
    return unit


def change_unit(*, author: Author, unit_id: int, facts: UnitFacts, now: datetime) -> Unit:
    """Correct the facts of a unit; its code stays what it is. Who comes after it is for `end_unit`."""
    require(author.actor, "unit.keep")
    unit = _unit(unit_id)
    _check(facts)
    if unit.pk == facts.parent_id:
        raise Refused("own_parent", "上级单位不能是它自己", "parent_id")
    columns = _columns(facts)
    changed = [name for name in _LABELS if getattr(unit, name) != columns[name]]
    if not changed:
        return unit
    for name in changed:
        setattr(unit, name, columns[name])
    unit.save(update_fields=changed)
    record = {"fields": "、".join(_LABELS[name] for name in changed)}
    events.tell(UnitChanged, subject=("unit", unit.pk), author=author, at=now, layer="H", record=record)
    return unit


def end_unit(*, author: Author, unit_id: int, on: date, successor_id: int, now: datetime) -> None:
    """Dissolve a unit from a day on; who holds a role for the successor reaches what this one held.

    Refuses a successor that does not exist on that day or comes, at the end of its line, after itself.
    """
    require(author.actor, "unit.keep")
    unit, heir = _unit(unit_id), _unit(successor_id)
    if unit.ended_on is not None:
        raise Refused("ended", f"{unit.short}已经撤并了")
    if on <= unit.founded_on:
        raise Refused("too_early", "撤并日期要在成立日期之后", "on")
    if heir.pk == unit.pk or (heir.ended_on is not None and heir.ended_on <= on):
        raise Refused("no_successor", "承接单位要是那一天还在的另一个单位", "successor_id")
    unit.ended_on, unit.successor = on, heir
    unit.save(update_fields=["ended_on", "successor"])
    record = {"successor": heir.short, "on": on.isoformat()}
    events.tell(
        UnitEnded,
        subject=("unit", unit.pk),
        about=[("unit", heir.pk)],
        author=author,
        at=now,
        layer="H",
        record=record,
    )


def _unit(unit_id: int) -> Unit:
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise NotFound
    return unit


def _check(facts: UnitFacts) -> None:
    for name, value in (("code", facts.code), ("name", facts.name), ("short", facts.short)):
        if not value.strip():
            raise Refused("missing", "这一项要填", name)


def _columns(facts: UnitFacts) -> dict[str, object]:
    return {name: str(value) if isinstance(value, str) else value for name, value in asdict(facts).items()}
