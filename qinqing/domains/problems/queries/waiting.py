"""What waits for somebody, what is late in his charge, what changed there: the first page of every role."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONArray
from django.db.models.lookups import Exact

from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems.models import LedgerEntry, Problem
from qinqing.domains.problems.permissions import PERMISSIONS, layers_of
from qinqing.domains.problems.queries.lists import (
    FOREVER,
    THROUGH_ENTERPRISES,
    Page,
    ProblemRow,
    Reason,
    newest_page,
    open_page,
    problems_visible_to,
)
from qinqing.domains.problems.queries.narrowing import waiting_for_objection
from qinqing.domains.problems.queries.standing import LIGHTS, Today
from qinqing.domains.problems.rules import TOP_LEVEL, reviewer_of
from qinqing.domains.problems.terms import ClockKind, Holder, TaskState
from qinqing.kernel.compiled import Asked, Compiled, Said, asked
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor
from qinqing.lib.ledger import Kind
from qinqing.ui.cells import Tone

_OFFICES: Final[Mapping[Role, Holder]] = {
    Role.COORDINATOR: Holder.COORDINATOR,
    Role.COORDINATION_HEAD: Holder.COORDINATION_HEAD,
    Role.LEADER: Holder.LEADER,
    Role.CALLBACK: Holder.CALLBACK,
}


def waiting_for(actor: Actor) -> Sequence[Reason]:
    """The open problems that this very person must act upon next, for one reason or another; tasks are apart.

    The rows of each reason stand together in an index, and are looked for by themselves.
    """
    served = Q(enterprise__among=actor.ids("served"))
    of_roles = {
        Role.ENTERPRISE_USER: Reason(
            _held(Holder.ENTERPRISE, enterprise__among=actor.ids("member")), few=True
        ),
        Role.OFFICER: Reason(served & (_held(Holder.OFFICER) | Q(handed_over=True)), few=True),
        **{role: Reason(_held(holder, area__among=actor.ids(role))) for role, holder in _OFFICES.items()},
    }
    return [*(of_roles[role] for role in of_roles if role in actor.roles), Reason(to_instruct(actor))]


def waiting_page(actor: Actor) -> Page:
    """A page of what waits for this very person, each with the date that he himself must keep.

    Where others have a problem in hand, their date is not his: who is asked for a word has that of his level,
    and who is to read what was handed over to him has none.
    """
    found = open_page(actor, waiting_for)
    others = {row.id: row for row in found.rows if not is_held_by(actor, row)}
    asked = [row.id for row in others.values() if not _is_read(actor, row)]
    dates = _dates_of_levels(asked) if asked else {}
    own = {number: _dated(row, dates.get(number)) for number, row in others.items()}
    return replace(found, rows=[own.get(row.id, row) for row in found.rows])


def _dated(row: ProblemRow, due_at: datetime | None) -> ProblemRow:
    return row._replace(due_at=due_at, sort_due=due_at or FOREVER)


def _is_read(actor: Actor, row: ProblemRow) -> bool:
    """Whether it waits to be read by the officer it was handed over to."""
    return row.handed_over and Role.OFFICER in actor.roles


def _dates_of_levels(problem_ids: Collection[int]) -> dict[int, datetime]:
    """By problem the date of its level's owner, as it was counted last."""
    counted = LedgerEntry.objects.filter(problem__in=problem_ids, clock=ClockKind.LEVEL, due_at__isnull=False)
    dates = counted.exclude(kind=Kind.RECALC, applied=False).order_by("id")
    return {number: due for number, due in dates.values_list("problem_id", "due_at") if due is not None}


def _held(holder: Holder, **conditions: object) -> Q:
    return Q(holder=Said(holder), **conditions)


def to_instruct(actor: Actor) -> Q:
    """Problems raised to a level of the actor's that wait for his word: the level's clock runs (M12)."""
    owned = Q()
    for level in range(1, TOP_LEVEL + 1):
        owned |= Q(level=level, area__among=actor.ids(reviewer_of(level)))
    clock = LedgerEntry.objects.filter(problem=OuterRef("pk"), clock=ClockKind.LEVEL)
    last = clock.filter(kind__in=[Kind.START, Kind.STOP]).order_by("-id").values("kind")[:1]
    # Asked of the few rows that were raised; as a list of ids it would be made of all open ones first.
    return Q(level__gt=Said(0)) & owned & Q(Exact(Subquery(last), Kind.START.value))


def objections_waiting_for(actor: Actor) -> Sequence[ProblemRow]:
    """The objections this actor decides, one page of them; only a head and a leader decide any."""
    if not actor.ids("coordination_head") and not actor.ids("leader"):
        return ()
    return newest_page(actor, waiting_for_objection(actor)).rows


def is_held_by(actor: Actor, row: ProblemRow) -> bool:
    """Whether a waiting problem is with one of the actor's offices; else his level is asked for a word."""
    held = {holder for role, holder in _OFFICES.items() if role in actor.roles}
    held |= {Holder.OFFICER} if Role.OFFICER in actor.roles else set()
    return row.holder in held | {Holder.ENTERPRISE}


