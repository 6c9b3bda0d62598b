"""Claims as people take them up: through the actions, each step by somebody who may take it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.claims import actions
from qinqing.domains.claims.actions import Wish
from qinqing.domains.claims.models import Claim, ListEntry, PayoutList
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.terms import ClaimMode
from qinqing.kernel import clock, door, files
from qinqing.kernel.events import Author
from qinqing.kernel.files import Received
from qinqing.kernel.permissions import Actor
from tests.builders import accounts, policies
from tests.builders.problems import Town

ACCOUNT = {"holder": "澜川微澜电子有限公司", "bank": "青岚农商行兴业支行", "account": "6222021234567890"}
THIRTY = Decimal(300_000)
GIVEN: dict[str, dict[str, Any]] = {
    "apply": {"amount": THIRTY, "words": "", "papers": []},
    "accept": {},
    "ask": {"reason": "缺辅助账"},
    "supply": {"words": "补了辅助账", "papers": []},
    "give_papers": {"files": {}},
    "turn_down": {"reason": "不在申报期"},
    "approve": {"amount": THIRTY, "reason": ""},
    "refuse": {"reason": "研发费用不够", "citation": "第五条"},
    "object": {"objection": "有人说它没有研发"},
    "dismiss": {"reason": "查过账，有"},
    "uphold": {"reason": "查实没有"},
    "confirm_account": ACCOUNT,
    "give_account": ACCOUNT,
    "return_account": {"reason": "户名不对"},
    "withdraw": {"reason": "先不办了"},
}
"""What is sent with each step."""
ROADS: dict[str, tuple[tuple[str, str], ...]] = {
    "intended": (),
    "applied": (("enterprise", "apply"),),
    "supplement": (("enterprise", "apply"), ("handler1", "ask")),
    "accepted": (("enterprise", "apply"), ("handler1", "accept")),
    "notice": (("enterprise", "apply"), ("handler1", "accept"), ("handler1", "approve")),
}
ROADS |= {
    "objected": (*ROADS["notice"], ("handler1", "object")),
    "account": (*ROADS["notice"], ("", "end_notice")),
    "turned_down": (*ROADS["applied"], ("handler1", "turn_down")),
    "refused": (*ROADS["accepted"], ("handler1", "refuse")),
    "withdrawn": (*ROADS["applied"], ("enterprise", "withdraw")),
}
ROADS["to_pay"] = (*ROADS["account"], ("enterprise", "confirm_account"))
ROADS["paid"] = (*ROADS["to_pay"], ("handler1", "pay"))
"""By state who does what on the shortest way there."""


@dataclass
class Office:
    """A town with two policy editors, an item that is applied for and one that is listed."""

    town: Town
    now: datetime
    item: Edition
    listed: Edition
    others: dict[str, Person] = field(default_factory=dict)

    @property
    def people(self) -> dict[str, Person]:
        return self.town.people

    def author(self, who: str) -> Author:
        """The person as author, with the database standing in his shoes."""
        return Author(door.become(self.people[who].pk, self.now))

    def edition(self, **given: Any) -> Edition:
        """Another item in force, paid by the first unit."""
        return an_item(self.town, self.now, **given)

    def wish(self, edition: Edition | None = None, firm: Enterprise | None = None, **given: Any) -> Wish:
        return Wish(edition or self.item, firm or self.town.enterprise, **{"amount": THIRTY, **given})

    def intended(self, who: str = "enterprise", **given: Any) -> Claim:
        made = actions.intend(author=self.author(who), wish=self.wish(**given), now=self.now)
        door.step_in(Actor())
        return made

    def applied(self, who: str = "enterprise", **given: Any) -> Claim:
        made = actions.apply(author=self.author(who), wish=self.wish(**given), now=self.now)
        door.step_in(Actor())
        return made

    def a_paper(self, name: str = "加计扣除表", content: str = "研发费用 200 万元") -> dict[str, Any]:
        """A file that answers the first paper of an item."""
        return {"files": {policies.CONTENT.papers[0]: [a_file(name, content)]}}

    def take(self, who: str, claim: Claim, step: str, **given: Any) -> Claim:
        """A claim after a step by somebody."""
        sent = {**GIVEN.get(step, {}), **given}
        if step == "give_papers" and not sent["files"]:
            sent = self.a_paper()
        if step == "pay":
            sent = {"amount": claim.approved, "paid_on": self.day, "voucher": "20260318-7", **given}
        try:
            return actions.take_step(
                author=self.author(who), claim=claim, step=step, given=sent, now=self.now
            )
        finally:
            door.step_in(Actor())

    @property
    def day(self) -> Any:
        return clock.local(self.now).date()

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)

    def swept(self, claim: Claim) -> Claim:
        """The worker looks at the clocks."""
        with door.as_system("claims.sweep"):
            actions.sweep(self.now)
            return Claim.objects.select_related("edition").get(pk=claim.pk)

    def noticed(self, claim: Claim) -> Claim:
        """A claim after its public notice, without an objection."""
        assert claim.notice_until_at is not None
        self.now = claim.notice_until_at + timedelta(minutes=1)
        return self.swept(claim)

    def at(self, state: str) -> Claim:
        """A new claim on the shortest way to a state."""
        claim = self.intended()
        for who, step in ROADS[state]:
            claim = self.noticed(claim) if step == "end_notice" else self.take(who, claim, step)
        return claim

    # --- lists ---------------------------------------------------------

    def listing(self, who: str = "handler1", *firms: Enterprise, amount: Decimal = THIRTY) -> PayoutList:
        """A payout list with these enterprises on it."""
        made = actions.make_list(author=self.author(who), edition=self.listed, now=self.now)
        if firms:
            actions.put_on(
                author=self.author(who), payout_list=made, amounts={firm.pk: amount for firm in firms},
                reason="统计名单", now=self.now,
            )  # fmt: skip
        door.step_in(Actor())
        return made

    def list_step(self, who: str, payout_list: PayoutList, step: str, **given: Any) -> PayoutList:
        try:
            return actions.take_list_step(
                author=self.author(who), payout_list=payout_list, step=step, given=given, now=self.now
            )
        finally:
            door.step_in(Actor())

    def confirmed(self, *firms: Enterprise) -> list[Claim]:
        """The claims of a list that one made and another confirmed."""
        made = self.listing("handler1", *firms)
        self.list_step("handler1", made, "send")
        self.list_step("unit_head1", made, "confirm")
        with door.as_system("tests.read"):
            return list(Claim.objects.filter(payout_list=made.pk).select_related("edition").order_by("pk"))

    def entries(self, payout_list: PayoutList) -> list[ListEntry]:
        with door.as_system("tests.read"):
            return list(ListEntry.objects.filter(payout_list=payout_list.pk).order_by("pk"))


def a_file(name: str, content: str) -> Received:
    """A text that somebody uploads."""
    return files.receive(SimpleUploadedFile(f"{name}.txt", content.encode()), field="paper_1")


def an_item(place: Town, now: datetime, **given: Any) -> Edition:
    """An item in force, paid by the first unit of a town, written and checked by its two editors."""
    names = ("policy_editor", "policy_checker")
    for who in names:
        if who not in place.people:
            place.people[who] = accounts.a_person(f"政策专员{who}", Role.POLICY_EDITOR, area=place.area)
    first, second = (place.people[who] for who in names)
    policy = policies.a_policy(place.area, first, now)
    draft = policies.a_draft(policy, first, now, **{"unit_id": place.units[0].pk, "days": None, **given})
    return policies.published(draft, first, second, now)


def an_office(place: Town, now: datetime) -> Office:
    """The town with an item that is applied for and one that is listed."""
    item = an_item(place, now)
    listed = an_item(place, now, title="首次上规入库奖励", mode=ClaimMode.NO_APPLICATION, papers=())
    return Office(place, now, item, listed)
