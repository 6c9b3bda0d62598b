"""Money: what a budget leaves, whose account it is, two persons, and what the clock does by itself."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from qinqing.domains.accounts.terms import Role
from qinqing.domains.claims import actions
from qinqing.domains.claims.models import Claim, ListEntry, PayoutAccount, PayoutList
from qinqing.domains.claims.terms import ClaimState
from qinqing.domains.policies.models import Edition
from qinqing.kernel import door
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Conflict, NotFound, Refused
from tests.builders import accounts, enterprises, problems
from tests.builders.claims import THIRTY, Office

pytestmark = pytest.mark.django_db


def told(name: str) -> int:
    with door.as_system("tests.read"):
        return Event.objects.filter(name=name).count()


# --- the budget --------------------------------------------------------


def test_approving_over_the_budget_is_refused_with_what_is_left(office: Office) -> None:
    office.item = office.edition(title="小预算", budget=Decimal(500_000))
    first = office.at("accepted")
    office.take("handler1", first, "approve", amount=Decimal(300_000))
    other = problems.an_enterprise(office.town.area, "另一家公司")
    office.people["another"] = problems.a_contact(other, "另一位", is_main=True)
    second = office.applied("another", firm=other)
    second = office.take("handler1", second, "accept")
    with pytest.raises(Refused, match="只剩 20 万元"):
        office.take("handler1", second, "approve", amount=Decimal(200_001))
    assert office.take("handler1", second, "approve", amount=Decimal(200_000)).state == "notice"


def test_what_was_refused_gives_its_part_of_the_budget_back(office: Office) -> None:
    office.item = office.edition(title="小预算", budget=THIRTY)
    first = office.at("objected")
    office.take("unit_head1", first, "uphold")
    again = office.applied()
    again = office.take("handler1", again, "accept")
    assert office.take("handler1", again, "approve").state == ClaimState.NOTICE


# --- two persons -------------------------------------------------------


def test_who_approved_does_not_judge_the_objection(office: Office) -> None:
    claim = office.at("accepted")
    claim = office.take("unit_head1", claim, "approve")
    claim = office.take("handler1", claim, "object")
    with pytest.raises(Refused, match="另一位负责人"):
        office.take("unit_head1", claim, "dismiss")
    office.people["head2"] = accounts.a_person("负责乙", Role.UNIT_HEAD, unit=office.town.units[0])
    assert office.take("head2", claim, "dismiss").state == ClaimState.NOTICE


def test_who_made_a_list_does_not_confirm_it(office: Office) -> None:
    made = office.listing("unit_head1", office.town.enterprise)
    office.list_step("unit_head1", made, "send")
    with pytest.raises(Refused, match="另一位负责人"):
        office.list_step("unit_head1", made, "confirm")
    with pytest.raises(Refused, match="须由兑现单位负责人"):
        office.list_step("handler1", made, "confirm")


def test_the_database_lets_nobody_confirm_what_he_listed(office: Office) -> None:
    """The twin without the table: the constraint alone holds."""
    made = office.listing("unit_head1", office.town.enterprise)
    with pytest.raises(IntegrityError, match="payout_list_by_another"), door.as_system("tests.twin"):
        PayoutList.objects.filter(pk=made.pk).update(
            state="confirmed", confirmed_by=made.made_by_id, confirmed_at=office.now
        )


def test_a_confirmed_list_makes_claims_in_notice_and_tells_each_enterprise(office: Office) -> None:
    second = enterprises.an_enterprise(office.town.area, "上规机电公司")
    found = office.confirmed(office.town.enterprise, second)
    assert [(one.state, one.origin, one.approved) for one in found] == [("notice", "listed", THIRTY)] * 2
    assert len({one.number for one in found}) == 2
    assert told("ClaimListed") == 2
    claim = office.noticed(found[0])
    assert claim.state == ClaimState.ACCOUNT
    claim = office.take("enterprise", claim, "confirm_account")
    assert office.take("handler1", claim, "pay").state == ClaimState.PAID


def test_who_has_a_claim_of_the_item_open_is_not_listed_twice(office: Office) -> None:
    office.confirmed(office.town.enterprise)
    again = office.listing("handler1", office.town.enterprise)
    office.list_step("handler1", again, "send")
    with pytest.raises(Refused, match="还有一笔在办"):
        office.list_step("unit_head1", again, "confirm")


def test_a_list_over_the_budget_is_not_handed_on(office: Office) -> None:
    office.listed = office.edition(
        title="小名单", mode=office.listed.mode, papers=(), budget=Decimal(400_000)
    )
    second = enterprises.an_enterprise(office.town.area, "上规机电公司")
    made = office.listing("handler1", office.town.enterprise, second)
    with pytest.raises(Refused, match="预算只剩 40 万元"):
        office.list_step("handler1", made, "send")


def test_one_list_of_an_item_is_in_work(office: Office) -> None:
    office.listing("handler1")
    with pytest.raises(Conflict, match="已经有一份名单"):
        office.listing("unit_head1")


# --- the clock ---------------------------------------------------------


def test_time_stands_with_the_enterprise_while_papers_are_asked_for(office: Office) -> None:
    claim = office.at("accepted")
    due = claim.due_at
    assert due is not None
    office.wait(days=1)
    claim = office.take("handler1", claim, "ask")
    office.wait(days=7)  # five working days
    claim = office.take("enterprise", claim, "supply")
    assert claim.state == ClaimState.ACCEPTED
    assert claim.due_at == due + timedelta(days=7)


def test_asking_for_papers_wins_a_late_unit_nothing(office: Office) -> None:
    claim = office.at("accepted")
    office.wait(days=30)
    claim = office.take("handler1", claim, "ask")
    claim = office.take("enterprise", claim, "supply")
    assert claim.due_at is not None
    assert claim.due_at < office.now


def test_papers_that_never_came_end_a_claim_when_their_time_is_over(office: Office) -> None:
    claim = office.at("supplement")
    with pytest.raises(Refused, match="期限还没到"):
        office.take("handler1", claim, "turn_down")
    office.wait(days=15)
    assert office.take("handler1", claim, "turn_down").state == ClaimState.TURNED_DOWN


def test_notice_ends_by_itself_and_not_a_minute_too_early(office: Office) -> None:
    claim = office.at("notice")
    assert claim.notice_until_at is not None
    office.now = claim.notice_until_at
    assert office.swept(claim).state == ClaimState.NOTICE
    office.wait(minutes=1)
    assert office.swept(claim).state == ClaimState.ACCOUNT


def test_where_the_account_is_known_the_money_is_paid_next(office: Office) -> None:
    claim = office.take("enterprise", office.at("notice"), "give_account")
    assert office.noticed(claim).state == ClaimState.TO_PAY


def test_an_objection_stops_the_notice_and_wins_it_no_days(office: Office) -> None:
    claim = office.at("objected")
    until = claim.notice_until_at
    office.wait(days=20)
    assert office.swept(claim).state == ClaimState.OBJECTED
    claim = office.take("unit_head1", claim, "dismiss")
    assert claim.due_at == until
    assert office.swept(claim).state == ClaimState.ACCOUNT


def test_lateness_is_told_once(office: Office) -> None:
    claim = office.at("applied")
    office.swept(claim)
    assert told("ClaimLate") == 0
    office.wait(days=3)
    for _ in range(2):
        office.swept(claim)
    assert told("ClaimLate") == 1


def test_late_steps_are_kept_as_late(office: Office) -> None:
    claim = office.at("applied")
    office.wait(days=5)
    claim = office.take("handler1", claim, "accept")
    assert (claim.accepted_late, claim.decided_late) == (True, False)
    assert office.take("handler1", claim, "approve").decided_late is False


# --- who sees and writes -----------------------------------------------


def as_web(who: str, office: Office) -> None:
    door.step_in(Actor())
    door.become(office.people[who].pk, office.now)


def test_the_account_is_shown_by_the_database_to_two_parties_alone(office: Office) -> None:
    """The twin of the page: asked past every permission table."""
    office.at("to_pay")
    seen = {}
    for who in ("enterprise", "handler1", "unit_head1", "officer", "coordinator", "leader", "handler2"):
        as_web(who, office)
        seen[who] = PayoutAccount.objects.count()
    door.step_in(Actor())
    assert {who for who, count in seen.items() if count} == {"enterprise", "handler1", "unit_head1"}


@pytest.mark.parametrize("who", ["handler1", "unit_head1", "officer", "coordinator"])
def test_nobody_but_the_enterprise_says_where_the_money_goes(who: str, office: Office) -> None:
    office.at("to_pay")
    as_web(who, office)
    assert PayoutAccount.objects.update(tail="0000") == 0


def test_an_intention_is_no_business_of_the_unit_yet(office: Office) -> None:
    office.intended()
    for who, count in (("enterprise", 1), ("officer", 1), ("handler1", 0), ("coordinator", 0)):
        as_web(who, office)
        assert Claim.objects.count() == count, who
    door.step_in(Actor())


def test_money_is_paid_as_it_was_approved(office: Office) -> None:
    claim = office.at("to_pay")
    with pytest.raises(Refused, match="核定的是 30 万元"):
        office.take("handler1", claim, "pay", amount=Decimal(1))
    with pytest.raises(Refused, match="不能在今天以后"):
        office.take("handler1", claim, "pay", paid_on=office.day + timedelta(days=1))


def test_the_database_pays_no_more_than_was_approved(office: Office) -> None:
    """The twin without the guard."""
    claim = office.at("to_pay")
    with pytest.raises(IntegrityError, match="claim_paid_is_accounted_for"), door.as_system("tests.twin"):
        Claim.objects.filter(pk=claim.pk).update(
            state="paid", is_open=False, paid=Decimal(1), paid_on=office.day, voucher="x"
        )


def test_a_stranger_begins_nothing_for_an_enterprise(office: Office) -> None:
    other = problems.an_enterprise(office.town.area, "别家公司")
    office.people["stranger"] = problems.a_contact(other, "别家的人")
    for begin in (office.applied, office.intended):
        with pytest.raises(NotFound):
            begin("stranger")
        door.step_in(Actor())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"from_on": "later"}, "才开始执行"),
        ({"closes_on": "before"}, "就截止了"),
        ({"unit_id": None}, "没有写明由哪个单位兑现"),
    ],
)
def test_what_is_not_open_is_refused_with_when_it_will_be(
    office: Office, given: dict[str, str | None], said: str
) -> None:
    days = {"later": office.day + timedelta(days=3), "before": office.day - timedelta(days=1), None: None}
    office.item = office.edition(title="还不行", **{name: days[when] for name, when in given.items()})
    with pytest.raises(Refused, match=said):
        office.applied()
    door.step_in(Actor())


def test_the_officer_of_the_day_is_kept_with_the_claim(office: Office) -> None:
    claim = office.applied()
    assert claim.officer_id == office.people["officer"].pk


def test_a_list_that_is_out_of_hand_is_not_changed(office: Office) -> None:
    made = office.listing("handler1", office.town.enterprise)
    office.list_step("handler1", made, "send")
    entry = office.entries(made)[0]
    with pytest.raises(Conflict, match="先退回来"):
        actions.take_out(author=office.author("handler1"), entry=entry, reason="不对", now=office.now)
    door.step_in(Actor())
    office.list_step("unit_head1", made, "return", reason="少一家")
    actions.take_out(author=office.author("handler1"), entry=entry, reason="不对", now=office.now)
    door.step_in(Actor())
    with door.as_system("tests.read"):
        assert ListEntry.objects.get(pk=entry.pk).out_reason == "不对"


def of_exclusive_items(office: Office) -> tuple[Edition, Edition]:
    """Two items of which one says that it cannot be had beside the other."""
    first = office.edition(title="区级贴息")
    return first, office.edition(title="市级贴息", excludes=("区级贴息",))


def test_of_items_that_exclude_each_other_one_is_claimed_in_a_year(office: Office) -> None:
    """Whichever of the two names the other."""
    first, second = of_exclusive_items(office)
    began = office.intended(edition=second)
    with pytest.raises(Refused, match=f"今年的“市级贴息”（{began.number}，有意向）不能和这一项同时享受"):
        office.intended(edition=first)
    office.take("enterprise", began, "withdraw")
    assert office.intended(edition=first).edition_id == first.pk


def test_of_two_that_were_begun_before_they_excluded_each_other_one_is_approved(office: Office) -> None:
    first, second = of_exclusive_items(office)
    approved = office.at("notice")
    other = office.take("handler1", office.applied(edition=office.edition(title="别的")), "accept")
    with door.as_system("tests.build"):
        for claim, edition in ((approved, first), (other, second)):
            Claim.objects.filter(pk=claim.pk).update(item=edition.item_id, edition=edition)
    with pytest.raises(Refused, match=r"今年的“区级贴息”.*不能和这一项同时享受"):
        office.take("handler1", other, "approve")


def test_an_item_that_is_not_there_is_not_excluded(office: Office) -> None:
    with pytest.raises(Refused, match="没有找到“没有的贴息”这一项"):
        office.edition(title="市级贴息", excludes=("没有的贴息",))


def test_a_list_pays_nobody_what_excludes_what_he_has(office: Office) -> None:
    office.listed = office.edition(
        title="自动享受", mode=office.listed.mode, papers=(), excludes=(office.item.title,)
    )
    held = office.applied()
    made = office.listing("handler1", office.town.enterprise)
    office.list_step("handler1", made, "send")
    with pytest.raises(
        Refused, match=f"今年的“{office.item.title}”（{held.number}，已申请）不能和这一项同时享受"
    ):
        office.list_step("unit_head1", made, "confirm")
    office.take("enterprise", held, "withdraw")
    office.list_step("unit_head1", made, "confirm")


def test_an_item_with_an_end_excludes_until_it_ends(office: Office) -> None:
    first = office.edition(title="区级贴息")
    second = office.edition(title="市级贴息", excludes=("区级贴息",), until_on=date(2026, 12, 31))
    office.intended(edition=second)
    with pytest.raises(Refused, match="不能和这一项同时享受"):
        office.intended(edition=first)


def test_a_long_list_is_written_at_once(office: Office) -> None:
    """Not enterprise by enterprise; and one that was taken out comes back with its new amount."""
    area = office.town.area
    firms = [
        enterprises.an_enterprise(area, f"第{n}家公司", credit_code=enterprises.a_code()) for n in range(30)
    ]
    made = office.listing("handler1", firms[0])
    actions.take_out(
        author=office.author("handler1"), entry=office.entries(made)[0], reason="不在名册", now=office.now
    )
    with CaptureQueriesContext(connection) as asked:
        count = actions.put_on(
            author=office.author("handler1"), payout_list=made, reason="名册", now=office.now,
            amounts={firm.pk: THIRTY * 2 for firm in firms},
        )  # fmt: skip
    assert count == len(firms)
    assert len(asked) < len(firms)
    assert {(row.amount, row.out_reason) for row in office.entries(made)} == {(THIRTY * 2, "")}