def tasks_waiting_for(actor: Actor) -> Q:
    """The tasks this person must act upon: as handler his own and nobody's, as head what is to be signed."""
    handled = Q(unit__in=actor.ids("handler"), state__in=_IN_HAND)
    signed = Q(unit__in=actor.ids("unit_head"), state=TaskState.SIGN_OFF) & ~Q(drafted_by=actor.person_id)
    return (handled & (Q(handler=None) | Q(handler=actor.person_id))) | signed


_IN_HAND: Final = (TaskState.PENDING, TaskState.ACCEPTED, TaskState.REWORK)


# --- at whom one serves -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Served:
    """What an enterprise has open, by light, and when somebody last spoke with it about a problem."""

    lights: Mapping[Tone, int]
    last_contact_at: datetime | None


def served_summaries(enterprise_ids: Collection[int], today: Today) -> Asked[dict[int, Served]]:
    """By enterprise, to be asked; one that never raised anything is missing. The caller serves these."""
    counts: dict[str, Any] = {
        tone: Count("pk", filter=Q(is_open=True) & today.having(tone), distinct=True) for tone in LIGHTS
    }
    last = Cast(Max("contacts__at", filter=Q(contacts__reached=True)), TextField())
    rows = Problem.objects.filter(enterprise__in=enterprise_ids, number__isnull=False).values("enterprise_id")
    found = rows.annotate(**counts, last=last).values_list("enterprise_id", "last", *LIGHTS)
    return asked(found, len(LIGHTS) + 2, lambda read: {row[0]: _served(*row[1:]) for row in read})


def _served(last: str | None, *lit: int) -> Served:
    return Served(dict(zip(LIGHTS, lit, strict=True)), datetime.fromisoformat(last) if last else None)


# --- what changed ------------------------------------------------------

MOST_NEWS: Final = 8
LOOKED_THROUGH: Final = 6
"""So many times more events are read than shown: several may be about one problem."""


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened to a problem since somebody last looked: what, to which, when."""

    public_id: str
    title: str
    enterprise: str
    says: str
    at: datetime


_NEWS: Final[Mapping[str, tuple[str, str]]] = {
    "ProblemSubmitted": ("提出了新的诉求", ""),
    "ProblemAnsweredAtOnce": ("服务官当场答复了", "服务官当场答复了您"),
    "ProblemTaken": ("服务官自己来办", "服务官自己来办"),
    "ProblemResolvedByOfficer": ("服务官答复了，等企业说解决没有", "服务官答复了您"),
    "ProblemPassedOn": ("转到了协调办", "转给协调办安排单位"),
    "SupplementRequested": ("请企业补充材料", "请您补充材料"),
    "SupplementReminded": ("提醒企业补充材料", "提醒您补充材料"),
    "SupplementGiven": ("企业补充了材料", ""),
    "SupplementLapsed": ("没有等到材料，结束了", "没有等到您的材料，先结束了"),
    "ProblemRefused": ("没有受理", "没有受理，理由写明了"),
    "ObjectionFiled": ("企业对不予受理提出异议", ""),
    "ObjectionAllowed": ("异议成立，回到分办", "您的异议成立，接着办"),
    "ObjectionDenied": ("异议不成立", "异议有了答复，理由写明了"),
    "ProblemDispatched": ("派给了单位", "有单位在办了"),
    "AllUnitsReplied": ("单位反馈了，等审核", ""),
    "UnitAdded": ("加派了单位", "又请了一个单位来办"),
    "LeadChanged": ("换了主办单位", "换了单位主办"),
    "ReplySentBack": ("答复退回修改", ""),
    "ReplyApproved": ("答复发给了企业，等它说解决没有", "单位答复了，请您说解决没有"),
    "EnterpriseConfirmed": ("企业确认，办结了", ""),
    "CallbackConfirmed": ("企业口头确认，办结了", "回访记下了您的话，已办结"),
    "ClosedUnreached": ("联系不上企业，结束了", "几次联系不上您，先结束了"),
    "EnterpriseDisputed": ("企业不认可，退回了", ""),
    "FinalConclusionGiven": ("作了最终结论", "给出了书面结论"),
    "ProblemWithdrawn": ("撤回了", "撤回了"),
    "ProblemReopened": ("重新打开了", "重新打开了"),
    "RedoOrdered": ("要求重办", "退回去重新办了"),
    "ExplainedAgain": ("再次向企业解释", "再次向您说明"),
    "InterimAnswered": ("单位告诉企业进展", "单位告诉您进展"),
    "ProblemSupplemented": ("企业补充了说明", ""),
    "ProblemEscalated": ("上浮了一级", ""),
    "InstructionGiven": ("有了批示", ""),
    "ProblemHandedOver": ("换了服务官", ""),
}
"""What is news, to those who handle and to the enterprise ('' where it knows itself or is not told)."""


def news_for(actor: Actor) -> list[News]:
    """The last thing that happened to each problem in sight, where another did it; one statement."""
    side = 1 if Role.ENTERPRISE_USER in actor.roles else 0
    last: dict[str, News | None] = {}
    for one in _last_events(actor):
        words = _NEWS[one.event][side]
        news = News(one.address, one.title, one.enterprise or "", words, one.at)
        last.setdefault(one.address, news if words and one.by != actor.person_id else None)
    return [news for news in last.values() if news is not None][:MOST_NEWS]


class _Happened(NamedTuple):
    """The last event of a problem, or one of its last."""

    id: int
    event: str
    by: int | None
    at: datetime
    address: str
    title: str
    enterprise: str | None


def _last_events(actor: Actor) -> Sequence[_Happened]:
    """What happened to problems, the last first, by each way on which the actor comes to them.

    Where many are in sight it is the last that happened at all; where few are, the last of each: what a whole
    city did since would have to be passed by.
    """
    layers, found = layers_of(actor), []
    for roles, read in _WAYS:
        if held := actor.roles & roles:
            found += read(replace(actor, roles=held), layers)
    return sorted(set(found), reverse=True)


def _of_city(actor: Actor, layers: tuple[str, ...]) -> list[_Happened]:
    return [_Happened(*event, *json.loads(named)) for *event, named in _LATEST.rows(actor, layers)]


def _of_enterprises(actor: Actor, layers: tuple[str, ...]) -> list[_Happened]:
    return _read(_LAST_OF_EACH.rows(actor, layers))


def _of_units(actor: Actor, layers: tuple[str, ...]) -> list[_Happened]:
    units = [*actor.ids(Role.HANDLER), *actor.ids(Role.UNIT_HEAD)]
    with connection.cursor() as cursor:
        cursor.execute(_LAST_OF_TASKS, [list(_NEWS), list(layers), list(set(units))])
        return _read(cursor.fetchall())


def _read(rows: Iterable[tuple[Any, ...]]) -> list[_Happened]:
    each = [(json.loads(told), named) for *named, told in rows if told]
    return [
        _Happened(number, name, by, datetime.fromisoformat(at), *named)
        for (number, name, by, at), named in each
    ]


def _told(layers: tuple[str, ...]) -> QuerySet[Event]:
    return Event.objects.filter(subject_kind="problem", name__in=list(_NEWS), layer__in=layers)


_PROBLEM: Final = ("public_id", "title", "enterprise__name")


def _latest(actor: Actor, layers: tuple[str, ...]) -> QuerySet[Event, tuple[Any, ...]]:
    """One problem's words are fetched as one: asked for each by itself they cost three times as much."""
    problem = Problem.objects.filter(pk=OuterRef("subject_id"))
    named = problem.values(said=JSONArray(*_PROBLEM))
    seen = problems_visible_to(actor).filter(number__isnull=False).values("pk")
    told = _told(layers).filter(subject_id__in=seen).order_by("-id")
    return told.values_list("id", "name", "actor_id", "at", Subquery(named))[:_LOOKED_AT]


