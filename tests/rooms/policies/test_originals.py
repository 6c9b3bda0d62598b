"""Whether originals can still be opened: asked seldom, one after another, and nowhere inside the house."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import override_settings

from qinqing.domains.accounts.terms import Role
from qinqing.domains.policies.actions import originals
from qinqing.domains.policies.models import Policy
from qinqing.kernel import door
from qinqing.kernel.outside import NOT_THERE
from tests.builders import accounts, policies
from tests.builders.programs import Receiver, a_receiver

pytestmark = pytest.mark.django_db
HERE = override_settings(WEBHOOK_NETWORKS=["127.0.0.0/8"], LOOKS_AT_ORIGINALS=True)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with a_receiver() as found:
        yield found


def a_paper(link: str, now: datetime) -> Policy:
    area = accounts.an_area()
    first, second = (accounts.a_person(f"政策{n}", Role.POLICY_EDITOR, area=area) for n in (1, 2))
    policy = policies.a_policy(area, first, now, link=link)
    policies.published(policies.a_draft(policy, first, now), first, second, now)
    return policy


def read(policy: Policy) -> Policy:
    with door.as_system("tests.read"):
        policy.refresh_from_db()
    return policy


def test_one_that_answers_is_kept_with_its_day_and_asked_again_in_a_week(
    monday: datetime, receiver: Receiver
) -> None:
    policy = a_paper(f"{receiver.address}/文件?号=3#第五条", monday)
    with HERE:
        assert originals.look_at_originals(monday) == 1
        assert originals.look_at_originals(monday + timedelta(days=6)) == 0
        assert originals.look_at_originals(monday + timedelta(days=8)) == 1
    assert (read(policy).broken_at, policy.link_fault) == (None, "")
    assert policy.looked_at == monday + timedelta(days=8)


def test_one_that_is_gone_says_since_when_until_it_is_there_again(
    monday: datetime, receiver: Receiver
) -> None:
    policy = a_paper(receiver.address, monday)
    receiver.answers = 404
    with HERE:
        originals.look_at_originals(monday)
        originals.look_at_originals(monday + timedelta(days=1))
        assert (read(policy).broken_at, policy.link_fault) == (monday, "网页没有了")
        receiver.answers = 403
        originals.look_at_originals(monday + timedelta(days=2))
    assert (read(policy).broken_at, policy.link_fault) == (None, ""), "a program is turned away, a person not"


def test_nobody_is_called_where_the_house_calls_nobody(monday: datetime, receiver: Receiver) -> None:
    policy = a_paper(receiver.address, monday)
    assert originals.look_at_originals(monday) == 0
    assert read(policy).looked_at is None
    assert receiver.came == []


def test_an_address_inside_is_not_gone_to_although_somebody_listens(
    monday: datetime, receiver: Receiver
) -> None:
    """Its twin is the first test: the same address, in a network that was named."""
    policy = a_paper(receiver.address, monday)
    with override_settings(LOOKS_AT_ORIGINALS=True, WEBHOOK_NETWORKS=[]):
        originals.look_at_originals(monday)
    assert read(policy).link_fault == NOT_THERE
    assert receiver.came == []


def test_one_host_is_not_pressed(monday: datetime, receiver: Receiver) -> None:
    for number in range(originals.MOST_OF_A_HOST + 2):
        a_paper(f"{receiver.address}/{number}", monday)
    with HERE:
        assert originals.look_at_originals(monday) == originals.MOST_OF_A_HOST
        assert originals.look_at_originals(monday) == 2
