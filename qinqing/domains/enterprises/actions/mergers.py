"""Two entries that are one enterprise: nothing is moved, and it can be undone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError
from django.db.models import Q

from qinqing.domains.enterprises.actions.figures import settle_sizes
from qinqing.domains.enterprises.events import MergerAgreed, MergerEnded, MergerProposed, MergerTookEffect
from qinqing.domains.enterprises.models import Contact, Enterprise, Merger
from qinqing.domains.enterprises.permissions import PERMISSIONS, keeps_area
from qinqing.kernel import door, events, idempotency
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Conflict, Refused


def propose_merger(
    *, author: Author, losing: Enterprise, into: Enterprise, reason: str, now: datetime
) -> Merger:
    """Say that two entries are one enterprise; it takes effect once the main contacts of both agree.

    A side without a main contact who can sign in agrees by the keeper's word. Refuses entries
    the author does not keep, one that was merged before, and one that others were merged into.
    """
    first = idempotency.first_result(author)
    if first is not None:
        return Merger.objects.get(pk=first.made("merger_id"))
    if not (keeps_area(author.actor, losing.area_id) and keeps_area(author.actor, into.area_id)):
        raise Refused("foreign", "两家都要在您协调的区域里", "other")
    if losing.pk == into.pk:
        raise Refused("same", "要写另一家", "other")
    if losing.merged_into_id or into.merged_into_id:
        raise Refused("merged", "其中一家已经并入别家", "other")
    if Merger.objects.filter(into=losing, ended_at=None).exists():
        raise Refused("is_into", "已经有别家并入它，请反过来合并", "other")
    agreed = {
        f"{side}_agreed_at": None if _has_main(one) else now
        for side, one in (("losing", losing), ("into", into))
    }
    try:
        row = Merger.objects.create(losing=losing, into=into, reason=reason, proposed_at=now, **agreed)
    except IntegrityError:
        raise Conflict("这家企业刚刚被提出过合并") from None
    _tell(MergerProposed, row, author, now, {"reason": reason})
    _settle(row, author, now)
    return row


def agree_to_merger(*, author: Author, merger: Merger, now: datetime) -> Merger:
    """A main contact says that it is so; with the second word it takes effect.

    Refuses whoever is main contact of neither side, and a merger that is over or in force.
    """
    kept = _open(merger)
    if kept.merged_at is not None:
        raise Refused("merged", "已经合并了")
    sides = _sides_of(author, kept)
    if not sides:
        raise Refused("not_main", "要由两家的主联系人同意")
    with door.as_system("merger.agree"):
        for side in sides:
            setattr(kept, f"{side}_agreed_at", now)
        kept.save(update_fields=[f"{side}_agreed_at" for side in sides])
    _tell(MergerAgreed, kept, author, now, {})
    _settle(kept, author, now)
    return kept


def end_merger(*, author: Author, merger: Merger, now: datetime) -> None:
    """What was proposed is dropped, by a keeper or a main contact; what is in force is undone by a keeper.

    From this change on each sees again exactly what he saw before.
    """
    kept = _open(merger)
    keeps = keeps_area(author.actor, kept.into.area_id)
    if not keeps and (kept.merged_at is not None or not _sides_of(author, kept)):
        raise Refused("not_keeper", "合并以后，只有协调办能撤销")
    with door.as_system("merger.end"):
        if kept.merged_at is not None:
            Enterprise.objects.filter(pk=kept.losing_id).update(merged_into=None)
        Merger.objects.filter(pk=kept.pk).update(ended_at=now)
    _tell(MergerEnded, kept, author, now, {})
    if kept.merged_at is not None:
        _settle_size(kept, author, now)


def _settle(row: Merger, author: Author, now: datetime) -> None:
    if row.losing_agreed_at is None or row.into_agreed_at is None:
        return
    with door.as_system("merger.merge"):
        Enterprise.objects.filter(pk=row.losing_id).update(merged_into=row.into_id)
        Merger.objects.filter(pk=row.pk).update(merged_at=now)
    row.merged_at = now
    # The key of the form stands on what was said, not on what followed from it.
    _tell(MergerTookEffect, row, replace(author, client_key=None), now, {})
    _settle_size(row, author, now)


def _settle_size(row: Merger, author: Author, now: datetime) -> None:
    """The figures of the entry that is left are those of both, as long as they are one."""
    keyless = replace(author, client_key=None)
    settle_sizes(author=keyless, enterprise_ids=[row.losing_id, row.into_id], now=now)


def _open(merger: Merger) -> Merger:
    with door.as_system("merger.read"):
        kept = (
            Merger.objects.select_for_update(of=("self",)).select_related("losing", "into").get(pk=merger.pk)
        )
    if kept.ended_at is not None:
        raise Refused("ended", "这次合并已经撤销了")
    return kept


def _sides_of(author: Author, merger: Merger) -> list[str]:
    sides = (("losing", merger.losing), ("into", merger.into))
    return [side for side, one in sides if "main_contact" in PERMISSIONS.relations(author.actor, one)]


def _has_main(enterprise: Enterprise) -> bool:
    able = Q(person__isnull=False, person__is_active=True)
    return Contact.objects.filter(able, enterprise=enterprise, until_at=None, is_main=True).exists()


def _tell(event: type, row: Merger, author: Author, now: datetime, record: Mapping[str, object]) -> None:
    """Until it is in force, one side's people do not read of the other in their story."""
    names = {"merger_id": row.pk, "losing": row.losing.name, "into": row.into.name, "into_id": row.into_id}
    events.tell(
        event,
        subject=("enterprise", row.losing_id),
        about=[("enterprise", row.into_id)],
        author=author,
        at=now,
        layer="E" if row.merged_at else "H",
        record={**names, **record},
    )
