"""What the coordinator of the place decided for it: a matter, what is asked of a kind, a limit, a day."""

from datetime import datetime
from functools import partial

from qinqing.desks.simulation import world
from qinqing.desks.simulation.play import History, acting_as, look_again
from qinqing.domains.accounts.models import Area
from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems import actions
from qinqing.domains.problems.actions import DayFacts, DutyFacts, LimitFacts, RuleFacts
from qinqing.domains.problems.models import Category, Duty
from qinqing.domains.problems.terms import DayKind
from qinqing.kernel import clock, door, kept
from qinqing.kernel.calendar import calendar_of


def let_rules_be_written(history: History, at: datetime) -> None:
    """At a moment the coordinator writes his own version of some of what the release says."""
    history.at(at, partial(_write, history))


def _write(history: History, now: datetime) -> None:
    written, today = world.read("rules"), clock.local(now).date()
    area = Area.objects.get(code=world.read("units")["district"]["code"]).pk
    old = Duty.objects.get(code=written["duty"]["code"])
    kind = Category.objects.get(code=written["kind"]["code"])
    hub, head = (history.cast.of_area(role, area)[0] for role in (Role.COORDINATOR, Role.COORDINATION_HEAD))
    said, limit = written["kind"], written["limit"]
    for facts, why in (
        (
            DutyFacts(
                old.matter, old.category_id, area, old.lead, tuple(written["duty"]["assist"]),
                written["duty"]["basis"], old.not_this, old.pk,
            ),
            written["duty"]["why"],
        ),
        (
            RuleFacts(
                kind.pk, area, said["lane"], said["sensitive"], tuple(said["questions"]), kind.name,
                kind.parent_id,
            ),
            said["why"],
        ),
        (LimitFacts(limit["key"], limit["amount"], area, limit["source"]), limit["why"]),
    ):  # fmt: skip
        waits = actions.propose_rule(author=acting_as(hub, now), facts=facts, from_on=today, why=why, now=now)
        actions.confirm_rule(author=acting_as(head, now), proposed_id=waits, now=now)
    day = written["day"]
    on = calendar_of().workday_from(today, day["in_workdays"])
    closed = DayFacts(area, on, DayKind.REST, day["name"], day["source"])
    proposed = actions.propose_day(author=acting_as(hub, now), facts=closed, now=now)
    changed = actions.confirm_day(author=acting_as(head, now), proposed_id=proposed, now=now)
    with door.as_system(actions.RECOUNT):
        actions.recount_dates(changed, now)
    look_again()
    kept.forget_all()
