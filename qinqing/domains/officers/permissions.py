"""Who sees the roster, who appoints and assigns."""

from django.db.models import Q

from qinqing.domains.accounts.terms import Role
from qinqing.kernel.permissions import EVERYTHING, Actor, Permissions, Sees, StandsAs
from qinqing.kernel.refusals import Refused
from qinqing.kernel.row_security import (
    SIGNED_IN,
    Guard,
    Program,
    Scope,
    event_guard,
    ids,
    import_guard,
    sees,
)

_KEEPERS = (Role.COORDINATOR, Role.COORDINATION_HEAD)
_READERS = {
    **dict.fromkeys(_KEEPERS, "协调办管理首席服务官"),
    Role.PERSONNEL_VIEWER: "组织部看首席服务官名册",
    Role.LEADER: "领导看首席服务官名册",
    Role.SUPERVISOR: "督查看首席服务官名册",
    Role.OFFICER: "首席服务官之间可以互相找到",
}

PERMISSIONS = Permissions(
    sees=(
        *(Sees(role, rule, lambda actor: EVERYTHING) for role, rule in _READERS.items()),
        Sees(
            Role.UNIT_HEAD, "负责人看本单位的首席服务官", lambda actor: Q(unit_id__in=actor.ids("unit_head"))
        ),
    ),
    may={
        "officer.list": (*_READERS, Role.UNIT_HEAD),
        "officer.appoint": _KEEPERS,
        # Who else may know the number reads it without asking (`staff_phone` in the room of accounts).
        "officer.reveal": (Role.UNIT_HEAD,),
        "assignment.keep": _KEEPERS,
        "coverage.view": (*_KEEPERS, Role.LEADER, Role.SUPERVISOR),
        "absence.record": (*_KEEPERS, Role.OFFICER),
        "officer.served": (Role.OFFICER,),
        "pairing.own": (Role.LEADER,),
        "handover.see": (*_KEEPERS, Role.OFFICER),
        "handover.confirm": (Role.OFFICER,),
    },
    stands_as=(
        StandsAs("himself", "这是您本人", lambda actor, row: row.person_id == actor.person_id),
        StandsAs(
            "keeper", "协调办管理首席服务官", lambda actor, row: bool(actor.roles & frozenset(_KEEPERS))
        ),
    ),
)


def kept_areas(actor: Actor) -> list[int]:
    """The areas of whose enterprises the actor decides who serves them."""
    return sorted({area for role in _KEEPERS if role in actor.roles for area in actor.ids(role)})


def keeps_enterprise(actor: Actor, area_id: int) -> bool:
    """Whether the actor decides who serves the enterprises of an area."""
    return bool(actor.system) or any(area_id in actor.ids(role) for role in _KEEPERS if role in actor.roles)


def require(actor: Actor, verb: str) -> None:
    """Refuse an action that neither a role of the actor nor a rule of the system allows."""
    if not actor.system and not PERMISSIONS.allows(actor, verb):
        raise Refused("no_right", "您的角色不能做这件事")


# --- the second line ---------------------------------------------------

_KEEPER = "(select app_has_role(" + ", ".join(f"'{role}'" for role in _KEEPERS) + "))"
_KEPT = " || ".join(f"app_ids('{role}')" for role in _KEEPERS)
_SEES_ENTERPRISE = sees("enterprises_enterprise", "enterprise_id")
_KEEPS_ENTERPRISE = (
    "exists (select from enterprises_enterprise e"
    f" where e.id = enterprise_id and e.area_id = any ((select {_KEPT})::bigint[]))"
)
_IN_KEPT_AREA = f"area_id = any ((select {_KEPT})::bigint[])"
_MY_ID = "select o.id from officers_officer o where o.person_id = app_person()"
_MINE = f"officer_id = ({_MY_ID})"
_OF_MINE_OR_KEPT = f"{_KEEPER} or {_MINE}"
_ON_THE_SHEET = f"assignment_id = any({ids('handed')}) or follows_at(assignment_id)"
_SHEET = sees("officers_handover", "handover_id")

ROW_SECURITY = (
    # Who is an officer, of which unit and in which group, and who stands in for whom, is no secret in the
    # house: an enterprise must learn it. Why somebody is away is never stored.
    # Officers and assignments go again only with the import that brought them, which is the system's.
    Guard("officers_officer", see=SIGNED_IN, add=_KEEPER, change=_KEEPER, remove="false"),
    Guard("officers_themegroup", see=SIGNED_IN, add=_KEEPER, change=_KEEPER),
    Guard("officers_groupmember", see=SIGNED_IN, add=_KEEPER, change=_KEEPER),
    Guard("officers_absence", see=SIGNED_IN, add=_OF_MINE_OR_KEPT, change=_OF_MINE_OR_KEPT),
    # Whoever sees an enterprise sees who serves it.
    Guard(
        "officers_assignment",
        see=f"{_SEES_ENTERPRISE} or {_MINE}",
        add=_KEEPS_ENTERPRISE,
        change=_KEEPS_ENTERPRISE,
        remove="false",
    ),
    Guard(
        "officers_pairing",
        see=_SEES_ENTERPRISE,
        add=_KEEPS_ENTERPRISE,
        change=_KEEPS_ENTERPRISE,
    ),
    # A word to whoever follows is no business of the enterprise; who left reads it for a time, then no more.
    Guard("officers_handover", see=_ON_THE_SHEET, add=_ON_THE_SHEET, change=_ON_THE_SHEET, remove="false"),
    Guard("officers_handoverline", see=_SHEET, add=_SHEET, change=_SHEET, remove=_SHEET),
    import_guard("officers", _IN_KEPT_AREA),
    import_guard("assignments", _IN_KEPT_AREA),
    event_guard("officer", SIGNED_IN),
    event_guard("absence", SIGNED_IN),
    event_guard("assignment", sees("officers_assignment", "subject_id")),
)

_DAY = "(moment_ at time zone 'Asia/Shanghai')::date"

_SERVED = f"""select enterprise_families(array(select a.enterprise_id from officers_officer me
  join officers_assignment a on a.officer_id = any (array[me.id] || array(
    select b.officer_id from officers_absence b
      where b.substitute_id = me.id and b.from_at <= moment_ and b.until_at > moment_))
  where me.person_id = person_ and (me.active_until_on is null or me.active_until_on > {_DAY})
    and a.from_on <= {_DAY} and (a.until_on is null or a.until_on > {_DAY})))"""

_HANDED = """select a.id from officers_officer me join officers_assignment a on a.officer_id = me.id
  left join officers_handover h on h.assignment_id = a.id
  where me.person_id = person_ and
    coalesce(h.closes_at, a.until_on::timestamp at time zone 'Asia/Shanghai', 'infinity') > moment_"""

SCOPES = (
    Scope("served", _SERVED, search_prefix="e", role=Role.OFFICER),
    # His own assignments whose sheet he may read: as long as he serves, and some weeks after.
    Scope("handed", _HANDED, role=Role.OFFICER),
)

PROGRAMS = (
    Program(
        # Who keeps the enterprise of an assignment, or serves it now.
        "follows_at",
        f"""
create or replace function follows_at(assignment_ bigint) returns boolean language plpgsql stable as $$
begin
  return exists (select from officers_assignment a join enterprises_enterprise e on e.id = a.enterprise_id
    where a.id = assignment_ and (e.id = any(app_ids('served')) or e.area_id = any({_KEPT})));
end $$;
""",
    ),
)
