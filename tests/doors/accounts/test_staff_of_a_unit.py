"""The page where a unit says who came and who leaves, and the one where the coordination office decides."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from qinqing.domains.accounts.events import StaffConfirmed, StaffProposed, StaffRefused
from qinqing.domains.accounts.models import Person, ProposedStaff, Unit
from qinqing.domains.accounts.notices import NOTICES
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import door
from qinqing.kernel.models import Event
from tests.builders import accounts
from tests.builders.visits import Visit, words_of

PHONE = "13800002046"
OURS, OFFICE = "/unit-staff/", "/proposed-staff/"


@dataclass(frozen=True)
class Place:
    """A unit of an area, its head and a handler, and who coordinates there."""

    unit: Unit
    people: dict[str, Person]
    visits: dict[str, Visit]

    def joins(self, **changes: object) -> int:
        """The number of what the head said at the page: that 方遥 came."""
        sent = self.visits["head"].post(f"{OURS}new/", **self.form(**changes))
        assert sent.status_code == 302, words_of(sent)
        return newest().pk

    def form(self, **changes: object) -> dict[str, object]:
        return {
            "unit_id": self.unit.pk, "name": "方遥", "phone": PHONE, "post": "科员", "work_phone": "",
            "email": "", "why": "接替周岚", "client_key": str(uuid4()), **changes,
        }  # fmt: skip


@pytest.fixture
def place(monday: datetime) -> Place:
    area = accounts.an_area()
    unit = accounts.a_unit("工信局", area=area)
    people = {
        "head": accounts.a_person("顾局", Role.UNIT_HEAD, unit=unit),
        "handler": accounts.a_person(
            "周岚", Role.HANDLER, unit=unit, post="一级科员", phone="13900003157", password=accounts.PASSWORD
        ),
        "coordinator": accounts.a_person("许知行", Role.COORDINATOR, area=area),
        "coordination_head": accounts.a_person("秦主任", Role.COORDINATION_HEAD, area=area),
        "security": accounts.a_person("沈安", Role.SECURITY_ADMIN),
    }
    return Place(unit, people, {name: Visit(person, monday) for name, person in people.items()})


def newest() -> ProposedStaff:
    with door.as_system("tests.read"):
        return ProposedStaff.objects.latest("id")


def called(name: str) -> Person | None:
    with door.as_system("tests.read"):
        return Person.objects.filter(name=name).first()


def test_a_new_colleague_goes_from_the_units_page_to_the_office_and_waits_for_a_role(place: Place) -> None:
    number = place.joins()
    ours = place.visits["head"].text(OURS)
    assert "新到： 方遥 等协调办确认，现在还没有变" in ours
    assert PHONE not in ours
    assert "138****2046" in ours
    assert "确认人员变动" in place.visits["coordinator"].text("/")
    office = place.visits["coordinator"].text(OFFICE)
    for word in ("1 项人员变动，等您确认", "新到： 方遥", "工信局", "科员", PHONE, "接替周岚", "顾局"):
        assert word in office
    assert place.visits["coordinator"].post(f"{OFFICE}{number}/confirm/").status_code == 302
    made = called("方遥")
    assert made is not None
    assert "确认人员变动" not in place.visits["coordinator"].text("/")
    assert "没有等确认的" in place.visits["coordinator"].text(OFFICE)
    assert "方遥 科员 138****2046 — — 还没设口令" in place.visits["head"].text(OURS)
    assert "方遥" in place.visits["security"].text("/people/?role=none")


def test_a_leaving_is_said_of_one_of_the_list_and_ends_nothing_before_it_is_confirmed(place: Place) -> None:
    handler = place.people["handler"]
    path = f"{OURS}{handler.pk}/leaving/"
    assert "周岚 一级科员 139****3157 — 承办人 在岗 报离任" in place.visits["head"].text(OURS)
    sent = place.visits["head"].post(path, on="2026-03-02", why="调走", client_key=str(uuid4()))
    assert sent.status_code == 302, words_of(sent)
    assert "已报离任，等确认" in place.visits["head"].text(OURS)
    assert place.visits["handler"].get("/").status_code == 200
    office = place.visits["coordinator"].text(OFFICE)
    assert "离任： 周岚" in office
    assert "确认离任" in office
    assert place.visits["coordinator"].post(f"{OFFICE}{newest().pk}/confirm/").status_code == 302
    assert place.visits["handler"].get("/").status_code == 302
    assert "2026年3月2日起离任" in place.visits["head"].text(OURS)


def test_a_refusal_says_why_and_the_unit_reads_it(place: Place) -> None:
    number = place.joins()
    silent = place.visits["coordinator"].post(f"{OFFICE}{number}/refuse/", reason=" ")
    assert silent.status_code == 422
    assert "请填写这一项" in words_of(silent)
    refused = place.visits["coordinator"].post(f"{OFFICE}{number}/refuse/", reason="没有编制")
    assert refused.status_code == 302
    assert "没有同意： 没有编制" in place.visits["head"].text(OURS)
    assert place.visits["coordinator"].post(f"{OFFICE}{number}/confirm/").status_code == 409
    assert called("方遥") is None


def test_what_waits_is_taken_back_by_the_unit(place: Place) -> None:
    number = place.joins()
    assert place.visits["head"].post(f"{OURS}proposed/{number}/take-back/").status_code == 302
    assert "没有等确认的" in place.visits["coordinator"].text(OFFICE)
    assert "许知行" not in place.visits["head"].text(OURS).partition("定过的")[2]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "请填写这一项"),
        ({"phone": ""}, "请填写这一项"),
        ({"phone": "12345"}, "手机号是 11 位"),
        ({"phone": "13900003157"}, "这个手机号是本单位周岚的"),
        ({"email": "方遥"}, "邮箱要写成"),
        ({"unit_id": 999_999}, "请选您负责的单位"),
        ({"why": "长" * 201}, "最多 200 个字"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_kept(
    place: Place, changed: dict[str, Any], sentence: str
) -> None:
    answer = place.visits["head"].post(f"{OURS}new/", **place.form(**changed))
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    with door.as_system("tests.read"):
        assert not ProposedStaff.objects.exists()


def test_the_same_form_twice_says_it_once(place: Place) -> None:
    form = place.form()
    assert [place.visits["head"].post(f"{OURS}new/", **form).status_code for _ in range(2)] == [302, 302]
    with door.as_system("tests.read"):
        assert ProposedStaff.objects.count() == 1


def test_confirming_twice_makes_one_account(place: Place) -> None:
    path, key = f"{OFFICE}{place.joins()}/confirm/", str(uuid4())
    for _ in range(2):
        assert place.visits["coordinator"].post(path, client_key=key).status_code == 302
    with door.as_system("tests.read"):
        assert Person.objects.filter(name="方遥").count() == 1
        assert Event.objects.filter(name="StaffConfirmed").count() == 1


def test_what_cannot_be_confirmed_is_said_on_the_page(place: Place) -> None:
    handler = place.people["handler"]
    place.visits["head"].post(f"{OURS}{handler.pk}/leaving/", on="2026-03-02", client_key=str(uuid4()))
    with door.as_system("tests.build"):
        Person.objects.filter(pk=handler.pk).update(is_active=False)
    answer = place.visits["coordinator"].post(f"{OFFICE}{newest().pk}/confirm/")
    assert answer.status_code == 422
    assert "这个账号已经停用了" in words_of(answer)


def test_only_heads_say_and_only_offices_decide(place: Place) -> None:
    number = place.joins()
    for who in ("handler", "coordinator", "security"):
        assert place.visits[who].get(OURS).status_code == 403
        assert place.visits[who].post(f"{OURS}new/", **place.form()).status_code == 403
    for who in ("head", "handler", "security"):
        assert place.visits[who].get(OFFICE).status_code == 403
        assert place.visits[who].post(f"{OFFICE}{number}/confirm/").status_code == 403
    assert called("方遥") is None


def test_the_office_is_told_what_waits_and_the_head_what_became_of_it(place: Place, monday: datetime) -> None:
    number = place.joins()
    proposed = StaffProposed(number, place.people["head"].pk, 1, "工信局", "新到")
    notices = {notice.event: notice for notice in NOTICES}
    offices = {place.people[name].pk for name in ("coordinator", "coordination_head")}
    with door.as_system("tests.read"):
        assert set(notices[StaffProposed].to(proposed, monday)) == offices
        for kind, more in ((StaffConfirmed, ()), (StaffRefused, ("没有编制",))):
            became = kind(number, place.people["coordinator"].pk, 2, "工信局", "新到", *more)
            assert list(notices[kind].to(became, monday)) == [place.people["head"].pk]


def test_the_security_log_says_who_said_and_who_confirmed(place: Place) -> None:
    place.visits["coordinator"].post(f"{OFFICE}{place.joins()}/confirm/")
    log = place.visits["security"].text("/security-log/?act=account")
    assert "工信局报人员变动：新到" in log
    assert "确认工信局的人员变动：新到（方遥）" in log


PAGES = (("head", OURS, 9), ("coordinator", OFFICE, 5))


@pytest.mark.parametrize(("who", "path", "most"), PAGES)
def test_a_page_asks_at_most_so_often_however_many_there_are(
    place: Place, who: str, path: str, most: int
) -> None:
    for number in range(4):
        accounts.a_person(f"同事{number}", Role.HANDLER, unit=place.unit)
        place.joins(name=f"新人{number}", phone=f"1380000300{number}")
    with place.visits[who].at_most(most, path) as page:
        assert "新人3" in page
