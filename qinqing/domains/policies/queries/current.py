"""Reads of the editions that hold now, as often as a page asks: their SQL is made once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from qinqing.domains.accounts.models import Unit
from qinqing.domains.policies.models import Edition, PolicyItem
from qinqing.domains.policies.permissions import PERMISSIONS
from qinqing.kernel.compiled import Compiled
from qinqing.kernel.permissions import Actor

_EDITION = (
    "id", "item_id", "number", "title", "benefit_class", "mode", "title_kind", "summary", "amount", "unit_id",
    "papers", "season", "closes_on", "telephone", "evidence", "from_on", "until_on",
)  # fmt: skip
_BESIDE = ("item__public_id", "item__code", "unit__short")


def editions_held(actor: Actor, areas: Sequence[int], day: date) -> list[tuple[Edition, str]]:
    """The editions that hold on a day in these areas, each beside its rule as it is stored, as text.

    Of edition, item and unit what a card shows; the rest is read when it is asked for.
    """
    return [_held(row) for row in _HELD.rows(actor, day, (list(areas),))]


def _rows(actor: Actor, day: date, areas: Sequence[int]) -> Any:
    rows = Edition.objects.filter(PERMISSIONS.scope(actor), item__policy__area__among=areas).current(day)
    return rows.order_by("pk").values_list(*_EDITION, *_BESIDE, Cast("rule", TextField()))


_HELD = Compiled(_rows)


def _held(row: Sequence[Any]) -> tuple[Edition, str]:
    address, code, unit, rule = row[len(_EDITION) :]
    edition = Edition.from_db(None, _EDITION, row[: len(_EDITION)])
    edition.item = PolicyItem.from_db(None, ("id", "public_id", "code"), (edition.item_id, address, code))
    if edition.unit_id is not None:
        edition.unit = Unit.from_db(None, ("id", "short"), (edition.unit_id, unit))
    return edition, rule
