"""What the room counts: of each class of enterprises how many there are, and how many an officer serves."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers.models import Assignment, Officer
from qinqing.domains.officers.queries import enterprises_counted, of_class, officers_visible_to, served_on
from qinqing.domains.officers.terms import CoverageClass, Rank
from qinqing.kernel.figures import Figure, Ratio, Shown
from qinqing.kernel.gathered import Fact, Source

RIGHT = "coverage.view"


def _show(rows: QuerySet[Enterprise]) -> Sequence[Shown]:
    columns = rows.values_list("name", "area__name", "public_id")
    return [Shown(name, area, reverse("enterprise_file:detail", args=[key])) for name, area, key in columns]


def _known(day: date) -> Mapping[str, Fact]:
    """What figures ask of an enterprise."""
    return {"is_served": served_on(day), **{f"is_{cls}": of_class(cls, day) for cls in CoverageClass}}


_ENTERPRISES = Source(enterprises_counted, _known, {"area": "area_id"})


def _covered(cls: CoverageClass) -> Ratio:
    whole = _ENTERPRISES.of(f"is_{cls}")
    of_both = (_show, _ENTERPRISES.splits)
    meaning = "期末那天在册在营的，并入别家的、休眠的和那天以前注销、吊销、迁出的不算"
    part_meaning = f"{meaning}；A 角、B 角都算有"
    return Ratio(
        f"officers.covered_{cls}",
        f"{cls.label}里有服务官的",
        "期末那天有首席服务官的企业，占这一类在册在营企业；并入别家的、休眠的和那天以前注销、吊销、迁出的不算",
        Figure(
            f"officers.served_{cls}",
            f"有服务官的{cls.label}",
            part_meaning,
            RIGHT,
            whole.also("is_served"),
            *of_both,
        ),
        Figure(f"officers.whole_{cls}", cls.label, meaning, RIGHT, whole, *of_both),
    )


def _show_officers(rows: QuerySet[Officer]) -> Sequence[Shown]:
    columns = rows.values_list("person__name", "unit__short", "rank", "pk")
    return [
        Shown(name, f"{unit} · {Rank.label_of(rank)}", reverse("officers:detail", args=[number]))
        for name, unit, rank, number in columns
    ]


def _place() -> Coalesce:
    """Where an officer counts: with the first enterprise that he serves, else with his unit."""
    serves = Assignment.objects.filter(officer=OuterRef("pk"), until_on=None).order_by("pk")
    return Coalesce(
        Subquery(serves.values("enterprise__area_id")[:1]), "unit__area_id", output_field=BigIntegerField()
    )


def _in_office(day: date) -> Mapping[str, Fact]:
    ends_later = Q(active_until_on=None) | Q(active_until_on__gt=day)
    return {"is_in_office": Q(active_from_on__lte=day) & ends_later}


_OFFICERS = Source(officers_visible_to, _in_office, {"unit": "unit_id", "area": _place()})
IN_OFFICE = Figure(
    "officers.in_office",
    "首席服务官",
    "期末那天在任的，不管服务几家企业；按他服务的企业算在哪个区域",
    RIGHT,
    _OFFICERS.of("is_in_office"),
    _show_officers,
    _OFFICERS.splits,
)
COVERED = {cls: _covered(cls) for cls in CoverageClass}

FIGURES = (IN_OFFICE, *COVERED.values())
