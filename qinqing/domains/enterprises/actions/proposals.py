"""Corrections that an enterprise or its officer proposes; only the register's keeper lets them in."""

from datetime import datetime

from django.db import IntegrityError

from qinqing.domains.enterprises import rules
from qinqing.domains.enterprises.actions.facts import edit_enterprise, facts_of
from qinqing.domains.enterprises.events import EditAccepted, EditProposed, EditRefused, EditTakenBack
from qinqing.domains.enterprises.models import Enterprise, ProposedEdit
from qinqing.domains.enterprises.permissions import PERMISSIONS, keeps_area
from qinqing.domains.enterprises.rules import Facts
from qinqing.domains.enterprises.terms import EditState
from qinqing.kernel import events, idempotency
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Conflict, Refused


def propose_edit(
    *, author: Author, enterprise: Enterprise, wanted: Facts, why: str, now: datetime
) -> ProposedEdit:
    """Ask the register's keeper to correct basic facts; the register stays as it is.

    For its main contact and whoever serves it. Refuses what stands there already and the loss of a code; by
    Conflict where another correction waits.
    """
    if (first := idempotency.first_result(author)) is not None:
        return ProposedEdit.objects.get(pk=first.made("proposed_edit_id"))
    if not PERMISSIONS.relations(author.actor, enterprise) & {"main_contact", "served"}:
        raise Refused("not_main", "请本企业的主联系人或者服务官来提")
    changes = rules.differences(facts_of(enterprise), wanted)
    if not changes:
        raise Refused("same", "和现在登记的一样，没有要改的")
    if "credit_code" in changes and not wanted.credit_code:
        raise Refused("code_lost", "信用代码只能改，不能去掉", "credit_code")
    assert author.actor.person_id is not None, "a person proposes"
    try:
        row = ProposedEdit.objects.create(
            enterprise=enterprise, changes={name: list(both) for name, both in changes.items()}, why=why,
            proposed_by_id=author.actor.person_id, proposed_at=now,
        )  # fmt: skip
    except IntegrityError:
        raise Conflict("这家企业已经有一份更正在等核对，可以先收回再重提") from None
    _tell(EditProposed, row, author, now)
    return row


def accept_edit(*, author: Author, proposed: ProposedEdit, now: datetime) -> None:
    """The register becomes what was proposed; what it said before stays in its history.

    Refuses whoever does not keep the enterprise, his own proposal, facts that were changed meanwhile, and all
    that correcting by hand refuses; Conflict for what was decided already.
    """
    if idempotency.first_result(author) is not None:
        return
    row = _waiting(proposed)
    _refuse_stranger(author, row)
    enterprise = Enterprise.objects.select_for_update(of=("self",)).get(pk=row.enterprise_id)
    stands = facts_of(enterprise)
    if changed := rules.outdated(stands, row.changes):
        raise Refused("changed", f"提出以后{'、'.join(changed)}已经改过，请不采纳，让对方照新的重提")
    edit_enterprise(
        author=author.besides, enterprise=enterprise, facts=rules.corrected(stands, row.changes),
        version=enterprise.version, now=now,
    )  # fmt: skip
    _decide(row, EditState.ACCEPTED, author, now)
    _tell(EditAccepted, row, author, now)


def refuse_edit(*, author: Author, proposed: ProposedEdit, reason: str, now: datetime) -> None:
    """The register stays as it is; whoever proposed reads why. Refuses and conflicts as accepting does."""
    if idempotency.first_result(author) is not None:
        return
    row = _waiting(proposed)
    _refuse_stranger(author, row)
    row.reason = reason
    _decide(row, EditState.REFUSED, author, now)
    _tell(EditRefused, row, author, now)


def take_back_edit(*, author: Author, proposed: ProposedEdit, now: datetime) -> None:
    """Whoever proposed it takes it back. Refuses others; Conflict for what was decided already."""
    if idempotency.first_result(author) is not None:
        return
    row = _waiting(proposed)
    if row.proposed_by_id != author.actor.person_id:
        raise Refused("not_own", "谁提出的谁收回")
    _decide(row, EditState.TAKEN_BACK, author, now)
    _tell(EditTakenBack, row, author, now)


def _waiting(proposed: ProposedEdit) -> ProposedEdit:
    row = (
        ProposedEdit.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=proposed.pk)
    )
    if row.state != EditState.WAITING:
        raise Conflict("这份更正刚才已经核对过或收回了")
    return row


def _refuse_stranger(author: Author, row: ProposedEdit) -> None:
    if not keeps_area(author.actor, row.enterprise.area_id):
        raise Refused("not_keeper", "这家企业不归您协调")
    if row.proposed_by_id == author.actor.person_id:
        raise Refused("own", "自己提出的要由另一位核对")


def _decide(row: ProposedEdit, state: EditState, author: Author, now: datetime) -> None:
    row.state, row.decided_at, row.decided_by_id = state.value, now, author.actor.person_id
    row.save(update_fields=["state", "decided_at", "decided_by", "reason"])


def _tell(kind: type, row: ProposedEdit, author: Author, now: datetime) -> None:
    fields = "、".join(rules.PROPOSABLE[name] for name in row.changes)
    record = {"fields": fields, "reason": row.reason, "proposed_edit_id": row.pk}
    events.tell(kind, subject=("enterprise", row.enterprise_id), author=author, at=now, record=record)
