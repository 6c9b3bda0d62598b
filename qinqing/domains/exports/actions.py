"""Writes: a list taken at once, one asked for, let go or not, fetched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from qinqing.domains.accounts.actions import show_presence
from qinqing.domains.exports import queries, rules
from qinqing.domains.exports.events import DataExported, ExportAgreed, ExportRefused, ExportRequested
from qinqing.domains.exports.models import Export
from qinqing.domains.exports.permissions import PERMISSIONS
from qinqing.domains.exports.terms import ExportState, Format
from qinqing.kernel import events, exports, idempotency, numbering, speaking
from qinqing.kernel.events import Author
from qinqing.kernel.exports import Extract
from qinqing.kernel.pages import allows
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Conflict, NotFound, Refused

WITHOUT_REASON = "没有写用途"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to leave: narrowed to what, as which file, what for."""

    given: Mapping[str, str]
    format: Format
    reason: str = ""


def order_export(*, author: Author, extract: Extract, order: Order, now: datetime) -> Export:
    """Take a list away, if it is short, or ask for it; the same form sent again gives the same export.

    Refuses an empty list, a long one without a reason, and the sixth of a day. A long one asks for a fresh
    code of whoever sits there and asks for it.
    """
    actor = author.actor
    if not allows(actor, extract.right):
        raise Refused("no_right", "您的角色不能导出这份清单")
    if first := idempotency.first_result(author):
        return Export.objects.get(pk=first.subject_id)
    wanted = queries.wanted(extract, actor, dict(order.given), now)
    if not wanted.rows:
        raise Refused("empty", "没有可以导出的行，换个条件再来")
    if not wanted.goes_at_once and not order.reason.strip():
        raise Refused("missing", f"超过 {rules.AT_ONCE} 行，请写用途", "reason")
    if queries.made_today(actor, now) >= rules.PER_DAY:
        raise Refused("often", f"一天最多导出 {rules.PER_DAY} 次，今天已经用完，明天再来")
    # Nobody sits before a program; what it asks for leaves only by the word and the code of another.
    if not wanted.goes_at_once and actor.token_id is None:
        show_presence(author=author, now=now)
    export = Export.objects.create(
        public_id=numbering.new_address(),
        kind=extract.kind,
        given=dict(order.given) | speaking.kept_of(actor),
        says=wanted.says[:300],
        rows=wanted.rows,
        areas=wanted.areas,
        format=order.format,
        reason=order.reason.strip(),
        at_once=wanted.goes_at_once,
        person_id=actor.person_id or 0,
        requested_at=now,
        taken_at=now if wanted.goes_at_once else None,
    )
    _tell(DataExported if export.at_once else ExportRequested, export, author, now)
    return export


def decide_export(*, author: Author, export_id: int, agreed: bool, refusal: str, now: datetime) -> None:
    """Let a list go, by a fresh code, or not, with a reason. Refuses one's own and one that was decided."""
    export = _locked(author.actor, export_id)
    if "decider" not in PERMISSIONS.relations(author.actor, export):
        raise Refused("own", "自己的导出要另一个人同意")
    if state_of(export, now) != ExportState.REQUESTED:
        raise Conflict(f"这份导出{state_of(export, now).label}，不用再审")
    if not agreed and not refusal.strip():
        raise Refused("missing", "请写为什么不同意", "refusal")
    if agreed:
        show_presence(author=author, now=now)
    export.decided_by_id, export.decided_at = author.actor.person_id, now
    export.agreed, export.refusal = agreed, "" if agreed else refusal.strip()
    export.save(update_fields=["decided_by_id", "decided_at", "agreed", "refusal"])
    _tell(ExportAgreed if agreed else ExportRefused, export, author, now, reason=export.refusal)


def take_export(*, author: Author, export_id: int, now: datetime) -> Export:
    """Take away what was let go; once, within a day, and only while the right to the list still holds."""
    export = _locked(author.actor, export_id)
    if "taker" not in PERMISSIONS.relations(author.actor, export):
        raise NotFound
    if not allows(author.actor, exports.extract_of(export.kind).right):
        raise Refused("no_right", "您现在的角色不能导出这份清单")
    state = state_of(export, now)
    if state == ExportState.REQUESTED:
        raise Conflict("这份导出还在等另一个人同意，同意了您会收到消息")
    if state != ExportState.AGREED:
        raise Conflict(f"这份导出{state.label}，要就再申请一次")
    export.taken_at = now
    export.save(update_fields=["taken_at"])
    _tell(DataExported, export, author, now)
    return export


def state_of(export: Export, now: datetime) -> ExportState:
    """How an export stands."""
    return rules.export_state(export.decided_at, export.agreed, export.taken_at, now)


def _locked(actor: Actor, export_id: int) -> Export:
    found = Export.objects.select_for_update(of=("self",)).filter(PERMISSIONS.scope(actor), pk=export_id)
    export = found.first()
    if export is None:
        raise NotFound
    return export


def _tell(event: type, export: Export, author: Author, now: datetime, *, reason: str = "") -> None:
    record = {
        "label": exports.extract_of(export.kind).label,
        "rows": export.rows,
        "reason": reason or export.reason or WITHOUT_REASON,
        "says": export.says,
        "format": export.format,
        "person_id": export.person_id,
    }
    events.tell(
        event,
        subject=("export", export.pk),
        about=[("person", export.person_id)],
        author=author,
        at=now,
        layer="H",
        record=record,
    )
