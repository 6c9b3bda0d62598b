"""Titles, the lists an enterprise is on, whether it sleeps, whether it is in the register at all."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import IntegrityError
from django.db.models import Q

from qinqing.domains.enterprises.events import (
    EnterpriseFellDormant,
    EnterprisePutBack,
    EnterpriseStruckOff,
    EnterpriseWoke,
    RollJoined,
    RollLeft,
    TitleEnded,
    TitleGiven,
)
from qinqing.domains.enterprises.models import Enterprise, Roll, RollEntry, Title
from qinqing.domains.enterprises.permissions import PERMISSIONS
from qinqing.domains.enterprises.queries import struck_said
from qinqing.domains.enterprises.terms import StruckAs, TitleKind
from qinqing.kernel import clock, events, idempotency
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Conflict, Refused
from qinqing.ui import formats


def give_title(
    *,
    author: Author,
    enterprise: Enterprise,
    kind: TitleKind,
    from_on: date,
    now: datetime,
    until_on: date | None = None,
    level: str = "",
    paper: str = "",
) -> Title:
    """The enterprise bears a title from a day to a day; refuses a span that overlaps one it has."""
    first = idempotency.first_result(author)
    if first is not None:
        return Title.objects.get(pk=first.made("title_id"))
    _refuse_stranger(author, enterprise)
    if until_on is not None and until_on <= from_on:
        raise Refused("span", "到期要在开始之后", "until_on")
    if Title.objects.filter(_overlaps(from_on, until_on), enterprise=enterprise, kind=kind).exists():
        raise Refused("overlaps", f"这段时间已经有“{kind.label}”", "kind")
    try:
        row = Title.objects.create(
            enterprise=enterprise, kind=kind, level=level, paper=paper, from_on=from_on, until_on=until_on
        )
    except IntegrityError:
        raise Conflict("这个称号刚刚被别人登记过") from None
    _tell(TitleGiven, enterprise.pk, author, now, {"title_id": row.pk, **title_said(kind, until_on)})
    return row


def title_said(kind: TitleKind, until_on: date | None) -> dict[str, str]:
    """What the record of a title says of it."""
    return {
        "title": kind.label,
        "until": f"，到 {formats.full_day(until_on)}" if until_on else "",
    }


def end_title(*, author: Author, title: Title, until_on: date, now: datetime) -> None:
    """The title is lost earlier than written; refuses a day before it began."""
    _refuse_stranger(author, title.enterprise)
    if until_on < title.from_on:
        raise Refused("too_early", f"不能早于开始的 {formats.full_day(title.from_on)}", "until_on")
    Title.objects.filter(pk=title.pk).update(until_on=until_on)
    record = {"title": TitleKind.label_of(title.kind)}
    _tell(TitleEnded, title.enterprise_id, author, now, record, about=[("title", title.pk)])


def join_roll(
    *,
    author: Author,
    enterprise: Enterprise,
    roll: Roll,
    from_on: date,
    now: datetime,
    leads: bool = False,
) -> RollEntry:
    """The enterprise is on a list from a day on; refuses who is on it already, and a list out of use."""
    first = idempotency.first_result(author)
    if first is not None:
        return RollEntry.objects.get(pk=first.made("roll_entry_id"))
    _refuse_stranger(author, enterprise)
    if roll.retired_on is not None and roll.is_retired(from_on):
        raise Refused("ended", f"“{roll.name}”从 {formats.full_day(roll.retired_on)} 起停用", "roll_id")
    if RollEntry.objects.filter(_overlaps(from_on, None), enterprise=enterprise, roll=roll).exists():
        raise Refused("on_it", f"已经在“{roll.name}”里", "roll_id")
    try:
        row = RollEntry.objects.create(roll=roll, enterprise=enterprise, from_on=from_on, leads=leads)
    except IntegrityError:
        raise Conflict("刚刚被别人列进去了") from None
    record = {"roll_entry_id": row.pk, "roll": roll.name, "day": formats.full_day(from_on)}
    _tell(RollJoined, enterprise.pk, author, now, record)
    return row


def leave_roll(*, author: Author, entry: RollEntry, until_on: date, now: datetime) -> None:
    """The enterprise is on the list no longer from a day on; what was before stays told."""
    _refuse_stranger(author, entry.enterprise)
    if until_on < entry.from_on:
        raise Refused("too_early", f"不能早于列入的 {formats.full_day(entry.from_on)}", "until_on")
    RollEntry.objects.filter(pk=entry.pk).update(until_on=until_on)
    record = {"roll": entry.roll.name, "day": formats.full_day(until_on)}
    _tell(RollLeft, entry.enterprise_id, author, now, record, about=[("roll_entry", entry.pk)])


def put_to_sleep(*, author: Author, enterprise: Enterprise, reason: str, now: datetime) -> None:
    """The enterprise has no business for now: it is in no list and no share until it wakes."""
    _refuse_stranger(author, enterprise)
    if not reason:
        raise Refused("reason", "写明是什么情形，例如“停产清算”", "reason")
    _move(enterprise, {"dormant_on": clock.local(now).date(), "dormant_reason": reason[:100]})
    _tell(EnterpriseFellDormant, enterprise.pk, author, now, {"reason": reason[:100]})


def wake(*, author: Author, enterprise: Enterprise, now: datetime) -> None:
    """The enterprise has business again."""
    _refuse_stranger(author, enterprise)
    _move(enterprise, {"dormant_on": None, "dormant_reason": ""})
    _tell(EnterpriseWoke, enterprise.pk, author, now, {})


def _move(enterprise: Enterprise, values: dict[str, object]) -> None:
    asleep = values["dormant_on"] is None
    kept = _locked(enterprise)
    if not asleep:
        refuse_struck(kept)
    if (kept.dormant_on is not None) != asleep:
        raise Refused("already", "已经是在营的" if asleep else "已经是休眠的")
    Enterprise.objects.filter(pk=kept.pk).update(**values)


def strike_off(
    *, author: Author, enterprise: Enterprise, kind: StruckAs, struck_on: date, source: str, now: datetime
) -> None:
    """The enterprise is in the register no longer, from a day on: nothing new is begun for it.

    What is open goes on to its end, its people enter and read as before, who serves it serves on. Refuses a
    day to come, one before it was founded, one without a basis, and an entry that is not by itself.
    """
    _refuse_stranger(author, enterprise)
    if not source:
        raise Refused("source", "写明依据，例如登记机关的通知书", "struck_source")
    if struck_on > clock.local(now).date():
        raise Refused("too_late", "还没到那天，到了再登记", "struck_on")
    kept = _locked(enterprise)
    if kept.registered_on is not None and struck_on < kept.registered_on:
        raise Refused("too_early", f"不能早于成立的 {formats.full_day(kept.registered_on)}", "struck_on")
    if kept.merged_into_id is not None:
        raise Refused("merged", "这家企业已经并入另一家")
    if kept.struck_on is not None:
        raise Refused("already", f"{struck_said(kept.struck_as, kept.struck_on)}，已经登记过了")
    values = {"struck_on": struck_on, "struck_as": kind, "struck_source": source[:200]}
    Enterprise.objects.filter(pk=kept.pk).update(**values)
    record = {"day": formats.full_day(struck_on), "kind": kind.label, "basis": source[:200]}
    _tell(EnterpriseStruckOff, kept.pk, author, now, record)


def put_back(*, author: Author, enterprise: Enterprise, reason: str, now: datetime) -> None:
    """The enterprise is in the register as if it had not been struck off; refuses without a reason."""
    _refuse_stranger(author, enterprise)
    if not reason:
        raise Refused("reason", "写明为什么恢复", "reason")
    kept = _locked(enterprise)
    if kept.struck_on is None:
        raise Refused("already", "已经是在册的")
    record = {"reason": reason[:200], "was": [kept.struck_as, kept.struck_on.isoformat(), kept.struck_source]}
    Enterprise.objects.filter(pk=kept.pk).update(struck_on=None, struck_as="", struck_source="")
    _tell(EnterprisePutBack, kept.pk, author, now, record)


def refuse_struck(enterprise: Enterprise) -> None:
    """Whatever begins anew for an enterprise asks this: none does for one that was struck off."""
    if enterprise.struck_on is not None:
        said = struck_said(enterprise.struck_as, enterprise.struck_on)
        raise Refused("struck", f"这家企业{said}，不再办新的事；在办的照常办完")


def _locked(enterprise: Enterprise) -> Enterprise:
    return Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)


def _overlaps(from_on: date, until_on: date | None) -> Q:
    found = ~Q(until_on__lte=from_on) | Q(until_on__isnull=True)
    return found if until_on is None else found & Q(from_on__lt=until_on)


def _refuse_stranger(author: Author, enterprise: Enterprise) -> None:
    if not PERMISSIONS.relations(author.actor, enterprise) & {"keeper", "system"}:
        raise Refused("not_keeper", "这家企业不在您协调的区域里")


def _tell(
    event: type,
    enterprise_id: int,
    author: Author,
    now: datetime,
    record: Mapping[str, object],
    about: Collection[tuple[str, int]] = (),
) -> None:
    events.tell(
        event, subject=("enterprise", enterprise_id), author=author, at=now, record=record, about=about
    )
