"""The table by which questions go to the groups, and the limits of a place: rows that end, not rewritten."""

from dataclasses import dataclass
from datetime import date, datetime

from qinqing.domains.advice import events
from qinqing.domains.advice.models import Route
from qinqing.domains.officers.models import ThemeGroup
from qinqing.kernel import events as kernel_events
from qinqing.kernel import idempotency
from qinqing.kernel.door import retry_on
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Conflict, Refused
from qinqing.ui import formats

ROUTE = "advice_route"
ONE_LINE, ONE_LIMIT = retry_on("route_alone"), retry_on("dated_setting_once")


@dataclass(frozen=True, slots=True)
class RouteFacts:
    """In which area, for whose policies and of which class (empty: any), to which group."""

    area_id: int
    group_id: int
    issuer: str = ""
    benefit_class: str = ""


def write_route(*, author: Author, facts: RouteFacts, from_on: date, now: datetime) -> Route:
    """From a day on such questions go to a group; the line before for the same ends on that day.

    Refuses an area the author does not coordinate, a group that is not in use and a day that has passed.
    Questions that were asked before stay where they are.
    """
    first = idempotency.first_result(author)
    if first is not None:
        return Route.objects.get(pk=first.subject_id)
    _refuse_foreign(author, facts.area_id)
    group = ThemeGroup.objects.filter(pk=facts.group_id, is_active=True).first()
    if group is None:
        raise Refused("unknown_group", "没有这个专题组，请重新选", "group")
    if from_on < formats.local_date(now):
        raise Refused("past", "不能改已经过去的日子", "from_on")
    same = Route.objects.select_for_update().filter(
        area=facts.area_id, issuer=facts.issuer, benefit_class=facts.benefit_class
    )
    if same.filter(from_on__gt=from_on).exists() or same.filter(from_on=from_on, until_on=None).exists():
        raise Refused("overlap", "这一类已经写过从这天或以后起的，请换一天", "from_on")
    same.filter(until_on=None).update(until_on=from_on)
    made = Route.objects.create(
        area_id=facts.area_id, issuer=facts.issuer, benefit_class=facts.benefit_class, group=group,
        from_on=from_on, written_by_id=author.actor.person_id,
    )  # fmt: skip
    record = {"group": group.name, "from_on": from_on.isoformat()}
    kernel_events.tell(
        events.RouteWritten, subject=(ROUTE, made.pk), author=author, at=now, layer="H", record=record
    )
    return made


def end_route(*, author: Author, route: Route, on: date, now: datetime) -> None:
    """Let a line hold no longer from a day on. Conflict where it has an end already."""
    if idempotency.first_result(author) is not None:
        return
    _refuse_foreign(author, route.area_id)
    kept = Route.objects.select_for_update().get(pk=route.pk)
    if kept.until_on is not None:
        raise Conflict("这一条刚才已经停用或改写了，请看最新的")
    kept.until_on = max(on, kept.from_on)
    kept.save(update_fields=["until_on"])
    record = {"group": route.group.name, "on": kept.until_on.isoformat()}
    kernel_events.tell(
        events.RouteEnded, subject=(ROUTE, kept.pk), author=author, at=now, layer="H", record=record
    )


def _refuse_foreign(author: Author, area_id: int) -> None:
    if area_id not in author.actor.ids("coordinator"):
        raise Refused("no_right", "请选您协调的区域", "area")
