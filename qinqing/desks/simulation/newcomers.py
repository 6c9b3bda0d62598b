"""What waits at the doors of the demo world: who asked for an account, was invited, suggested something."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from qinqing.desks.simulation import world
from qinqing.desks.simulation.play import acting_as, look_again
from qinqing.domains.accounts import actions as accounts
from qinqing.domains.accounts.actions import PersonFacts
from qinqing.domains.accounts.models import Person, Unit
from qinqing.domains.accounts.queries import holders, people_of_area, people_of_unit
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import actions as enterprises
from qinqing.domains.enterprises.actions import Asking, Capital, NewContact
from qinqing.domains.enterprises.models import Contact, Enterprise, ProposedEdit
from qinqing.domains.enterprises.terms import ContactSees, Currency
from qinqing.domains.problems.actions import DayFacts, LimitFacts, propose_day, propose_rule
from qinqing.domains.problems.terms import DayKind
from qinqing.kernel import clock
from qinqing.kernel.calendar import calendar_of
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SUGGESTED = (
    ("大字版里按钮挨得太近，戴手套点不准。", "19000000024", ""),
    ("希望催办也能发短信，我们车间很少看网页。", "", "已转给维护的人，短信接通后就有"),
)


def arrive(author: Author, now: datetime) -> None:
    """Let them come, in the last days before the world is looked at."""
    demo = world.read("people")["demo"]
    firm = Enterprise.objects.get(name=demo["enterprise"])
    others = Enterprise.objects.registered().exclude(pk=firm.pk).order_by("pk")
    other = list(others[:8])[-1]
    asked = Asking(other.credit_code or "", other.name, "邓采薇", "综合部经理", "19000000021")
    enterprises.ask_registration(asking=asked, address=None, now=now - 3 * HOUR)
    longer = firm.name.replace("有限", "股份有限")
    renamed = Asking(firm.credit_code or "", longer, "秦朗", "", "19000000022")
    enterprises.ask_registration(asking=renamed, address=None, now=now - DAY)
    invited = NewContact("潘雨桐", "车间主任", "19000000023", sees=ContactSees.OWN)
    enterprises.invite_contact(author=author, enterprise=firm, contact=invited, now=now - 2 * DAY)
    enterprises.make_raise_link(author=author, enterprise=firm, now=now - 20 * DAY)
    _suggest(author, now)
    _correct_the_register(firm, list(others[:5])[-1], other, now)
    _close_a_day(firm.area_id, now)
    _change_a_limit(firm.area_id, now)
    _join_a_unit(demo["unit"], now)
    leaver = _other_officer(demo["officer"], now)
    accounts.plan_leaving(
        author=author, person_id=leaver.pk, on=clock.local(now + 12 * DAY).date(), now=now - HOUR
    )


def _correct_the_register(
    waits: Enterprise, refused: Enterprise, accepted: Enterprise, now: datetime
) -> None:
    """One correction was let in, one was not, and one waits to be checked."""
    moved = _correct(accepted, "capital_text", "1200万元", "股东会决议，公示系统已更新", now - 9 * DAY)
    keeper = acting_as(_coordinators_of(accepted.area_id, now)[0], now)
    enterprises.accept_edit(author=keeper, proposed=moved, now=now - 8 * DAY)
    look_again()
    doubted = _correct(refused, "name", f"{refused.name}二厂", "想换个名字", now - 4 * DAY)
    keeper = acting_as(_coordinators_of(refused.area_id, now)[0], now)
    reason = "公示系统里还是原来的名称，换发执照以后再提"
    enterprises.refuse_edit(author=keeper, proposed=doubted, reason=reason, now=now - 3 * DAY)
    look_again()
    wanted = f"{waits.address}（2 号厂房）"
    _correct(waits, "address", wanted, "2 号厂房启用，执照已换发", now - 6 * HOUR)


def _correct(firm: Enterprise, fact: str, wanted: str, why: str, now: datetime) -> ProposedEdit:
    """The main contact says what is wrong in the register."""
    main = Contact.objects.get(enterprise=firm, is_main=True, until_at=None)
    stands = enterprises.facts_of(firm)
    changed: dict[str, Any] = {fact: wanted}
    if fact == "capital_text":
        changed = {fact: wanted, "capital": Capital(Decimal(12_000_000), Currency.CNY)}
    assert main.person_id is not None, "a firm of the demo world has a main contact who signs in"
    row = enterprises.propose_edit(
        author=acting_as(main.person_id, now), enterprise=firm, wanted=replace(stands, **changed), why=why,
        now=now,
    )  # fmt: skip
    look_again()
    return row


def _coordinators_of(area_id: int, now: datetime) -> list[int]:
    """The coordinators who reach an area."""
    return list(people_of_area(area_id, Role.COORDINATOR, now).values_list("pk", flat=True))


def _close_a_day(area_id: int, now: datetime) -> None:
    """A day of the local calendar waits for the coordination head."""
    day = world.read("rules")["waiting_day"]
    on = calendar_of().workday_from(clock.local(now).date(), day["in_workdays"])
    facts = DayFacts(area_id, on, DayKind.MORNING, day["name"], day["source"])
    at = now - 2 * HOUR
    propose_day(author=acting_as(_coordinators_of(area_id, now)[0], at), facts=facts, now=at)
    look_again()


def _change_a_limit(area_id: int, now: datetime) -> None:
    """Another limit of the area waits for the coordination head."""
    limit, at = world.read("rules")["waiting_limit"], now - HOUR
    facts = LimitFacts(limit["key"], limit["amount"], area_id, limit["source"])
    on = calendar_of().workday_from(clock.local(now).date(), limit["in_workdays"])
    hub = acting_as(_coordinators_of(area_id, now)[0], at)
    propose_rule(author=hub, facts=facts, from_on=on, why=limit["why"], now=at)
    look_again()


def _join_a_unit(code: str, now: datetime) -> None:
    """A new colleague of a unit waits for the coordination office."""
    unit, at = Unit.objects.get(code=code), now - 4 * HOUR
    head = people_of_unit(unit.pk, Role.UNIT_HEAD, now)[0]
    facts = PersonFacts("", "方知遥", unit_id=unit.pk, post="四级主任科员", phone="19000000025")
    accounts.propose_joining(
        author=acting_as(head.pk, at), facts=facts, why="接替调走的同事，下周到岗", now=at
    )
    look_again()


def _suggest(author: Author, now: datetime) -> None:
    hub = holders(Role.COORDINATOR, now).first()
    for number, (words, reach, outcome) in enumerate(SUGGESTED, start=1):
        said = accounts.give_feedback(
            author=Author(Actor()), words=words, reach=reach, address=None, now=now - number * DAY
        )
        if outcome and hub is not None:
            by = Author(Actor(person_id=hub.pk, name=hub.name, roles=frozenset({Role.COORDINATOR})))
            accounts.deal_with_feedback(
                author=by, feedback_id=said.pk, outcome=outcome, now=now - number * DAY + 5 * HOUR
            )


def _other_officer(name: str, now: datetime) -> Person:
    return list(holders(Role.OFFICER, now).exclude(name=name).order_by("pk")[:4])[-1]
