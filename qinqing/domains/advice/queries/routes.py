"""To which group questions go, and who is in it."""

from collections.abc import Sequence
from datetime import date

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.advice import rules
from qinqing.domains.advice.models import Route
from qinqing.domains.officers.models import GroupMember, Officer
from qinqing.domains.officers.queries import current_member
from qinqing.domains.policies import queries as policies
from qinqing.domains.policies.models import Edition, PolicyItem
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound


def group_for(area_id: int, item_id: int | None, benefit_class: str, day: date) -> int | None:
    """The group a question of a place goes to on a day; None where the table says nothing."""
    nodes: Sequence[int] = accounts.areas_upward(area_id)
    issuer = ""
    if item_id is not None:
        issuer = PolicyItem.objects.values_list("policy__issuer", flat=True).get(pk=item_id)
        last = Edition.objects.published().filter(item=item_id).order_by("-number")
        benefit_class = last.values_list("benefit_class", flat=True).first() or ""
    rows = Route.objects.current(day).filter(area__in=nodes, group__is_active=True)
    found = rules.route_of(rows, nodes, issuer, benefit_class)
    return found.group_id if found else None


def experts_of(group_id: int, day: date) -> list[int]:
    """The people of a group on a day."""
    active = Officer.objects.exclude(active_until_on__lte=day).values("pk")
    rows = GroupMember.objects.filter(current_member(day), group=group_id, officer__in=active)
    return sorted(set(rows.values_list("officer__person", flat=True)))


def routes_of(actor: Actor, day: date) -> list[Route]:
    """The lines of the table that hold in the actor's areas, and those to come."""
    rows = Route.objects.filter(area__in=actor.ids("coordinator")).exclude(until_on__lte=day)
    return list(
        rows.select_related("area", "group").order_by("area__path", "issuer", "benefit_class", "from_on")
    )


def issuers(actor: Actor) -> list[str]:
    """Who has issued the policies that are in the house."""
    rows = policies.editions_visible_to(actor).published()
    return sorted(set(rows.values_list("item__policy__issuer", flat=True)))


def route_for(actor: Actor, number: int) -> Route:
    """One line of an area of the actor's. Raises NotFound."""
    rows = Route.objects.filter(area__in=actor.ids("coordinator"), pk=number)
    found = rows.select_related("area", "group").first()
    if found is None:
        raise NotFound
    return found
