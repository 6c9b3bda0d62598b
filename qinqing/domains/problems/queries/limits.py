"""Limits as their keeper reads them: what holds in an area, the default beside, and what was ever set."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from qinqing.domains.problems.limits import LIMITS, Limited, LimitRow
from qinqing.domains.problems.queries.catalogue import area_names
from qinqing.domains.problems.queries.dated import reach_of
from qinqing.domains.problems.queries.surroundings import area_chain
from qinqing.domains.problems.terms import ClockKind, LaneClass
from qinqing.kernel import declared, settings
from qinqing.kernel.models import DatedSetting
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.lib.ledger import Limit
from qinqing.lib.limits import Days, Times, said
from qinqing.ui.cells import Own


def kept() -> list[Limited]:
    """Every limit that an area decides: those of problems by their clocks, then what other rooms declare."""
    declared_ = cast("Iterable[Limited]", declared.declarations("limits", "LIMITS"))
    others = [row for row in declared_ if not isinstance(row, LimitRow)]
    return [*sorted(LIMITS, key=_place), *others]


@dataclass(frozen=True, slots=True)
class LimitHolding:
    """A limit as it holds for an area on a day; `area` is who decided it, empty for the release."""

    row: Limited
    limit: Limit | Times | Days
    source: str
    area: str
    since_on: date | None

    @property
    def shown_source(self) -> str:
        """By which document: an area's in the words of whoever wrote it, the release's in the house's."""
        return Own(self.source) if self.area else self.source

    @property
    def default(self) -> Limit | Times | Days:
        """What the release says."""
        return said(self.row.limit)


@dataclass(frozen=True, slots=True)
class LimitWord:
    """One word of an area on a limit; without one it went back to what holds above it."""

    limit: Limit | Times | Days | None
    area: str
    area_id: int | None
    from_on: date
    source: str


def limits_of(area_id: int, day: date) -> list[LimitHolding]:
    """Every limit as it holds for an area."""
    return [limit_holding(row, area_id, day) for row in kept()]


def _place(row: LimitRow) -> tuple[int, int]:
    """By clocks as a problem meets them, what follows its end last; of a clock the urgent classes after the
    others, then what else belongs to it."""
    clocks, lanes = list(ClockKind), list(LaneClass)
    clock = len(clocks) if row.clock == ClockKind.EXPERIENCE else clocks.index(row.clock)
    return clock, len(lanes) if row.case else lanes.index(row.lane) if row.lane else -1


def limit_holding(row: Limited, area_id: int, day: date) -> LimitHolding:
    """One of them."""
    found = settings.current().value(row.key, area_chain(area_id), day, row.limit, row.source)
    names = area_names()
    area = names.get(found.area_id, "") if found.area_id is not None else ""
    return LimitHolding(row, said(found.value), found.source, area, found.effective_on)


def limit_row(key: str) -> Limited:
    """The limit of a key. Raises NotFound."""
    found = next((row for row in kept() if row.key == key), None)
    if found is None:
        raise NotFound
    return found


def words_on(actor: Actor, row: Limited) -> Sequence[LimitWord]:
    """All that was set for a limit in the areas the actor keeps or is bound by, the newest first."""
    names = area_names()
    rows = DatedSetting.objects.filter(key=row.key, area_id__in=reach_of(actor)).order_by(
        "-effective_on", "-id"
    )
    return [
        LimitWord(
            limit=said(one.value) if one.value != settings.ENDED else None,
            area=names.get(one.area_id or 0, ""),
            area_id=one.area_id,
            from_on=one.effective_on,
            source=one.source,
        )
        for one in rows.order_by("-effective_on", "-id")
    ]
