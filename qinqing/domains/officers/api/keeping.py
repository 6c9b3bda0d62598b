"""Appointing officers, having them serve, and recording when they are away, for programs."""

from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict

from qinqing.domains.accounts.models import Person
from qinqing.domains.officers import actions, queries
from qinqing.domains.officers.api.roster import router
from qinqing.domains.officers.forms import (
    AbsenceForm,
    AppointForm,
    AssignForm,
    FactsForm,
    GroupForm,
    PairForm,
)
from qinqing.domains.officers.models import Absence, Assignment, Officer
from qinqing.domains.officers.schemas import (
    AbsenceRead,
    AssignmentRead,
    GroupRead,
    OfficerCandidates,
    OfficerChoice,
    OfficerRead,
    PairingRead,
)
from qinqing.domains.officers.terms import Part
from qinqing.kernel import clock
from qinqing.kernel.api.bodies import Sent
from qinqing.kernel.api.described import optional
from qinqing.kernel.api.operations import Number, author_of, once, reads, writes
from qinqing.kernel.forms import Form
from qinqing.kernel.pages import actor_of
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused


@reads(router, "/officers/{officer_id}", right="officer.list", answers=OfficerRead, name="show_officer")
def officer(request: HttpRequest, officer_id: Number) -> OfficerRead:
    """看一位首席服务官，连同他服务的企业和离岗。

    只列看得到的企业。
    """
    return _shown(actor_of(request), officer_id)


def _shown(actor: Actor, officer_id: int) -> OfficerRead:
    file = queries.officer_file(actor, officer_id, clock.now())
    one = file.officer
    return OfficerRead(
        officer=one.pk, name=one.person.name, unit=one.unit.short, post=one.person.post,
        rank=file.rank.label, specialities=list(one.specialities),
        ten_roles=[role.label for role in file.ten_roles],
        groups=[GroupRead(member_id=row.pk, name=row.group.name) for row in file.groups],
        from_on=one.active_from_on, until_on=one.active_until_on,
        assignments=[_assignment(row) for row in file.current],
        absences=[_absence(row) for row in file.absences],
    )  # fmt: skip


def _assignment(row: Assignment) -> AssignmentRead:
    return AssignmentRead(
        assignment_id=row.pk, officer=row.officer_id, public_id=row.enterprise.public_id,
        enterprise=row.enterprise.name, part=Part.label_of(row.part), from_on=row.from_on,
        until_on=row.until_on,
    )  # fmt: skip


def _absence(row: Absence) -> AbsenceRead:
    stands_in = row.substitute.person.name if row.substitute else ""
    return AbsenceRead(
        absence_id=row.pk, officer=row.officer_id, from_at=row.from_at, until_at=row.until_at,
        substitute=stands_in,
    )  # fmt: skip


# --- appointing --------------------------------------------------------


@reads(
    router, "/officer-candidates", right="officer.appoint", answers=OfficerCandidates,
    name="list_officer_candidates",
)  # fmt: skip
def candidates(request: HttpRequest) -> OfficerCandidates:
    """查谁能任首席服务官、由哪些单位派、有哪些专题组和包联领导。"""
    now = clock.now()
    return OfficerCandidates(
        people=[OfficerChoice(number=number, name=name) for number, name in queries.candidates()],
        units=[OfficerChoice(number=number, name=name) for number, name in _units(now).items()],
        groups=[OfficerChoice(number=number, name=name) for number, name in queries.theme_groups()],
        leaders=[OfficerChoice(number=number, name=name) for number, name in queries.leader_choices(now)],
    )


def _units(now: datetime) -> dict[int, str]:
    return dict(queries.unit_choices(clock.local(now).date()))


@writes(
    router, "/officers", right="officer.appoint", takes=AppointForm, answers={201: OfficerRead},
    name="appoint_officer", versioned=False,
)  # fmt: skip
def appoint(request: HttpRequest, response: HttpResponse, sent: Sent) -> OfficerRead:
    """任命一位首席服务官。

    登录的角色另由安全管理员授予。
    """
    form = sent.filled(AppointForm)
    made = actions.appoint_officer(
        author=author_of(request, sent), person=_person(form.cleaned_data["person_id"]),
        facts=_facts(form), from_on=form.cleaned_data["from_on"], now=clock.now(),
    )  # fmt: skip
    response["Location"] = f"{request.path}/{made.pk}"
    return _shown(actor_of(request), made.pk)


def _person(number: int) -> Person:
    """Someone of the staff. Refuses anybody else."""
    try:
        return queries.candidate(number)
    except Person.DoesNotExist:
        raise Refused("unknown_person", "没有这位工作人员", "person_id") from None


def _facts(form: FactsForm) -> actions.OfficerFacts:
    """What was said of an officer. Refuses a unit that sends nobody: a page offers none."""
    facts = form.facts()
    if facts.unit_id not in _units(clock.now()):
        raise Refused("unknown_unit", "没有这个单位", "unit_id")
    return facts


_EditForm = optional(FactsForm)


@writes(
    router, "/officers/{officer_id}/edit", right="officer.appoint", takes=_EditForm, answers=OfficerRead,
    name="edit_officer", versioned=False,
)  # fmt: skip
def edit(request: HttpRequest, officer_id: Number, sent: Sent) -> OfficerRead:
    """更正一位首席服务官的资料。没写的照旧。"""
    actor, author = actor_of(request), author_of(request, sent)
    found = queries.officer_for(actor, officer_id)
    facts = _facts(replace(sent, fields=_with(found, sent.fields)).filled(FactsForm))
    once(author, lambda: actions.change_officer(author=author, officer=found, facts=facts, now=clock.now()))
    return _shown(actor, officer_id)


