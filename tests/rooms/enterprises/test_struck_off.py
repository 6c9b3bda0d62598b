"""In the database day, kind and basis go together, and who keeps another area strikes nothing off."""

import pytest
from django.db import IntegrityError, transaction

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import actions
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import StruckAs
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused
from tests.builders.enterprises import an_enterprise
from tests.conftest import acting
from tests.rooms.enterprises.conftest import Place

Values = dict[str, str | None]
WHOLE: Values = {
    "struck_on": "2026-02-20",
    "struck_as": "moved_away",
    "struck_source": "迁出通知",
}
HALVES = [{name: value for name, value in WHOLE.items() if name != missing} for missing in WHOLE] + [
    {**WHOLE, "struck_as": "gone"},
    {"struck_source": "迁出通知"},
]


def written(firm: Enterprise, values: Values) -> None:
    with door.as_system("tests.write"), transaction.atomic():
        Enterprise.objects.filter(pk=firm.pk).update(**values)


@pytest.mark.parametrize("half", HALVES)
def test_a_half_is_refused_by_the_database(half: Values, place: Place) -> None:
    firm = an_enterprise(place.district)
    written(firm, WHOLE)
    written(firm, {"struck_on": None, "struck_as": "", "struck_source": ""})
    with pytest.raises(IntegrityError, match="enterprise_struck"):
        written(firm, half)


def strike(place: Place, firm: Enterprise, by: Actor) -> None:
    with acting(by):
        actions.strike_off(
            author=Author(by), enterprise=firm, kind=StruckAs.REVOKED, struck_on=place.now.date(),
            source="吊销公告", now=place.now,
        )  # fmt: skip


def test_who_keeps_another_area_does_not(place: Place) -> None:
    firm = an_enterprise(place.district)
    stranger = place.actor(Role.COORDINATOR, place.other)
    with pytest.raises(Refused, match="不在您协调的区域里"):
        strike(place, firm, stranger)
    with acting(stranger):
        assert Enterprise.objects.filter(pk=firm.pk).update(**WHOLE) == 0
    with acting(place.coordinator):
        assert Enterprise.objects.filter(pk=firm.pk).update(**WHOLE) == 1


def test_one_that_was_merged_is_struck_off_where_it_went(place: Place) -> None:
    firm, into = an_enterprise(place.district), an_enterprise(place.district, "澜川另一家公司")
    with door.as_system("tests.build"):
        Enterprise.objects.filter(pk=firm.pk).update(merged_into=into)
    with pytest.raises(Refused, match="已经并入另一家"):
        strike(place, firm, place.coordinator)
