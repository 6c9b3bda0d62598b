"""Two heads who decide on one proposal at the same moment: one wins, the other is told."""

from datetime import date, datetime

from django.db import transaction

from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems import actions
from qinqing.domains.problems.models import ProposedRule
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.models import DatedSetting
from tests.builders import accounts, rules
from tests.builders.at_once import at_once
from tests.builders.problems import town


def test_one_head_confirms_and_one_refuses_at_once_and_one_is_told(
    fresh_database: str, monday: datetime
) -> None:
    with transaction.atomic():
        place = town()
        other = accounts.a_person("另一位负责人", Role.COORDINATION_HEAD, area=place.area)
        facts = actions.LimitFacts("limit.A", 120, place.area.pk, "区里的会")
        number = rules.proposed(place.people["coordinator"], facts, date(2026, 3, 4), monday)

    def confirm(author: Author) -> str:
        actions.confirm_rule(author=author, proposed_id=number, now=monday)
        return "confirmed"

    def refuse(author: Author) -> str:
        actions.refuse_rule(author=author, proposed_id=number, reason="不急", now=monday)
        return "refused"

    outcomes = at_once(monday, (place.people["head"], confirm), (other, refuse))
    with transaction.atomic(), door.as_system("tests.read"):
        state = ProposedRule.objects.get(pk=number).state
        written = DatedSetting.objects.filter(key="limit.A").count()
    assert state in outcomes
    assert outcomes.count("conflict") == 1
    assert written == (state == "confirmed")
