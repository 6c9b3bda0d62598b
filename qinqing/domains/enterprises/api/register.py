"""The register for programs, and one enterprise as far as whoever came with the token may know it."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from qinqing.domains.enterprises import queries
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.queries import Chosen, ContactShown, FiguresShown, TitleShown
from qinqing.domains.enterprises.schemas import (
    ContactRead,
    EnterpriseLine,
    EnterprisePage,
    EnterpriseRead,
    EnterprisesNarrowed,
    TitleRead,
    YearlyFigure,
)
from qinqing.domains.enterprises.terms import EnterpriseType, StruckAs, division_label
from qinqing.kernel import clock
from qinqing.kernel.api.faults import Fault, Wrong
from qinqing.kernel.api.operations import reads, tag_of
from qinqing.kernel.pages import actor_of
from qinqing.kernel.permissions import Actor, Shown
from qinqing.lib.size_class import SizeClass

router = Router(tags=["企业"])


@reads(router, "/enterprises", right="enterprise.list", answers=EnterprisePage, name="list_enterprises")
def enterprises(request: HttpRequest, narrowed: Query[EnterprisesNarrowed]) -> EnterprisePage:
    """查企业，按名称的读音排。"""
    actor = actor_of(request)
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
    actor = actor_of(request)
    return enterprise_read(actor, queries.enterprise_for(actor, public_id), response)


def enterprise_read(actor: Actor, found: Enterprise, response: HttpResponse) -> EnterpriseRead:
    """An enterprise as this actor may know it; the answer carries its version."""
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
        dormant_on=found.dormant_on,
        struck_on=found.struck_on,
        struck_as=StruckAs.label_of(found.struck_as) if found.struck_as else "",
        struck_source=found.struck_source,
        contacts=[contact_read(one) for one in queries.contacts_shown(actor, found)],
        titles=[_title(one) for one in queries.titles_of(found, clock.today())],
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


def contact_read(one: ContactShown) -> ContactRead:
    """A contact as this actor may read him."""
    said = ("name", "post", "phone", "masked", "email", "is_main")
    return ContactRead(contact_id=one.pk, sees=one.sees.value, **{name: getattr(one, name) for name in said})


def _title(one: TitleShown) -> TitleRead:
    said = ("level", "paper", "from_on", "until_on", "is_current")
    return TitleRead(
        number=one.pk, kind=one.kind.value, label=one.kind.label, **{n: getattr(one, n) for n in said}
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
