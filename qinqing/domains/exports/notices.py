"""Who is told that a list waits for his word, and what became of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.exports import events
from qinqing.domains.exports.models import Export
from qinqing.domains.exports.permissions import DECIDERS
from qinqing.kernel.notices import Notice


def _export(event: Any) -> Export:
    return Export.objects.get(pk=event.export_id)


def _url(event: Any) -> str:
    return reverse("exports:one", args=[_export(event).public_id])


def _deciders(event: Any, now: datetime) -> Iterable[int]:
    """Whoever reaches the areas of all rows, without him who asked."""
    export = _export(event)
    found: set[int] | None = None
    for area in export.areas:
        here = {person.pk for role in DECIDERS for person in accounts.people_of_area(area, role, now)}
        found = here if found is None else found & here
    return sorted((found or set()) - {export.person_id})


def _taker(event: Any, now: datetime) -> Iterable[int]:
    return [_export(event).person_id]


NOTICES = (
    Notice(
        key="exports.requested",
        event=events.ExportRequested,
        to=_deciders,
        say="有一份导出等您同意，{rows} 行",
        url=_url,
        facts=lambda event: {"rows": event.rows},
    ),
    Notice(
        key="exports.agreed",
        event=events.ExportAgreed,
        to=_taker,
        say="您申请的导出同意了，24 小时内取，只能取一次",
        url=_url,
    ),
    Notice(
        key="exports.refused",
        event=events.ExportRefused,
        to=_taker,
        say="您申请的导出没有同意，请看原因",
        url=_url,
        level="calm",
    ),
)
