"""What leaves the house as a file: the list of enterprises, narrowed as on its page."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F, QuerySet

from qinqing.desks.enterprise_file import queries
from qinqing.domains.accounts.models import Area
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import DIVISIONS, EnterpriseType, TitleKind
from qinqing.kernel.exports import Extract, Leaving, said
from qinqing.kernel.permissions import Actor
from qinqing.lib.size_class import SizeClass


def _rows(actor: Actor, given: Mapping[str, str], now: datetime) -> QuerySet[Enterprise]:
    """What the page of the same address lists, in its order."""
    chosen, narrowed = queries.chosen(queries.kept(given), now)
    return enterprises.enterprises_listed(actor, chosen, narrowed=narrowed).in_order()


_SWITCHES = {"key": "重点企业", "dormant": "休眠的", "struck": "不在册的", "served": "没有服务官"}


def _says(given: Mapping[str, str]) -> str:
    """What the list is narrowed to, in words."""
    kept = queries.kept(given)
    parts = [f"“{kept['q']}”"] if "q" in kept else []
    if "area" in kept:
        area = Area.objects.filter(code=kept["area"]).first()
        parts.append(area.name if area else kept["area"])
    if "industry" in kept:
        parts.append(DIVISIONS.get(kept["industry"], kept["industry"]))
    for name, terms in (("type", EnterpriseType), ("size", SizeClass), ("title", TitleKind)):
        if name in kept:
            parts.append(terms.label_of(kept[name]))
    if "roll" in kept:
        parts.append("在一份名单上的")
    return "，".join(parts + [word for name, word in _SWITCHES.items() if name in kept])


EXTRACTS = (
    Extract(
        kind="enterprises",
        label="企业",
        right="enterprise.export",
        area="area_id",
        columns=(
            Leaving("企业名称", F("name"), typed=True),
            Leaving("统一社会信用代码", F("credit_code")),
            Leaving("区域", F("area__name"), typed=True),
            Leaving("企业类型", said("type", EnterpriseType.choices())),
            Leaving("行业", said("industry", DIVISIONS.items())),
            Leaving("规模", said("size_class", SizeClass.choices())),
            Leaving("成立日期", F("registered_on")),
            Leaving("地址", F("address"), typed=True),
        ),
        rows=_rows,
        says=_says,
        back=lambda actor: "enterprise_file:list",
    ),
)
