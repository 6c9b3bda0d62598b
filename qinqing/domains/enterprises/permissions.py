"""Who sees which enterprises and contacts, who keeps them, and how phone numbers are shown."""

from typing import Any

from django.db.models import Q

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.events import ContactPhoneRevealed, FiguresOpened, GrantedFiguresOpened
from qinqing.kernel import speaking
from qinqing.kernel.permissions import Actor, Permissions, Sees, Shown, StandsAs
from qinqing.kernel.row_security import SIGNED_IN, Guard, Program, Scope, event_guard, ids, import_guard, sees
from qinqing.kernel.told import state_is_told

_KEEPERS = (Role.COORDINATOR, Role.COORDINATION_HEAD)
_BY_AREA = {
    Role.COORDINATOR: "协调员看本区域及以下的企业",
    Role.COORDINATION_HEAD: "协调办负责人看本区域及以下的企业",
    Role.SUPERVISOR: "督查看所辖区域的企业",
    Role.LEADER: "领导看包联区域的企业",
    Role.POLICY_EDITOR: "政策专员看所辖区域企业的基本资料",
}
_REVEALERS = (*_KEEPERS, Role.OFFICER, Role.HANDLER, Role.UNIT_HEAD, Role.CALLBACK)
_STATERS = (Role.ENTERPRISE_USER, Role.OFFICER, *_KEEPERS)
_VIEWERS = (Role.ENTERPRISE_USER, Role.OFFICER, *_BY_AREA)


def _in_area(role: Role, rule: str) -> Sees:
    return Sees(role, rule, lambda actor: Q(area__among=actor.ids(role)))


def keeps_area(actor: Actor, area_id: int) -> bool:
    """Whether the actor keeps the enterprises of this area."""
    return bool(actor.system) or any(area_id in actor.ids(role) for role in _KEEPERS if role in actor.roles)


PERMISSIONS = Permissions(
    sees=(
        Sees(Role.ENTERPRISE_USER, "您是这家企业的联系人", lambda actor: Q(pk__among=actor.ids("member"))),
        # Whom an officer serves is known to the room above; its scope arrives here as ids.
        Sees(Role.OFFICER, "您服务或正代管这家企业", lambda actor: Q(pk__among=actor.ids("served"))),
        *(_in_area(role, rule) for role, rule in _BY_AREA.items()),
    ),
    may={
        "enterprise.view": _VIEWERS,
        "enterprise.list": _BY_AREA,
        "enterprise.export": (*_KEEPERS, Role.SUPERVISOR),
        "enterprise.edit": _KEEPERS,
        "enterprise.propose": (Role.ENTERPRISE_USER, Role.OFFICER),
        "enterprise.import": _KEEPERS,
        "contact.keep": (*_KEEPERS, Role.ENTERPRISE_USER),
        "contact.invite": (*_KEEPERS, Role.OFFICER, Role.ENTERPRISE_USER),
        "contact.reveal": _REVEALERS,
        "registration.decide": _KEEPERS,
        "figures.state": _STATERS,
        "figures.open": _KEEPERS,
        "figures.grant": _KEEPERS,
        "figures.granted": (Role.LEADER, Role.UNIT_HEAD),
        "opening.count": (Role.AUDIT_ADMIN,),
        "standing.keep": _KEEPERS,
        "merger.propose": _KEEPERS,
        "enterprise.speak": (Role.ENTERPRISE_USER,),
        "merger.agree": (Role.ENTERPRISE_USER,),
        "merger.end": (*_KEEPERS, Role.ENTERPRISE_USER),
    },
    stands_as=(
        StandsAs("member", "您是这家企业的联系人", lambda actor, row: row.pk in actor.ids("member")),
        StandsAs(
            "main_contact", "您是这家企业的主联系人", lambda actor, row: row.pk in actor.ids("member_main")
        ),
        StandsAs(
            "served",
            "您服务或正代管这家企业",
            lambda actor, row: Role.OFFICER in actor.roles and row.pk in actor.ids("served"),
        ),
        StandsAs("opened", "您登记过查看它的年度数据", lambda actor, row: row.pk in actor.ids("opened")),
        StandsAs("keeper", "这家企业在您协调的区域里", lambda actor, row: keeps_area(actor, row.area_id)),
    ),
    masks={
        # His own firm's numbers a contact reads in the clear: that is a relation, not a role.
        "contact_phone": dict.fromkeys(
            (*_REVEALERS, Role.LEADER, Role.SUPERVISOR),
            Shown.MASKED,
        ),
        "yearly_facts": {Role.LEADER: Shown.MASKED},
    },
)


def figures_shown(actor: Actor, row: Any) -> Shown:
    """How somebody sees an enterprise's figures.

    Its own people and whoever serves it plainly, its keepers once they have said why, a leader in ranges, and
    everybody else not at all.
    """
    stands_as = PERMISSIONS.relations(actor, row)
    if stands_as & {"member", "served", "opened", "system"}:
        return Shown.CLEAR
    return PERMISSIONS.shown(actor, "yearly_facts")


