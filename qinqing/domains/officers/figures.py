"""What the room counts: of each class of enterprises how many there are, and how many an officer serves."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse

from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers.queries import enterprises_of_class, served_on
from qinqing.domains.officers.terms import CoverageClass
from qinqing.kernel.figures import Figure, Period, Ratio, Shown
from qinqing.kernel.permissions import Actor

RIGHT = "coverage.view"


def _show(rows: QuerySet[Enterprise]) -> Sequence[Shown]:
    columns = rows.values_list("name", "area__name", "public_id")
    return [Shown(name, area, reverse("enterprise_file:detail", args=[key])) for name, area, key in columns]


def _covered(cls: CoverageClass) -> Ratio:
    def whole(actor: Actor, period: Period) -> QuerySet[Enterprise]:
        return enterprises_of_class(actor, cls, period.last)

    def part(actor: Actor, period: Period) -> QuerySet[Enterprise]:
        return whole(actor, period).filter(served_on(period.last))

    of_part = (RIGHT, part, _show)
    meaning = "期末那天在营的，并入别家的和休眠的不算"
    return Ratio(
        f"officers.covered_{cls}",
        f"{cls.label}里有服务官的",
        "期末那天有首席服务官的企业，占这一类在营企业；并入别家的和休眠的不算",
        Figure(f"officers.served_{cls}", f"有服务官的{cls.label}", f"{meaning}；A 角、B 角都算有", *of_part),
        Figure(f"officers.whole_{cls}", cls.label, meaning, RIGHT, whole, _show),
    )


COVERED = {cls: _covered(cls) for cls in CoverageClass}

FIGURES = tuple(COVERED.values())