def _last_of_each(actor: Actor, layers: tuple[str, ...]) -> QuerySet[Problem, tuple[Any, ...]]:
    """The open problems and those that ended last: what happened last happened to one of them."""
    told = _told(layers).filter(subject_id=OuterRef("pk")).order_by("-id")
    last = told.values(said=JSONArray("id", "name", "actor_id", "at"))[:1]
    seen = problems_visible_to(actor).filter(number__isnull=False)
    newest = seen.order_by(F("closed_at").desc(nulls_first=True), "-id").values("pk")
    return Problem.objects.filter(pk__in=newest[:_LOOKED_AT]).values_list(*_PROBLEM, Subquery(last))


_LOOKED_AT: Final = MOST_NEWS * LOOKED_THROUGH
_LATEST = Compiled(_latest)
_LAST_OF_EACH = Compiled(_last_of_each)
# The same of what a unit has in hand, the most urgent, and of what it was given last; each unit by itself,
# since only of one its index has the order.
_LAST_OF_TASKS: Final = f"""
select p.public_id, p.title, e.name, (
    select json_build_array(v.id, v.name, v.actor_id, v.at)::text from kernel_event v
      where v.subject_kind = 'problem' and v.subject_id = p.id
        and v.name = any(%s::text[]) and v.layer = any(%s::text[])
      order by v.id desc limit 1)
  from problems_problem p left join enterprises_enterprise e on e.id = p.enterprise_id
  where p.id = any(array(
    select t.problem_id from unnest(%s::bigint[]) u(id), lateral (
      (select problem_id, state from problems_task
         where unit_id = u.id and is_open order by sort_due, id limit {_LOOKED_AT})
      union all
      (select problem_id, state from problems_task
         where unit_id = u.id order by id desc limit {_LOOKED_AT})
    ) t where t.state <> '{TaskState.RECALLED}'))
"""  # noqa: S608 (its own numbers and words)
_THROUGH_UNITS: Final = frozenset({Role.HANDLER, Role.UNIT_HEAD})
_WAYS: Final = (
    (THROUGH_ENTERPRISES, _of_enterprises),
    (_THROUGH_UNITS, _of_units),
    (frozenset(line.role for line in PERMISSIONS.sees) - THROUGH_ENTERPRISES - _THROUGH_UNITS, _of_city),
)
"""By which roles problems are reached, and how the last that happened to them is found."""
