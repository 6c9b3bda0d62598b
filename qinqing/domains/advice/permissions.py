"""Who sees which questions, who may do what, what somebody is to one; and the same again in the database."""

from django.db.models import Q

from qinqing.domains.accounts.terms import Role
from qinqing.domains.advice.rules import SETTING
from qinqing.kernel.permissions import Actor, Permissions, Sees, StandsAs
from qinqing.kernel.row_security import Guard, Scope, event_guard, ids, sees

OVERSEERS = (Role.COORDINATOR, Role.COORDINATION_HEAD, Role.SUPERVISOR, Role.LEADER)
STAFF = (Role.OFFICER, *OVERSEERS)
NAMES_ASKER = frozenset({"asker", "officer", "coordinator", "overseer"})
"""To whom it is said who asks: an expert answers the question, not the enterprise."""


def _own(actor: Actor) -> Q:
    mine = Q(enterprise_id__in=actor.ids("member"), asked_by_id=actor.person_id)
    return Q(enterprise_id__in=actor.ids("member_all")) | mine


def _of_expert(actor: Actor) -> Q:
    held = Q(holder_id=actor.person_id) | Q(passed_by_id=actor.person_id)
    return Q(group_id__in=actor.ids("expert")) | held


def _by_area(role: Role) -> Sees:
    return Sees(role, "本区域及以下的政策咨询", lambda actor: Q(area_id__in=actor.ids(role)))


def _asks(actor: Actor, enterprise_id: int, asked_by_id: int) -> bool:
    mine = enterprise_id in actor.ids("member") and asked_by_id == actor.person_id
    return mine or enterprise_id in actor.ids("member_all")


PERMISSIONS = Permissions(
    sees=(
        Sees(Role.ENTERPRISE_USER, "本企业的政策咨询", _own),
        Sees(
            Role.OFFICER, "您服务的企业的政策咨询", lambda actor: Q(enterprise_id__in=actor.ids("served"))
        ),
        Sees(Role.OFFICER, "交给您的专题组的政策咨询", _of_expert),
        *map(_by_area, OVERSEERS),
    ),
    may={
        "question.ask": (Role.ENTERPRISE_USER, Role.OFFICER),
        "question.own": (Role.ENTERPRISE_USER,),
        "question.see": (Role.ENTERPRISE_USER, *STAFF),
        "question.step": (Role.ENTERPRISE_USER, Role.OFFICER, Role.COORDINATOR),
        "question.list": STAFF,
        "route.keep": (Role.COORDINATOR,),
    },
    stands_as=(
        StandsAs(
            "asker", "这是您企业问的", lambda actor, row: _asks(actor, row.enterprise_id, row.asked_by_id)
        ),
        StandsAs(
            "proxy", "这是您替企业问的",
            lambda actor, row: row.on_behalf and row.asked_by_id == actor.person_id
            and row.enterprise_id in actor.ids("served"),
        ),
        StandsAs("expert", "您是这个专题组的", lambda actor, row: row.group_id in actor.ids("expert")),
        StandsAs(
            "holder", "是您领走的",
            lambda actor, row: actor.person_id is not None and row.holder_id == actor.person_id,
        ),
        StandsAs(
            "officer", "您是这家企业现任的首席服务官",
            lambda actor, row: row.enterprise_id in actor.ids("served"),
        ),
        StandsAs(
            "coordinator", "您是这个区域的协调员", lambda actor, row: row.area_id in actor.ids("coordinator")
        ),
        StandsAs(
            "overseer", "您看得到这个区域的",
            lambda actor, row: any(row.area_id in actor.ids(role) for role in OVERSEERS),
        ),
    ),
)  # fmt: skip

# --- the second line ---------------------------------------------------

_ME = "(select app_person())"
_AREAS = " || ".join(f"app_ids('{role}')" for role in OVERSEERS)
_IN_AREA = f"area_id = any ((select {_AREAS})::bigint[])"
_KEPT = f"area_id = any ({ids('coordinator')})"
_SPOKEN_FOR = (
    f"enterprise_id = any ({ids('member_all')}) or enterprise_id = any ({ids('member')})"
    f" and asked_by_id = {_ME}"
)
_REACHED = (
    f"{_SPOKEN_FOR} or enterprise_id = any ({ids('served')}) or group_id = any ({ids('expert')})"
    f" or holder_id = {_ME} or passed_by_id = {_ME} or {_IN_AREA}"
)
_OF_A_QUESTION = sees("advice_question", "question_id")

ROW_SECURITY = (
    Guard(
        "advice_question",
        see=_REACHED,
        add=f"asked_by_id = {_ME} and (enterprise_id = any ({ids('member')})"
        f" or enterprise_id = any ({ids('served')}))",
        change=_REACHED,
    ),
    Guard("advice_exchange", see=_OF_A_QUESTION, add=_OF_A_QUESTION, change=_OF_A_QUESTION),
    # Whom a question goes to is no secret.
    Guard("advice_route", see="true", add=_KEPT, change=_KEPT),
    # What a group's experts do among themselves is not read by whoever asks.
    event_guard("question", f"layer = 'E' and {sees('advice_question', 'subject_id')}"),
    Guard(
        "kernel_event",
        see=f"subject_kind = 'question' and (select app_has_role({', '.join(repr(str(r)) for r in STAFF)}))"
        f" and {sees('advice_question', 'subject_id')}",
        name="about_question_inside",
    ),
    event_guard("advice_route", sees("advice_route", "subject_id")),
    # The settings of the corridor that are the room's own.
    Guard("kernel_datedsetting", name="advice", see=None, add=f"key like '{SETTING}%' and {_KEPT}"),
)

_DAY = "(moment_ at time zone 'Asia/Shanghai')::date"
_EXPERT = f"""select m.group_id from officers_officer me
  join officers_groupmember m on m.officer_id = me.id
  join officers_themegroup g on g.id = m.group_id and g.is_active
  where me.person_id = person_ and (me.active_until_on is null or me.active_until_on > {_DAY})
    and m.from_on <= {_DAY} and (m.until_on is null or m.until_on > {_DAY})"""

SCOPES = (Scope("expert", _EXPERT, role=Role.OFFICER),)
