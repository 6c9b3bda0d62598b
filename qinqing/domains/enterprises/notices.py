"""Who is told of what happens around contacts; a sentence and a link, no name."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.events import (
    ContactEnded,
    EditAccepted,
    EditProposed,
    EditRefused,
    FiguresGranted,
    RegistrationAsked,
)
from qinqing.domains.enterprises.models import Contact, Enterprise, FiguresGrant, ProposedEdit
from qinqing.kernel.notices import Notice


def _coordinators(area_id: int, now: datetime) -> Iterable[int]:
    return accounts.people_of_area(area_id, Role.COORDINATOR, now).values_list("pk", flat=True)


def _keepers(event: RegistrationAsked, now: datetime) -> Iterable[int]:
    """The coordinators of the area; of an enterprise that is in no register yet, every one of them."""
    if event.area_id is not None:
        return _coordinators(event.area_id, now)
    return accounts.holders(Role.COORDINATOR, now).values_list("pk", flat=True)


def _if_it_was_the_last(event: ContactEnded, now: datetime) -> Iterable[int]:
    if Contact.objects.filter(enterprise=event.enterprise_id, until_at=None).exists():
        return ()
    return _coordinators(Enterprise.objects.get(pk=event.enterprise_id).area_id, now)


def _file(event: ContactEnded | EditAccepted | EditRefused) -> str:
    return reverse("enterprise_file:detail", args=[Enterprise.objects.get(pk=event.enterprise_id).public_id])


def _edit_keepers(event: EditProposed, now: datetime) -> Iterable[int]:
    keepers = _coordinators(Enterprise.objects.get(pk=event.enterprise_id).area_id, now)
    return [one for one in keepers if one != event.actor_id]


def _proposer(event: EditAccepted | EditRefused, now: datetime) -> Iterable[int]:
    """Whoever proposed it, while he still speaks for the enterprise or serves it: his page says so."""
    return ProposedEdit.objects.filter(pk=event.proposed_edit_id).values_list("proposed_by_id", flat=True)


def _given(event: FiguresGranted, now: datetime) -> Iterable[int]:
    return FiguresGrant.objects.filter(pk=event.grant_id).values_list("person_id", flat=True)


NOTICES = (
    Notice(
        key="enterprises.figures_granted",
        event=FiguresGranted,
        to=_given,
        say="协调办授权您看一家企业的部分年度数据",
        url=lambda event: reverse("enterprise_file:granted"),
    ),
    Notice(
        key="enterprises.edit_proposed",
        event=EditProposed,
        to=_edit_keepers,
        say="有企业提出更正登记资料，请核对",
        url=lambda event: reverse("enterprises:edits"),
    ),
    *(
        Notice(key=f"enterprises.{key}", event=event, to=_proposer, say=say, url=_file, level="calm")
        for key, event, say in (
            ("edit_accepted", EditAccepted, "您提出的资料更正已经采纳"),
            ("edit_refused", EditRefused, "您提出的资料更正没有采纳，请看理由"),
        )
    ),
    Notice(
        key="enterprises.registration",
        event=RegistrationAsked,
        to=_keepers,
        say="有企业联系人申请账号，请打电话核实后确认",
        url=lambda event: reverse("enterprises:registrations"),
    ),
    Notice(
        key="enterprises.last_contact",
        event=ContactEnded,
        to=_if_it_was_the_last,
        say="有一家企业的最后一位联系人离开了，请找到新的联系人",
        url=_file,
        level="warn",
    ),
)
