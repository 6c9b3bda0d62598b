"""By what the figures of all rooms fall apart: the places and the units."""

from collections.abc import Collection, Mapping

from qinqing.domains.accounts.models import Area, Unit
from qinqing.domains.accounts.queries import area_and_below
from qinqing.kernel.figures import Split


def _areas() -> Mapping[int, str]:
    return dict(Area.objects.values_list("pk", "name"))


def _units() -> Mapping[int, str]:
    return dict(Unit.objects.values_list("pk", "short"))


def _below(area_id: int) -> Collection[int]:
    return list(area_and_below(area_id).values_list("pk", flat=True)) if area_id in _areas() else ()


SPLITS = (Split("area", "区域", _areas, _below), Split("unit", "单位", _units))
