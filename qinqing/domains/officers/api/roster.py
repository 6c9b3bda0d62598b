"""The roster for programs, and an officer's own enterprises."""

from django.http import HttpRequest
from ninja import Query, Router

from qinqing.domains.officers import queries
from qinqing.domains.officers.queries import RosterRow, ServedCard
from qinqing.domains.officers.schemas import (
    OfficerLine,
    RosterNarrowed,
    RosterPage,
    ServedEnterprise,
    ServedEnterprises,
)
from qinqing.kernel import clock
from qinqing.kernel.api.operations import reads
from qinqing.kernel.permissions import Actor

router = Router(tags=["首席服务官"])


@reads(router, "/officers", right="officer.list", answers=RosterPage, name="list_officers")
def officers(request: HttpRequest, narrowed: Query[RosterNarrowed]) -> RosterPage:
    """查首席服务官，按姓名的读音排。"""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    chosen = queries.Chosen(
        words=narrowed.words, ten_role=narrowed.ten_role or "", state=narrowed.state or ""
    )
    found = queries.officers_list(actor, chosen, clock.now(), after=narrowed.after or "")
    return RosterPage(items=[_line(row) for row in found.rows], total=found.total, next=found.after or None)


@reads(
    router, "/officers/own-enterprises", right="officer.served", answers=ServedEnterprises, name="list_served"
)
def served(request: HttpRequest) -> ServedEnterprises:
    """查自己服务的企业，含代管的。"""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return ServedEnterprises(items=[_served(card) for card in queries.my_enterprises(actor, clock.now())])


def _line(row: RosterRow) -> OfficerLine:
    return OfficerLine(
        officer=row.officer.pk,
        name=row.officer.person.name,
        unit=row.officer.unit.short,
        post=row.officer.person.post,
        rank=row.rank.label,
        as_a=row.as_a,
        as_b=row.as_b,
        away_until=row.away_until,
        substitute=row.substitute,
    )


def _served(card: ServedCard) -> ServedEnterprise:
    return ServedEnterprise(
        public_id=card.enterprise.public_id,
        name=card.enterprise.name,
        area=card.enterprise.area.name,
        part=card.part.label,
        from_on=card.from_on,
        stands_in_for=card.stands_in_for,
        until_at=card.until_at,
    )
