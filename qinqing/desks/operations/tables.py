"""What is watched, as a list."""

from collections.abc import Mapping
from datetime import datetime

from markupsafe import Markup

from qinqing.desks.operations.watches import WATCHES
from qinqing.kernel.models import Watched
from qinqing.ui.cells import Column, light, table_rows
from qinqing.ui.formats import EMPTY, moment

HEALTH = (
    Column("状态"),
    Column("哪一项", "title"),
    Column("说明", labelled=True),
    Column("从什么时候起", "date", labelled=True),
)


def health_rows(found: Mapping[str, Watched], now: datetime) -> Markup:
    """Everything that is watched, what is not well first."""
    order = sorted(WATCHES, key=lambda watch: not (watch.key in found and found[watch.key].fault))
    return table_rows(HEALTH, [_row(watch.label, found.get(watch.key), now) for watch in order])


def _row(label: str, row: Watched | None, now: datetime) -> tuple[object, ...]:
    if row is None:
        return (light("calm", "还没看"), label, EMPTY, EMPTY)
    if row.fault:
        return (light("red", "不正常"), label, row.fault, moment(row.since_at, now))
    return (light("green", "正常"), label, EMPTY, moment(row.since_at, now))
