"""Doors for programs: the register, and one enterprise as far as whoever came with the token may know it."""

from decimal import Decimal
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from qinqing.domains.enterprises import queries
from qinqing.domains.enterprises.events import EnterpriseEdited, EnterpriseRegistered
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.queries import Chosen, ContactShown, FiguresShown
from qinqing.domains.enterprises.schemas import (
    ContactRead,
    EnterpriseLine,
    EnterprisePage,
    EnterpriseRead,
    EnterprisesNarrowed,
    YearlyFigure,
)
from qinqing.domains.enterprises.terms import EnterpriseType, division_label
from qinqing.kernel import clock
from qinqing.kernel.api.faults import Fault, Wrong
from qinqing.kernel.api.operations import reads, tag_of
from qinqing.kernel.permissions import Actor, Shown
from qinqing.kernel.webhooks import Told
from qinqing.lib.size_class import SizeClass

RIGHTS: Final = {"enterprise.list": "查企业", "enterprise.view": "看一家企业"}
"""What a token can be given here."""

TOLD: Final = (
    Told(
        "enterprise",
        "enterprise.view",
        {EnterpriseRegistered: "登记了企业", EnterpriseEdited: "企业资料有更正"},
        queries.addresses_of,
    ),
)

router = Router(tags=["企业"])
ROUTERS: Final[tuple[Router, ...]] = (router,)


@reads(router, "/enterprises", right="enterprise.list", answers=EnterprisePage, name="list_enterprises")
def enterprises(request: HttpRequest, narrowed: Query[EnterprisesNarrowed]) -> EnterprisePage:
    """查企业，按名称的读音排。"""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    _refuse_unknown(actor, narrowed)
    chosen = Chosen(
        words=narrowed.words,
        area=narrowed.area,
        industry=narrowed.industry,
        type=narrowed.type or "",
        size=narrowed.size,
        key_only=narrowed.key_only,
    )
    found = queries.enterprise_list(actor, chosen, after=narrowed.after)
    return EnterprisePage(
        items=[EnterpriseLine(**_line(row)) for row in found.rows],
        total=found.total,
        next=found.after or None,
    )


def _refuse_unknown(actor: Actor, asked: EnterprisesNarrowed) -> None:
    """On a page an unknown value narrows nothing; a program would take the whole for what it asked for."""
    known = {
        "area": queries.area_choices(actor),
        "industry": queries.industry_choices(),
        "size": queries.size_choices(),
    }
    wrong = [
        Wrong(name, "没有这个值")
        for name, choices in known.items()
        if (value := getattr(asked, name)) and value not in dict(choices)
    ]
    if asked.after and not queries.is_visible(actor, asked.after):
        wrong.append(Wrong("after", "请原样带上一页给的 next"))
    if wrong:
        raise Fault("invalid", errors=wrong)


@reads(
    router,
    "/enterprises/{public_id}",
    right="enterprise.view",
    answers=EnterpriseRead,
    name="show_enterprise",
)
def enterprise(request: HttpRequest, response: HttpResponse, public_id: str) -> EnterpriseRead:
    """看一家企业。

    电话按角色遮盖，年度数据按角色给数、给区间或不给，和页面上一样。
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.enterprise_for(actor, public_id)
    figures = queries.figures_of(actor, found, queries.family(found.pk), clock.now())
    response["ETag"] = tag_of(found.version)
    return EnterpriseRead(
        **_line(found),
        version=found.version,
        former_names=queries.former_names(found),
        legal_representative=found.legal_representative,
        address=found.address,
        capital_amount=found.capital_amount,
        currency=found.currency,
        capital_text=found.capital_text,
        business_scope=found.business_scope,
        contacts=[_contact(one) for one in queries.contacts_shown(actor, found)],
        figures=_figures(figures),
    )


def _line(row: Enterprise) -> dict[str, Any]:
    return {
        "public_id": row.public_id,
        "name": row.name,
        "credit_code": row.credit_code,
        "type": EnterpriseType.label_of(row.type),
        "industry": division_label(row.industry),
        "size": SizeClass.label_of(row.size_class) if row.size_class else "",
        "area": row.area.name,
        "is_key": row.is_key,
        "registered_on": row.registered_on,
    }


def _contact(one: ContactShown) -> ContactRead:
    return ContactRead(
        name=one.name, post=one.post, phone=one.phone, masked=one.masked, email=one.email, is_main=one.is_main
    )


def _figures(shown: FiguresShown) -> list[YearlyFigure]:
    masked = shown.shown is Shown.MASKED
    return [
        YearlyFigure(
            year=year,
            measure=measure.value,
            label=measure.label,
            value=None if masked or stated.value is None else Decimal(stated.value),
            range=queries.range_of(measure, stated.value) if masked else None,
        )
        for year, values in shown.years.items()
        for measure, stated in values.items()
    ]
