"""The table by which questions go to the groups, as a list."""

from collections.abc import Iterable

from markupsafe import Markup

from qinqing.domains.advice.models import Route
from qinqing.domains.policies.terms import BenefitClass
from qinqing.kernel.addresses import path_to
from qinqing.ui import formats
from qinqing.ui.cells import Column, act, own, table_rows

ROUTES = (
    Column("谁发的政策", "title"),
    Column("类型", labelled=True),
    Column("交给", labelled=True),
    Column("区域", labelled=True),
    Column("从哪天起", "date", labelled=True),
    Column("到哪天", "date", labelled=True),
    Column("做", "act"),
)


def route_rows(routes: Iterable[Route]) -> Markup:
    """Those that hold and those to come."""
    return table_rows(
        ROUTES,
        [
            (
                own(one.issuer) or "不管谁发的",
                BenefitClass.label_of(one.benefit_class) if one.benefit_class else "不管哪一类",
                one.group.name,
                one.area.name,
                formats.full_day(one.from_on),
                formats.full_day(one.until_on) if one.until_on else "没有定",
                "" if one.until_on else act(path_to("advice:end_route", one.pk), "停用"),
            )
            for one in routes
        ],
    )
