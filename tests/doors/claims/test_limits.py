"""The limits of claims and of questions stand on the page of all limits, proposed and confirmed there."""

from uuid import uuid4

import pytest

from qinqing.kernel import kept
from tests.builders import rules
from tests.builders.claims import Office
from tests.builders.problems import at
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db


def set_to(office: Office, who: str, key: str, days: int) -> int:
    """Somebody proposes a limit from today on, and the head lets it hold; what the page answers."""
    sent = {
        "amount": days, "area": office.town.area.pk, "from_on": office.day, "source": "区里的会",
        "client_key": str(uuid4()),
    }  # fmt: skip
    visits = (Visit(office.people[one], office.now) for one in (who, "head"))
    answer = rules.at_the_pages(*visits, f"/limits/{key}/set/", **sent)
    kept.forget_all()
    return answer.status_code


def test_all_limits_stand_on_one_page_each_by_its_name(office: Office) -> None:
    page = Visit(office.people["coordinator"], office.now).text("/limits/")
    for said in (
        "申领：决定受不受理 1个工作日",
        "申领：审核·快申快享 10个工作日",
        "政策咨询：专题组答复 3个工作日",
    ):
        assert said in page, said


def test_what_begins_afterwards_is_counted_by_the_new_limit_and_says_by_whose_word(office: Office) -> None:
    before = office.at("applied")
    assert set_to(office, "coordinator", "limit.claim.applied", 3) == 302
    office.item = office.edition(title="技改补助")
    after = office.at("applied")
    assert (before.due_at, after.due_at) == (at("2026-03-03 18:00"), at("2026-03-05 18:00"))
    page = Visit(office.people["handler1"], office.now).text(f"/claims/{after.public_id}/")
    assert "3 个工作日（区里的会）" in page


@pytest.mark.parametrize("key", ["limit.claim.accepted.fast", "limit.advice.word"])
def test_only_who_coordinates_the_area_sets_one_within_reason(office: Office, key: str) -> None:
    assert set_to(office, "coordinator", key, 500) == 422
    for who in ("unit_head1", "leader", "officer"):
        assert set_to(office, who, key, 4) == 403, who
    assert set_to(office, "coordinator", key, 4) == 302
    history = Visit(office.people["coordinator"], office.now).text(f"/limits/{key}/")
    assert "4个工作日" in history