# --- the second line ---------------------------------------------------

_AREAS = " || ".join(f"app_ids('{role}')" for role in _BY_AREA)
_KEPT = " || ".join(f"app_ids('{role}')" for role in _KEEPERS)
_IN_AREA = f"area_id = any ((select {_AREAS})::bigint[])"
_IN_KEPT_AREA = f"area_id = any ((select {_KEPT})::bigint[])"
_SERVED = f"((select app_has_role('{Role.OFFICER}')) and id = any ({ids('served')}))"
_TABLE = "enterprises_enterprise"
_ENTERPRISE = sees(_TABLE, "enterprise_id")


def _keeps(column: str) -> str:
    return f"keeps_enterprise({column})"


_KEEPS = _keeps("enterprise_id")
_KEEPS_CONTACTS = f"enterprise_id = any ({ids('member_main')}) or {_KEEPS}"
_KEEPS_OR_NOBODYS = (
    f"{_KEEPS} or enterprise_id is null and"
    f" (select app_has_role('{Role.COORDINATOR}', '{Role.COORDINATION_HEAD}'))"
)
_SERVES = f"(select app_has_role('{Role.OFFICER}')) and enterprise_id = any ({ids('served')})"
_OWN_OR_SERVED = f"enterprise_id = any ({ids('member')}) or ({_SERVES})"
_MINE = "person_id = (select app_person())"
_OPENINGS = ", ".join(
    f"'{event.__name__}'" for event in (ContactPhoneRevealed, FiguresOpened, GrantedFiguresOpened)
)

ROW_SECURITY = (
    # The room above whose tasks and calls bring somebody to an enterprise adds policies of its own.
    Guard(
        "enterprises_enterprise",
        see=f"id = any ({ids('member')}) or {_SERVED} or {_IN_AREA}",
        add=_IN_KEPT_AREA,
        change=_IN_KEPT_AREA,
        remove=f"import_run_id is not null and {_IN_KEPT_AREA}",
    ),
    Guard(
        "enterprises_enterprisename",
        see=_ENTERPRISE,
        add=_KEEPS,
        remove=_KEEPS,
    ),
    Guard(
        "enterprises_contact",
        see=_ENTERPRISE,
        add=f"{_KEEPS_CONTACTS} or {_SERVES}",
        change=_KEEPS_CONTACTS,
        remove="false",
    ),
    # Who asked for an enterprise that is in no register yet has no area: every keeper may help him.
    Guard(
        "enterprises_registration",
        see=_KEEPS_OR_NOBODYS,
        add="false",
        change=_KEEPS_OR_NOBODYS,
    ),
    event_guard("registration", sees("enterprises_registration", "subject_id")),
    Guard(
        "accounts_person",
        see="is_contact_in_sight(id)",
        name="as_contact",
    ),
    # Whose figures they are and who serves him reads them; a keeper only what he had opened, for a while; a
    # leader and the head of a unit only where they were given some, while they are what they hold it as: that
    # is known to the room above, whose scope arrives here as ids. Which measures, the query says.
    Guard(
        "enterprises_yearlyfacts",
        see=f"{_OWN_OR_SERVED} or enterprise_id = any ({ids('opened')})"
        f" or enterprise_id = any ({ids('granted')})",
        add=f"{_OWN_OR_SERVED} or {_KEEPS}",
        change="false",
        remove="false",
    ),
    Guard(
        "enterprises_figuresgrant",
        see=f"{_MINE} or enterprise_id = any ({ids('member')}) or {_KEEPS}",
        add=f"granted_by_id = (select app_person()) and {_KEEPS}",
        change=_KEEPS,
    ),
    Guard("enterprises_opening", see=f"{_MINE} or {_KEEPS}", add=f"{_MINE} and {_KEEPS}"),
    # What an enterprise or its officer wants corrected; whether it is, its keeper says.
    Guard(
        "enterprises_proposededit",
        see=f"{_OWN_OR_SERVED} or {_KEEPS}",
        add=f"proposed_by_id = (select app_person()) and state = 'waiting'"
        f" and (enterprise_id = any ({ids('member_main')}) or {_SERVES})",
        change=f"{_KEEPS} or proposed_by_id = (select app_person())",
    ),
    Guard("enterprises_raiselink", see=_ENTERPRISE, add="false", change="false"),
    # Titles and places on lists go again only with the table that brought them, which is the system's.
    Guard("enterprises_title", see=_ENTERPRISE, add=_KEEPS, change=_KEEPS, remove="false"),
    Guard("enterprises_roll", see=SIGNED_IN, add=_IN_KEPT_AREA, change=_IN_KEPT_AREA),
    Guard("enterprises_rollentry", see=_ENTERPRISE, add=_KEEPS, change=_KEEPS, remove="false"),
    Guard(
        "enterprises_merger",
        see=f"{sees(_TABLE, 'losing_id')} or {sees(_TABLE, 'into_id')}",
        add=f"{_keeps('losing_id')} and {_keeps('into_id')}",
        change=f"array[losing_id, into_id] && {ids('member_main')} or {_keeps('into_id')}",
    ),
    import_guard("enterprises", _IN_KEPT_AREA),
    import_guard("figures", _IN_KEPT_AREA),
    import_guard("contacts", _IN_KEPT_AREA),
    import_guard("titles", _IN_KEPT_AREA),
    import_guard("rolls", _IN_KEPT_AREA),
    event_guard("import_run", sees("kernel_importrun", "subject_id")),
    event_guard(
        "roll",
        f"exists (select from enterprises_roll r where r.id = subject_id and r.{_IN_KEPT_AREA})",
    ),
    # What happened at an enterprise is for all who see it, who looked at a number only for its keepers.
    event_guard("enterprise", f"layer = 'E' and {sees(_TABLE, 'subject_id')}"),
    Guard(
        "kernel_event",
        see=f"subject_kind = 'enterprise' and layer <> 'S' and {_keeps('subject_id')}",
        name="about_kept_enterprise",
    ),
    # To whom figures were given, and when he looked, is for those to whom the grant itself is.
    event_guard("figures_grant", sees("enterprises_figuresgrant", "subject_id")),
    # Who opens numbers and figures is read by one who opens none; of the enterprise he reads nothing else.
    Guard(
        "kernel_event",
        see=f"subject_kind in ('enterprise', 'figures_grant') and name in ({_OPENINGS})"
        f" and (app_has_role('{Role.AUDIT_ADMIN}'))",
        name="openings_at_enterprises",
    ),
)


