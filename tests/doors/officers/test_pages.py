"""The roster, assigning, absences and an officer's own, at the door."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from qinqing.domains.accounts.models import Area, Unit
from qinqing.domains.accounts.terms import AreaKind, Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import queries
from qinqing.domains.officers.models import Absence, Assignment, Officer
from qinqing.domains.officers.terms import Part
from qinqing.kernel import clock, door
from tests.builders import accounts
from tests.builders.browsers import signed_in
from tests.builders.enterprises import an_enterprise
from tests.builders.officers import an_absence, an_assignment, an_officer


@dataclass(frozen=True)
class Place:
    """Where the tests of these doors happen."""

    district: Area
    unit: Unit
    firm: Enterprise
    second: Enterprise
    lin: Officer
    zhou: Officer
    now: datetime

    def client(self, role: Role) -> Client:
        """Somebody with a role, at the door."""
        return signed_in(accounts.a_person(role.label, role, area=self.district, unit=self.unit), self.now)

    def officer(self, officer: Officer) -> Client:
        """An officer, at the door."""
        return signed_in(officer.person, self.now)


@pytest.fixture
def place(db: None, monday: datetime) -> Iterator[Place]:
    district = accounts.an_area("青岚区", AreaKind.DISTRICT)
    unit = accounts.a_unit("市场监管局", area=district)
    with clock.set_to(monday):
        yield Place(
            district,
            unit,
            an_enterprise(district, "澜川砺川精密科技有限公司"),
            an_enterprise(district, "柏木里家居制造有限公司"),
            an_officer("林晓岚", unit=unit),
            an_officer("周俊", unit=unit),
            monday,
        )


@pytest.fixture
def coordinator(place: Place) -> Client:
    return place.client(Role.COORDINATOR)


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_the_roster_shows_who_serves_how_many(place: Place, coordinator: Client) -> None:
    an_assignment(place.lin, place.firm)
    text = text_of(coordinator, "/officers/")
    assert "首席服务官，2 位" in text
    assert "林晓岚" in text
    assert "林晓岚" not in text_of(coordinator, "/officers/?state=free")


def test_an_officer_is_assigned_and_replaced(place: Place, coordinator: Client) -> None:
    address = f"/enterprises/{place.firm.public_id}/officers/"
    form = {"officer_id": place.lin.pk, "part": "A", "from_on": "2026-03-02"}
    assert coordinator.post(address, form).status_code == 302
    taken = coordinator.post(address, {**form, "officer_id": place.zhou.pk})
    assert taken.status_code == 422
    assert "现在是 林晓岚" in taken.content.decode()
    with door.as_system("tests.read"):
        held = Assignment.objects.get()
    change = f"/officers/assignments/{held.pk}/end/"
    assert change in coordinator.get(address).content.decode()
    sent = {"officer_id": place.zhou.pk, "client_key": str(uuid4())}
    assert coordinator.post(change, sent).status_code == 302
    assert coordinator.post(change, sent).status_code == 302
    assert "周俊" in text_of(coordinator, f"/enterprises/{place.firm.public_id}/")
    with door.as_system("tests.read"):
        assert queries.present_officer(place.firm.pk, place.now) == place.zhou.person_id


def test_ending_an_assignment_takes_the_enterprise_from_the_officer_at_once(
    place: Place, coordinator: Client
) -> None:
    row = an_assignment(place.lin, place.firm)
    lin = place.officer(place.lin)
    file = f"/enterprises/{place.firm.public_id}/"
    assert lin.get(file).status_code == 200
    early = coordinator.post(f"/officers/assignments/{row.pk}/end/", {"on": "2025-12-01"})
    assert early.status_code == 422
    assert "不能早于" in early.content.decode()
    assert coordinator.post(f"/officers/assignments/{row.pk}/end/", {"on": "2026-03-02"}).status_code == 302
    assert lin.get(file).status_code == 404
    assert "澜川砺川" not in text_of(lin, "/my-enterprises/")


def test_my_enterprises_hold_those_i_stand_in_for(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    an_assignment(place.zhou, place.second)
    an_absence(place.lin, place.now, place.now + timedelta(days=1), place.zhou)
    text = text_of(place.officer(place.zhou), "/my-enterprises/")
    assert "我的企业，2 家" in text
    assert "代 林晓岚" in text


def test_an_officer_records_his_absence_and_comes_back(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    lin = place.officer(place.lin)
    address = f"/officers/{place.lin.pk}/absence/"
    wrong = lin.post(address, {"from_on": "2026-03-05", "back_on": "2026-03-04"})
    assert wrong.status_code == 422
    assert "回来的时间要在开始之后" in wrong.content.decode()
    form = {"from_on": "2026-03-02", "back_on": "2026-03-04", "substitute_id": place.zhou.pk}
    assert lin.post(address, form).url == "/my-enterprises/"  # type: ignore[attr-defined]
    with door.as_system("tests.read"):
        absence = Absence.objects.get()
    assert absence.from_at == place.now
    assert clock.local(absence.until_at).date() == date(2026, 3, 4)
    assert "您现在登记为离岗" in text_of(lin, "/my-enterprises/")
    lin.post(f"/officers/absences/{absence.pk}/end/")
    assert "您现在登记为离岗" not in text_of(lin, "/my-enterprises/")


def test_an_officer_cannot_send_another_away(place: Place) -> None:
    form = {"from_on": "2026-03-02", "back_on": "2026-03-04"}
    response = place.officer(place.lin).post(f"/officers/{place.zhou.pk}/absence/", form)
    assert response.status_code == 404
    with door.as_system("tests.read"):
        assert not Absence.objects.exists()


def test_someone_of_the_staff_is_appointed_joins_a_group_and_is_released(
    place: Place, coordinator: Client
) -> None:
    person = accounts.a_person("唐问渠", unit=place.unit)
    form = {
        "person_id": person.pk,
        "unit_id": place.unit.pk,
        "rank": "fuke",
        "specialities": "高企、技改，高企",
        "ten_roles": ["press", "project_pusher"],
        "from_on": "2026-03-02",
    }
    address = coordinator.post("/officers/appoint/", form).url  # type: ignore[attr-defined]
    text = text_of(coordinator, address)
    assert "高企、技改" in text
    assert "新闻宣传员、项目推进员" in text
    again = coordinator.post("/officers/appoint/", form)
    assert again.status_code == 422
    assert "已经是首席服务官" in again.content.decode()
    coordinator.post(f"{address}groups/", {"name": "资金政策组"})
    assert "资金政策组" in text_of(coordinator, address)
    assert coordinator.post(f"{address}groups/", {"name": ""}).status_code == 422
    coordinator.post(f"{address}release/", {"until_on": "2026-03-02"})
    assert "起不再担任首席服务官" in text_of(coordinator, address)
    assert "唐问渠" in text_of(coordinator, "/officers/?state=former")


def test_an_officers_page_hides_enterprises_of_other_areas(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    elsewhere = accounts.an_area("东岭区", AreaKind.DISTRICT)
    stranger = signed_in(accounts.a_person("外区协调员", Role.COORDINATOR, area=elsewhere), place.now)
    assert "澜川砺川" not in text_of(stranger, f"/officers/{place.lin.pk}/")
    with door.as_system("tests.read"):
        row = Assignment.objects.get()
    assert stranger.get(f"/officers/assignments/{row.pk}/end/").status_code == 404


@pytest.mark.parametrize(
    ("role", "address", "status"),
    [
        (Role.PERSONNEL_VIEWER, "/officers/", 200),
        (Role.PERSONNEL_VIEWER, "/officers/appoint/", 403),
        (Role.HANDLER, "/officers/", 403),
        (Role.SUPERVISOR, "/officers/", 200),
        (Role.OFFICER, "/officers/appoint/", 403),
        (Role.COORDINATOR, "/my-enterprises/", 403),
    ],
)
def test_who_may_open_what(role: Role, address: str, status: int, place: Place) -> None:
    assert place.client(role).get(address).status_code == status


@pytest.mark.parametrize(
    "query", ["after=x", "after=99999999999999999999", "group=x", "ten_role=x", "words=%00%27", "state=x"]
)
def test_a_strange_address_is_answered_calmly(query: str, place: Place, coordinator: Client) -> None:
    assert coordinator.get(f"/officers/?{query}").status_code == 200


def test_the_parts_that_are_free_are_offered_first(place: Place, coordinator: Client) -> None:
    an_assignment(place.lin, place.firm, Part.A)
    text = text_of(coordinator, f"/enterprises/{place.firm.public_id}/officers/")
    assert 'value="B" checked' in text
    assert "林晓岚 市场监管局，A 角 1 家" in text
