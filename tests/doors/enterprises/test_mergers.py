"""A merger in the browser's words: proposed, agreed to, undone."""

import pytest
from django.test import Client

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise, Merger
from qinqing.kernel import door
from tests.builders.browsers import signed_in
from tests.builders.enterprises import a_member, an_enterprise
from tests.doors.enterprises.conftest import Place


@pytest.fixture
def double(place: Place) -> Enterprise:
    return an_enterprise(place.district, "砺川精密", credit_code=None)


def text(client: Client, firm: Enterprise) -> str:
    return client.get(f"/enterprises/{firm.public_id}/", follow=True).content.decode()


def propose(client: Client, firm: Enterprise, other: str, reason: str = "登记了两次") -> str:
    response = client.post(
        f"/enterprises/{firm.public_id}/merger/", {"other": other, "reason": reason}, follow=True
    )
    return response.content.decode()


def test_it_is_proposed_agreed_to_shown_and_undone(
    place: Place, coordinator: Client, double: Enterprise
) -> None:
    beside = signed_in(a_member(double, "赵双", is_main=True), place.now)
    assert "等两家的主联系人同意" in propose(coordinator, double, place.firm.credit_code or "")
    with door.as_system("tests.read"):
        number = Merger.objects.get().pk
    for client, firm in ((place.member, place.firm), (beside, double)):
        asked = text(client, firm)
        assert "“砺川精密”和“澜川砺川精密科技有限公司”是同一家吗？" in asked
        assert client.post(f"/enterprises/mergers/{number}/agree/").status_code == 302
    shown = text(beside, double)
    assert "澜川砺川精密科技有限公司</h1>" in shown
    assert "并入，它的诉求和往来也在这一页" in shown
    assert "撤销合并" not in shown
    assert "撤销合并" in text(coordinator, place.firm)
    assert beside.post(f"/enterprises/mergers/{number}/end/").status_code == 409
    assert coordinator.post(f"/enterprises/mergers/{number}/end/").status_code == 302
    assert "砺川精密</h1>" in text(beside, double)


@pytest.mark.parametrize(
    ("other", "reason", "words"),
    [
        ("没有的公司", "登记了两次", "没有找到唯一的一家"),
        ("东岭外区公司", "登记了两次", "没有找到唯一的一家"),
        ("砺川精密", "登记了两次", "要写另一家"),
        ("澜川砺川精密科技有限公司", "", "请填写这一项"),
        ("%_'\\", "x", "没有找到唯一的一家"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_kept(
    other: str, reason: str, words: str, coordinator: Client, double: Enterprise
) -> None:
    shown = propose(coordinator, double, other, reason)
    assert words in shown
    assert "提出合并" in shown


def test_only_its_keepers_propose(place: Place, double: Enterprise) -> None:
    address = f"/enterprises/{double.public_id}/merger/"
    assert place.member.get(address).status_code == 403
    assert place.client(Role.COORDINATOR, place.other).get(address).status_code == 404
    for act in ("agree", "end"):
        assert place.member.post(f"/enterprises/mergers/999999/{act}/").status_code == 404
