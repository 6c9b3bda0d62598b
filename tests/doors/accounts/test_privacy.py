"""What the notice says of personal data is what the tables do."""

from collections.abc import Mapping

import pytest
from django.test import Client

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.permissions import PERMISSIONS
from qinqing.kernel.permissions import Shown

pytestmark = pytest.mark.django_db
SAID_OF: Mapping[Role, str] = {
    Role.OFFICER: "您的服务官",
    Role.HANDLER: "办您诉求的单位",
    Role.UNIT_HEAD: "办您诉求的单位",
    Role.COORDINATOR: "协调办",
    Role.COORDINATION_HEAD: "协调办",
    Role.CALLBACK: "回访员",
    Role.LEADER: "领导",
    Role.SUPERVISOR: "督查",
}
"""By what word the notice speaks of a role."""


def notice() -> tuple[str, str, str]:
    """What it says of who sees a number: plainly, after pressing, and never."""
    text = Client().get("/privacy/").content.decode()
    plainly, _, rest = text.partition("看得到号码")
    opened, _, never = rest.partition("每次都留记录")
    return plainly[plainly.rindex("谁看得到") :], opened, never[: never.index("遮住的")]


def test_who_sees_a_number_is_said_as_it_is() -> None:
    """Plainly only whom no mask names; hidden, with a press that is recorded, and hidden for good."""
    plainly, opened, never = notice()
    masks = PERMISSIONS.masks["contact_phone"]
    assert set(masks) == set(SAID_OF)
    for role, word in SAID_OF.items():
        assert masks[role] is Shown.MASKED
        may_open = role in PERMISSIONS.may["contact.reveal"]
        assert [word in part for part in (plainly, opened, never)] == [False, may_open, not may_open], role


def test_of_a_photo_it_is_said_what_is_kept() -> None:
    assert "只留画面，拍摄的地点、时间和手机型号一收下就去掉" in Client().get("/privacy/").content.decode()
