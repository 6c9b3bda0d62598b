"""What waits at the doors of the demo world: who asked for an account, was invited, suggested something."""

from datetime import datetime, timedelta

from qinqing.desks.simulation import world
from qinqing.domains.accounts import actions as accounts
from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.queries import holders
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import actions as enterprises
from qinqing.domains.enterprises.actions import Asking, NewContact
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import ContactSees
from qinqing.kernel import clock
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
    leaver = _other_officer(demo["officer"], now)
    accounts.plan_leaving(
        author=author, person_id=leaver.pk, on=clock.local(now + 12 * DAY).date(), now=now - HOUR
    )


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
