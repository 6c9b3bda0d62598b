"""The list of exports."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from django.urls import reverse
from markupsafe import Markup

from qinqing.domains.exports import actions
from qinqing.domains.exports.models import Export
from qinqing.kernel import exports
from qinqing.ui.cells import Column, Tone, light, own, table_rows, title
from qinqing.ui.formats import EMPTY, moment, thousands

EXPORTS = (
    Column("清单", "title"),
    Column("行数", "num", labelled=True),
    Column("用途", labelled=True),
    Column("谁", labelled=True),
    Column("时间", "date", labelled=True),
    Column("状态", labelled=True),
)


def export_rows(found: Iterable[Export], now: datetime) -> Markup:
    """What was taken away or is asked for."""
    return table_rows(EXPORTS, [_row(export, now) for export in found])


def _row(export: Export, now: datetime) -> tuple[object, ...]:
    state = actions.state_of(export, now)
    return (
        title(
            reverse("exports:one", args=[export.public_id]),
            exports.extract_of(export.kind).label,
            export.says or "全部",
            own=False,
        ),
        thousands(export.rows),
        own(export.reason) or EMPTY,
        export.person.name,
        moment(export.requested_at, now),
        light(cast(Tone, state.tone), state.label),
    )
