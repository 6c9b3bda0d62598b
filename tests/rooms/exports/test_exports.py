"""A short list goes at once; a long one by two people, once, within a day, by the rights of that moment."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qinqing.domains.accounts import actions as accounts_actions
from qinqing.domains.accounts.models import Area, Grant, Person
from qinqing.domains.accounts.terms import AreaKind, Role
from qinqing.domains.exports import actions, queries, rules
from qinqing.domains.exports.models import Export
from qinqing.domains.exports.terms import ExportState, Format
from qinqing.kernel import clock, door, exports
from qinqing.kernel.events import Author
from qinqing.kernel.exports import Watermark
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Conflict, NotFound, Refused
from qinqing.lib.spreadsheets.leaving import harmless
from tests.builders import accounts, enterprises
from tests.builders.accounts import SYSTEM

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
FIXED, FAR = datetime(1991, 9, 15, 15, 0, 59, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC)
"""From when on the clock of the country has not been moved, and to when that is looked at."""
REGISTER = "enterprises"


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Area:
    """A district with three enterprises, where more than two rows are many."""
    monkeypatch.setattr(rules, "AT_ONCE", 2)
    city = accounts.an_area()
    area = accounts.an_area("青岚区", AreaKind.DISTRICT, city)
    for name in ("澜川甲公司", "=澜川乙公司", "澜川丙公司"):
        enterprises.an_enterprise(area, name)
    return area


def somebody(area: Area, role: Role = Role.COORDINATOR) -> Person:
    return accounts.a_person(role.label, role, area=area)


def author(person: Person, now: datetime = NOW) -> Author:
    return Author(door.become(person.pk, now))


def ordered(person: Person, reason: str = "", now: datetime = NOW, **given: str) -> Export:
    extract = exports.extract_of(REGISTER)
    order = actions.Order(given, Format.CSV, reason)
    return actions.order_export(author=author(person, now), extract=extract, order=order, now=now)


def decided(export: Export, by: Person, agreed: bool = True, refusal: str = "", now: datetime = NOW) -> None:
    actions.decide_export(
        author=author(by, now), export_id=export.pk, agreed=agreed, refusal=refusal, now=now
    )


def taken(export: Export, by: Person, now: datetime = LATER) -> Export:
    return actions.take_export(author=author(by, now), export_id=export.pk, now=now)


def state(export: Export, now: datetime = LATER) -> ExportState:
    with door.as_system("tests.read"):
        export.refresh_from_db()
    return actions.state_of(export, now)


def told() -> list[str]:
    with door.as_system("tests.read"):
        return list(Event.objects.filter(subject_kind="export").order_by("pk").values_list("name", flat=True))


def content(person: Person, given: dict[str, str], now: datetime = NOW) -> str:
    extract = exports.extract_of(REGISTER)
    water = Watermark("林知遥", now, "X1", "周例会", extract.label)
    return b"".join(exports.csv_stream(extract, person.pk, given, water, now)).decode("utf-8-sig")


def test_a_short_list_goes_at_once_and_is_on_record(here: Area) -> None:
    export = ordered(somebody(here), q="丙")
    assert state(export) == ExportState.TAKEN
    assert told() == ["DataExported"]


def test_a_long_list_wants_a_reason_and_somebody_else(here: Area) -> None:
    me, other = somebody(here), somebody(here)
    with pytest.raises(Refused, match="请写用途"):
        ordered(me)
    export = ordered(me, "年报")
    assert state(export) == ExportState.REQUESTED
    with pytest.raises(Refused, match="另一个人"):
        decided(export, me)
    with pytest.raises(Conflict, match="等另一个人同意"):
        taken(export, me)
    decided(export, other)
    with pytest.raises(NotFound):
        taken(export, other)
    assert state(taken(export, me)) == ExportState.TAKEN
    assert told() == ["ExportRequested", "ExportAgreed", "DataExported"]


def test_what_was_let_go_is_fetched_once(here: Area) -> None:
    me = somebody(here)
    export = ordered(me, "年报")
    decided(export, somebody(here))
    taken(export, me)
    with pytest.raises(Conflict, match="取走了"):
        taken(export, me)


def test_what_was_let_go_lapses_after_a_day(here: Area) -> None:
    me = somebody(here)
    export = ordered(me, "年报")
    decided(export, somebody(here))
    with pytest.raises(Conflict, match="过期"):
        taken(export, me, NOW + rules.FETCH_WITHIN)


def test_a_refusal_says_why_and_is_final(here: Area) -> None:
    me, other = somebody(here), somebody(here)
    export = ordered(me, "年报")
    with pytest.raises(Refused, match="为什么不同意"):
        decided(export, other, agreed=False)
    decided(export, other, agreed=False, refusal="用不着这么多")
    with pytest.raises(Conflict):
        taken(export, me)
    with pytest.raises(Conflict):
        decided(export, other)
    assert told() == ["ExportRequested", "ExportRefused"]


def test_who_does_not_reach_all_areas_of_the_rows_neither_sees_nor_decides_it(here: Area) -> None:
    elsewhere = accounts.an_area("白鹭区", AreaKind.DISTRICT)
    export = ordered(somebody(here), "年报")
    stranger = somebody(elsewhere)
    with pytest.raises(NotFound):
        decided(export, stranger)
    with pytest.raises(NotFound):
        queries.export_for(door.become(stranger.pk, NOW), export.public_id)
    # Without the permission table the database says the same.
    assert not Export.objects.filter(pk=export.pk).exists()


def test_whoever_lost_the_role_meanwhile_fetches_nothing(here: Area) -> None:
    me = somebody(here)
    export = ordered(me, "年报")
    decided(export, somebody(here))
    with door.as_system("tests.build"):
        grant = Grant.objects.get(person=me)
        accounts_actions.end_role(author=SYSTEM, grant_id=grant.pk, now=NOW)
    with pytest.raises(Refused, match="不能导出"):
        taken(export, me)


def test_the_rows_are_those_of_the_moment_they_are_read(here: Area) -> None:
    me = somebody(here)
    assert content(me, {}).count("澜川") == 3
    enterprises.an_enterprise(here, "澜川丁公司")
    assert content(me, {}).count("澜川") == 4
    with door.as_system("tests.build"):
        accounts_actions.end_role(author=SYSTEM, grant_id=Grant.objects.get(person=me).pk, now=NOW)
    assert content(me, {}).count("澜川") == 0


def test_the_file_names_who_when_and_why_at_its_head_and_how_much_at_its_foot(here: Area) -> None:
    first, second, *rows, last = content(somebody(here), {}).splitlines()
    assert first == '"企业：林知遥 2026-03-02 09:30 导出，编号 X1，用途：周例会。内部资料，请勿外传"'[1:-1]
    assert second.startswith("企业名称,统一社会信用代码,")
    assert last == "共 3 行，林知遥 导出，编号 X1"
    assert len(rows) == 3


def test_a_name_that_begins_like_a_formula_leaves_as_a_word(here: Area) -> None:
    assert "\n'=澜川乙公司," in content(somebody(here), {})


@pytest.mark.django_db
@settings(max_examples=60)
@example(" ")
@example("　=1")
@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=8))
def test_the_database_guards_a_cell_as_python_does(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"select {exports.guarded('x')} from (select %s::text as x) as given", [text])
        assert cursor.fetchone() == (harmless(text),)


@pytest.mark.django_db
@settings(max_examples=60)
@given(st.integers(0, int((FAR - FIXED).total_seconds())))
def test_the_database_says_a_moment_as_a_page_does(later: int) -> None:
    moment = FIXED + timedelta(seconds=later)
    said = exports.moment("x").extra["template"] % {"expressions": "%s::timestamptz"}
    with connection.cursor() as cursor:
        cursor.execute(f"select {said}", [moment])
        assert cursor.fetchone() == (f"{clock.local(moment):%Y-%m-%d %H:%M}",)


def test_the_sixth_of_a_day_waits_for_tomorrow(here: Area) -> None:
    me = somebody(here)
    for _ in range(rules.PER_DAY):
        ordered(me, q="丙")
    with pytest.raises(Refused, match="一天最多"):
        ordered(me, q="丙")
    assert ordered(me, q="丙", now=NOW + timedelta(days=1))


def test_an_empty_list_is_no_export(here: Area) -> None:
    with pytest.raises(Refused, match="没有可以导出的行"):
        ordered(somebody(here), q="没有这样的企业")


def test_without_the_right_to_a_list_nothing_leaves(here: Area) -> None:
    with pytest.raises(Refused, match="不能导出"):
        ordered(somebody(here, Role.LEADER))


def test_the_same_form_sent_twice_makes_one_export(here: Area) -> None:
    me, extract = somebody(here), exports.extract_of(REGISTER)
    order = actions.Order({"q": "丙"}, Format.CSV)
    key = {"client_key": uuid4(), "client_digest": "same"}
    first, second = (
        actions.order_export(
            author=Author(door.become(me.pk, NOW), **key), extract=extract, order=order, now=NOW
        )
        for _ in range(2)
    )
    assert first.pk == second.pk
    assert told() == ["DataExported"]


@pytest.mark.parametrize(
    "change",
    [
        "update exports_export set decided_by_id = person_id",
        "update exports_export set taken_at = requested_at",
        "update exports_export set taken_at = requested_at, agreed = true",
    ],
)
def test_the_database_lets_nothing_large_go_without_two(here: Area, change: str) -> None:
    """Whoever writes past the action: the constraint stands."""
    ordered(somebody(here), "年报")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_nobody_enters_an_export_as_decided_or_in_another_s_name(here: Area) -> None:
    me, other = somebody(here), somebody(here)
    export = ordered(me, "年报")
    for change in ({"decided_by": other}, {"person": other}):
        with door.as_system("tests.read"):
            copy = Export.objects.get(pk=export.pk)
        copy.pk, copy.public_id = None, "other0000000"
        for name, value in change.items():
            setattr(copy, name, value)
        door.become(me.pk, NOW)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            copy.save()
    door.step_in(Actor())