def _with(found: Officer, sent: MultiValueDict[str, str]) -> MultiValueDict[str, str]:
    """What stands of an officer as a form sends it, but for what was sent."""
    stands = {
        "unit_id": [str(found.unit_id)],
        "rank": [found.rank],
        "specialities": ["、".join(found.specialities)],
        "ten_roles": list(found.ten_roles),
    }
    return MultiValueDict(stands | dict(sent.lists()))


@writes(
    router, "/officers/{officer_id}/groups", right="officer.appoint", takes=GroupForm, answers=OfficerRead,
    name="join_group", versioned=False,
)  # fmt: skip
def join_group(request: HttpRequest, officer_id: Number, sent: Sent) -> OfficerRead:
    """从今天起进一个专题组：写已有的，或者写新组的名称。"""
    actor, author = actor_of(request), author_of(request, sent)
    found = queries.officer_for(actor, officer_id)
    given = sent.filled(GroupForm).cleaned_data

    def act() -> None:
        actions.join_theme_group_named(author=author, officer=found, now=clock.now(), **given)

    once(author, act)
    return _shown(actor, officer_id)


@writes(
    router, "/officers/{officer_id}/groups/{member_id}/leave", right="officer.appoint", takes=Form,
    answers=OfficerRead, name="leave_group", versioned=False,
)  # fmt: skip
def leave_group(request: HttpRequest, officer_id: Number, member_id: Number, sent: Sent) -> OfficerRead:
    """从今天起离开一个专题组。"""
    actor, author = actor_of(request), author_of(request, sent)
    member = queries.membership_of(queries.officer_for(actor, officer_id), member_id)

    def act() -> None:
        now = clock.now()
        actions.leave_theme_group(author=author, member=member, until_on=clock.local(now).date(), now=now)

    once(author, act)
    return _shown(actor, officer_id)


# --- serving -----------------------------------------------------------


@writes(
    router, "/enterprises/{public_id}/officers", right="assignment.keep", takes=AssignForm,
    answers={201: AssignmentRead}, name="assign_officer", versioned=False,
)  # fmt: skip
def assign(request: HttpRequest, public_id: str, sent: Sent) -> AssignmentRead:
    """安排一位首席服务官服务一家企业，这一角要空着。

    换人、结束服务和不再担任在页面上办：在办的诉求每件要写一句交接说明。
    """
    actor = actor_of(request)
    enterprise = queries.enterprise_to_serve(actor, public_id)
    given = sent.filled(AssignForm).cleaned_data
    made = actions.assign_officer(
        author=author_of(request, sent), officer=_officer(actor, given["officer_id"], "officer_id"),
        enterprise=enterprise, part=Part.of(given["part"]), from_on=given["from_on"],
        now=clock.now(),
    )  # fmt: skip
    return _assignment(queries.assignment_for(actor, made.pk))


def _officer(actor: Actor, number: int, field: str) -> Officer:
    """An officer that is named in a field. Refuses one who is out of sight."""
    try:
        return queries.officer_for(actor, number)
    except Officer.DoesNotExist:
        raise Refused("unknown_officer", "没有这位首席服务官", field) from None


@writes(
    router, "/enterprises/{public_id}/leader", right="assignment.keep", takes=PairForm,
    answers={201: PairingRead}, name="pair_leader", versioned=False,
)  # fmt: skip
def pair(request: HttpRequest, public_id: str, sent: Sent) -> PairingRead:
    """给一家企业安排包联领导；现在的从同一天起结束。"""
    actor, now = actor_of(request), clock.now()
    enterprise = queries.enterprise_to_serve(actor, public_id)
    given = sent.filled(PairForm).cleaned_data
    row = actions.pair_leader(
        author=author_of(request, sent), enterprise=enterprise, leader_id=given["leader_id"],
        from_on=given["from_on"], now=now,
    )  # fmt: skip
    return PairingRead(
        public_id=enterprise.public_id, enterprise=enterprise.name, leader=row.leader.name,
        from_on=row.from_on, until_on=row.until_on,
    )  # fmt: skip


# --- being away --------------------------------------------------------


@writes(
    router, "/officers/{officer_id}/absences", right="absence.record", takes=AbsenceForm,
    answers={201: AbsenceRead}, name="record_absence", versioned=False,
)  # fmt: skip
def record_absence(request: HttpRequest, officer_id: Number, sent: Sent) -> AbsenceRead:
    """登记离岗和代管人：本人的，或者协调办替他登记。"""
    actor, now = actor_of(request), clock.now()
    found = queries.absentee_for(actor, officer_id)
    form = sent.filled(AbsenceForm)
    stands_in = form.cleaned_data["substitute_id"]
    row = actions.record_absence(
        author=author_of(request, sent), officer=found, from_at=form.from_at(now), until_at=form.until_at(),
        substitute=_officer(actor, stands_in, "substitute_id") if stands_in else None, now=now,
    )  # fmt: skip
    return _absence(queries.absence_for(actor, row.pk))


@writes(
    router, "/officers/absences/{absence_id}/end", right="absence.record", takes=Form, answers=AbsenceRead,
    name="end_absence", versioned=False,
)  # fmt: skip
def end_absence(request: HttpRequest, absence_id: Number, sent: Sent) -> AbsenceRead:
    """离岗的回来了。"""
    actor, author = actor_of(request), author_of(request, sent)
    row = queries.absence_for(actor, absence_id)
    once(author, lambda: actions.end_absence(author=author, absence=row, now=clock.now()))
    return _absence(queries.absence_for(actor, absence_id))
