"""What an enterprise's file says of its problems, and to whom."""

from datetime import datetime

import pytest

from qinqing.domains.enterprises.terms import ContactSees
from qinqing.kernel import clock
from tests.builders.browsers import signed_in
from tests.builders.problems import Road, a_contact, town

pytestmark = pytest.mark.django_db


def test_the_file_shows_open_problems_and_their_story(monday: datetime) -> None:
    place = town()
    Road(place, monday).submitted(title="夜班公交停了").passed_on()
    Road(place, monday).to_confirm().confirmed()
    with clock.set_to(monday):
        page = signed_in(place.people["coordinator"], monday).get(
            f"/enterprises/{place.enterprise.public_id}/"
        )
    words = page.content.decode()
    assert "夜班公交停了" in words
    assert "协调办" in words
    assert "已办结 1 件诉求" in words
    assert "企业确认，诉求办结" in words


def test_a_contact_with_the_right_to_his_own_cases_reads_nothing_of_others(monday: datetime) -> None:
    place = town()
    Road(place, monday).submitted(title="股东纠纷要调解").passed_on()
    own_only = a_contact(place.enterprise, "新来的", sees=ContactSees.OWN)
    with clock.set_to(monday):
        page = signed_in(own_only, monday).get(f"/enterprises/{place.enterprise.public_id}/")
    assert page.status_code == 200
    assert "股东纠纷" not in page.content.decode()