# Who reaches an entry reaches those merged into one with it, too; rooms above ask by this function's name.
_FAMILIES = """
create or replace function enterprise_families(ids_ bigint[]) returns setof bigint language sql stable as $$
  select distinct f.id from enterprises_enterprise e
    cross join lateral (
      select coalesce(e.merged_into_id, e.id) as id union all
      select m.id from enterprises_enterprise m where m.merged_into_id = coalesce(e.merged_into_id, e.id)
    ) f
    where e.id = any (ids_) $$;
"""

# Functions, for the reason that `kernel.row_security` gives for its own.
_KEPT_BY_ME = f"""
create or replace function keeps_enterprise(id_ bigint) returns boolean language plpgsql stable as $$
begin
  return exists (select from {_TABLE} e where e.id = id_ and e.{_IN_KEPT_AREA});
end $$;
"""
_CONTACT_IN_SIGHT = """
create or replace function is_contact_in_sight(person_ bigint) returns boolean language plpgsql stable as $$
begin
  return exists (select from enterprises_contact c where c.person_id = person_);
end $$;
"""

PROGRAMS = (
    Program("enterprise_families", _FAMILIES),
    Program("keeps_enterprise", _KEPT_BY_ME),
    Program("is_contact_in_sight", _CONTACT_IN_SIGHT),
    state_is_told("enterprises_proposededit", "enterprise", "enterprise_id"),
)


# Whoever came by a link and was not verified speaks for nobody. Who speaks for several does so for one at a
# time: the one he chose, else the one he has spoken for the longest.
_SPOKEN_FOR = """select coalesce(e.merged_into_id, e.id) from enterprises_contact c
  join enterprises_enterprise e on e.id = c.enterprise_id
  where c.person_id = person_ and c.until_at is null and c.sees <> 'one' group by 1 order by min(c.id)"""
_SPEAKS_FOR = """case when speaks_for_ is null then found_spoken_for_
  when speaks_for_ = any(found_spoken_for_) then array[speaks_for_] else found_spoken_for_[1:1] end"""


def _contact_where(condition: str) -> str:
    return (
        "select enterprise_families(array(select c.enterprise_id from enterprises_contact c"
        " where c.person_id = person_ and c.until_at is null and c.enterprise_id = any(found_member_)"
        f" and {condition}))"
    )


_OPENED = """select o.enterprise_id from enterprises_opening o
  where o.person_id = person_ and o.from_at <= moment_ and o.until_at > moment_"""

SCOPES = (
    Scope("opened", _OPENED),
    Scope(speaking.ALL, _SPOKEN_FOR, role=Role.ENTERPRISE_USER),
    Scope(speaking.NOW, _SPEAKS_FOR, role=Role.ENTERPRISE_USER),
    Scope(
        "member",
        "select enterprise_families(found_speaks_for_)",
        search_prefix="e",
        role=Role.ENTERPRISE_USER,
    ),
    Scope("member_all", _contact_where("c.sees = 'all'"), role=Role.ENTERPRISE_USER),
    Scope("member_main", _contact_where("c.is_main"), role=Role.ENTERPRISE_USER),
)
