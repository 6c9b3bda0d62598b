"""Who sees which people, who keeps accounts and grants, and how the database knows who is asking."""

from datetime import timedelta

from django.db.models import Q

from qinqing.domains.accounts import rules
from qinqing.domains.accounts.terms import (
    ADMINISTRATORS,
    AREA_ROLES,
    REPORTED_TO,
    SEEKERS,
    UNIT_ROLES,
    PersonKind,
    ProposedState,
    Role,
    StaffChange,
)
from qinqing.kernel.permissions import EVERYTHING, Actor, Permissions, Sees, Shown, StandsAs
from qinqing.kernel.refusals import Refused
from qinqing.kernel.row_security import SIGNED_IN, Guard, Program, Scope, event_guard, ids, import_guard, sees
from qinqing.kernel.told import state_is_told


def _staff_and_himself(actor: Actor) -> Q:
    return Q(kind=PersonKind.STAFF) | Q(pk=actor.person_id)


_CONTACTS_KEEPERS = (Role.COORDINATOR, Role.COORDINATION_HEAD, Role.OFFICER, Role.ENTERPRISE_USER)

PERMISSIONS = Permissions(
    sees=(
        Sees(Role.SIGNED_IN, "工作人员的姓名、单位和办公电话对登录的人公开", _staff_and_himself),
        Sees(Role.WAITING, "这是您本人", lambda actor: Q(pk=actor.person_id)),
        Sees(Role.SYSTEM_ADMIN, "系统管理员管理全部账号", lambda actor: EVERYTHING),
        Sees(Role.SECURITY_ADMIN, "安全管理员管理全部授权", lambda actor: EVERYTHING),
        Sees(Role.AUDIT_ADMIN, "审计管理员查看全部账号的安全记录", lambda actor: EVERYTHING),
    ),
    may={
        "account.enter": [Role.SIGNED_IN, Role.WAITING],
        "account.own": [Role.SIGNED_IN],
        "account.list": [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN],
        "account.keep": [Role.SYSTEM_ADMIN],
        "account.invite": _CONTACTS_KEEPERS,
        # A unit knows who came and who leaves; its word takes a second one, and gives no role.
        "staff.propose": [Role.UNIT_HEAD],
        "staff.confirm": [Role.COORDINATOR, Role.COORDINATION_HEAD],
        "account.grant": [Role.SECURITY_ADMIN],
        # Who gives temporary passwords takes no second check away: that needs a second administrator.
        "second_factor.confirm": [Role.SECURITY_ADMIN, Role.AUDIT_ADMIN],
        "account.delegate": [Role.LEADER, Role.SECURITY_ADMIN],
        "account.audit": [Role.AUDIT_ADMIN, Role.SECURITY_ADMIN],
        "log.take": [Role.AUDIT_ADMIN],
        "chain.see": [Role.AUDIT_ADMIN],
        "operations.see": [Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN],
        "unit.keep": [Role.SYSTEM_ADMIN],
        # Whoever has any business here; what of it he finds is said by each kind of thing.
        "search.find": SEEKERS,
        "feedback.deal": [Role.COORDINATOR, Role.COORDINATION_HEAD],
        "interface.see": [Role.SYSTEM_ADMIN],
        "token.list": ADMINISTRATORS,
        "token.request": [Role.SYSTEM_ADMIN],
        "token.issue": [Role.SECURITY_ADMIN],
        "webhook.keep": [Role.SYSTEM_ADMIN],
    },
    stands_as=(StandsAs("himself", "这是您本人", lambda actor, row: row.pk == actor.person_id),),
    masks={
        # Work numbers and names are everybody's; a mobile is not (个人信息保护法 第六条).
        "staff_phone": {
            Role.COORDINATOR: Shown.CLEAR,
            Role.COORDINATION_HEAD: Shown.CLEAR,
            Role.LEADER: Shown.CLEAR,
            Role.UNIT_HEAD: Shown.MASKED,
            Role.SUPERVISOR: Shown.MASKED,
        },
        # Which contacts an actor meets at all is the business of the rooms above.
        "contact_phone": {
            Role.OFFICER: Shown.CLEAR,
            Role.COORDINATOR: Shown.MASKED,
            Role.COORDINATION_HEAD: Shown.MASKED,
            Role.HANDLER: Shown.MASKED,
            Role.UNIT_HEAD: Shown.MASKED,
            Role.CALLBACK: Shown.MASKED,
            Role.LEADER: Shown.MASKED,
            Role.SUPERVISOR: Shown.MASKED,
        },
    },
)


def require(actor: Actor, verb: str) -> None:
    """Refuse an action that neither a role of the actor nor a rule of the system allows."""
    if not actor.system and not PERMISSIONS.allows(actor, verb):
        raise Refused("no_right", "您的角色不能做这件事")


def proposes_staff(actor: Actor) -> Q:
    """What was said of the people of the units that somebody heads."""
    return Q(unit__in=actor.ids(Role.UNIT_HEAD))


def decides_staff(actor: Actor) -> Q:
    """What units said that somebody's office of coordination confirms."""
    return Q(area__in=[*actor.ids(Role.COORDINATOR), *actor.ids(Role.COORDINATION_HEAD)])


REVEALS = frozenset({Role.COORDINATOR, Role.COORDINATION_HEAD, Role.HANDLER, Role.UNIT_HEAD, Role.CALLBACK})
"""Who may open a masked number for a reason, which is recorded; leaders and supervisors may not."""


# --- the second line ---------------------------------------------------

_ME = "(select app_person())"


def _is(*roles: str) -> str:
    return "(select app_has_role(" + ", ".join(f"'{role}'" for role in roles) + "))"


_KEEPER = _is(Role.SYSTEM_ADMIN)
_CONTACT = f"kind = '{PersonKind.ENTERPRISE}'"
_DEALERS = _is(Role.COORDINATOR, Role.COORDINATION_HEAD)
_AUDIT = _is(Role.AUDIT_ADMIN, Role.SECURITY_ADMIN)
_LOGGED = ("area", "unit", "grant", "delegation", "attempt", "token", "webhook", "watched")
_CHAIN = _is(Role.AUDIT_ADMIN)
_REPORTED_TO = " or ".join(f"area_id = any({ids(role)})" for role in REPORTED_TO)

_HEADS = f"unit_id = any({ids(Role.UNIT_HEAD)})"
_CONFIRMS = " or ".join(f"area_id = any({ids(role)})" for role in (Role.COORDINATOR, Role.COORDINATION_HEAD))
_STAFF = f"kind = '{PersonKind.STAFF}'"

ROW_SECURITY = (
    # The sign-in page and the raise link name the place before anybody has signed in.
    Guard("accounts_area", see="true", add=_KEEPER, change=_KEEPER),
    # Units and people go again only with the import that brought them, which is the system's.
    Guard("accounts_unit", see=SIGNED_IN, add=_KEEPER, change=_KEEPER, remove="false"),
    # Rooms above add a policy of their own for the contacts that their relations show.
    Guard(
        "accounts_person",
        see=f"{SIGNED_IN} and (kind = '{PersonKind.STAFF}' or id = {_ME} or {_is(*ADMINISTRATORS)})",
        add=f"{_KEEPER} or ({_CONTACT} and {_is(*_CONTACTS_KEEPERS)})",
        change=f"{_KEEPER} or id = {_ME} or ({_CONTACT} and {_is(*_CONTACTS_KEEPERS)})",
        remove="false",
    ),
    # A coordination writes of the staff what a unit proposed and waits for it, nobody and nothing else.
    Guard(
        "accounts_person",
        see=None,
        add=f"{_STAFF} and {_DEALERS} and waits_to_join(unit_id, name)",
        change=f"{_STAFF} and {_DEALERS} and waits_to_leave(id)",
        name="by_two",
    ),
    Guard(
        "accounts_proposedstaff",
        see=f"{_HEADS} or {_CONFIRMS}",
        add=f"{_HEADS} and proposed_by_id = {_ME} and state = 'waiting'",
        change=f"({_HEADS} and state in ('waiting', 'taken_back'))"
        f" or (({_CONFIRMS}) and (state <> 'confirmed' or proposed_by_id <> {_ME}))",
    ),
    event_guard("proposed_staff", f"{sees('accounts_proposedstaff', 'subject_id')} or {_AUDIT}"),
    # Nobody reads another's; signing in and setting a first password are the system's.
    Guard("accounts_credential", see=f"person_id = {_ME}", add="false", change=f"person_id = {_ME}"),
    # Whoever holds one is known by it alone; making and taking it is the system's.
    Guard("accounts_onetimelink", see="false", add="false", change="false"),
    Guard("accounts_confirmationcode", see="false", add="false", change="false", remove="false"),
    Guard("accounts_secondfactor", see="false", add="false", change="false", remove="false"),
    Guard("accounts_recoverycode", see="false", add="false", change="false", remove="false"),
    Guard(
        "accounts_grant",
        see=SIGNED_IN,
        add=f"{_is(Role.SECURITY_ADMIN)} and person_id <> {_ME}",
        change=f"{_is(Role.SECURITY_ADMIN)} and person_id <> {_ME}",
    ),
    Guard(
        "accounts_delegation",
        see=SIGNED_IN,
        add=f"{_is(Role.SECURITY_ADMIN)} or (leader_id = {_ME} and {_is(Role.LEADER)})",
        change=f"{_is(Role.SECURITY_ADMIN)} or leader_id = {_ME}",
    ),
    Guard("accounts_session", see=f"person_id = {_ME}", add="false", change=f"person_id = {_ME}"),
    # One asks, another issues, and neither for himself; whom it lets act knows of it.
    Guard(
        "accounts_token",
        see=f"person_id = {_ME} or {_is(*ADMINISTRATORS)}",
        add=f"{_KEEPER} and requested_by_id = {_ME} and key_hash is null and person_id <> {_ME}",
        change=f"{_is(Role.SECURITY_ADMIN)} and person_id <> {_ME}",
    ),
    Guard("kernel_webhook", see=_is(*ADMINISTRATORS), add=_KEEPER, change=_KEEPER, name="tokens"),
    Guard("accounts_signinattempt", see="false", add="false"),
    Guard("accounts_feedback", see=_DEALERS, add="false", change=_DEALERS),
    event_guard("feedback", _DEALERS),
    Guard("kernel_seal", see=_CHAIN, name="audit"),
    Guard("kernel_chainhead", see=_CHAIN, name="audit"),
    Guard("kernel_frozenfigure", see=_REPORTED_TO, name="area"),
    Guard("kernel_watched", see=_is(Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN), name="operators"),
    import_guard("units", _KEEPER),
    import_guard("people", _KEEPER),
    event_guard("person", f"subject_id = {_ME} or {_AUDIT}"),
    *(event_guard(kind, _AUDIT) for kind in _LOGGED),
)


def _ids(name: str) -> str:
    return f"{name}_ids_"


SCOPES = (
    Scope("area", _ids("area"), search_prefix="a"),
    Scope("unit", _ids("unit"), search_prefix="u"),
    *(Scope(role.value, _ids(role)) for role in (*AREA_ROLES, *UNIT_ROLES)),
)


def _gathered(whole: str, roles: tuple[Role, ...]) -> str:
    """The aggregates that sort found (role, id) pairs into one array for each role and one over all."""
    each = (f"array_agg(d.id) filter (where d.role = '{role}')" for role in roles)
    return ", ".join(("array_agg(distinct d.id)", *each)) + " into " + ", ".join(map(_ids, (whole, *roles)))


def _span(length: timedelta) -> str:
    return f"interval '{int(length.total_seconds())} seconds'"


def _current(table: str) -> str:
    return f"{table}.from_at <= moment_ and ({table}.until_at is null or {table}.until_at > moment_)"


_MOVED = f"u.successor_id is not null and u.ended_on <= (moment_ at time zone '{rules.ZONE.key}')::date"


def _list(roles: tuple[Role, ...]) -> str:
    return ", ".join(f"'{role}'" for role in roles)


# What somebody may do at a moment, set for row security and returned. A leader's delegate reaches what the
# leader reaches, except an administrator, whom no delegation makes a reader of business; for whom he has the
# role is said, unless he is a leader himself. A temporary password opens nothing but the page that changes
# it, nor does a session whose password was `aged_` when it began; one that `waits_` for its second check
# opens nothing but that check. Who has left is nobody. A grant at a dissolved unit counts at its successor,
# and a successor reaches what its predecessors held. A head also reaches the units that have no second person
# and name him for their sign-off. Who speaks for several, in a browser, speaks for one at a time
# (`kernel.speaking`): `speaks_for_` names it, nought leaves it to the room.
_BECOME = f"""
drop function if exists app_become(bigint, timestamptz);
drop function if exists app_become(bigint, timestamptz, boolean);
create or replace function app_become(
  person_ bigint, moment_ timestamptz, waits_ boolean default false, aged_ boolean default false,
  speaks_for_ bigint default null
) returns jsonb language plpgsql as $$
declare
  who_ record; before_ text := coalesce(current_setting('app.system', true), '');
  roles_ text[] := '{{}}'; held_roles_ text[]; held_areas_ bigint[]; held_units_ bigint[];
  {" ".join(f"{_ids(scope.name)} bigint[];" for scope in SCOPES)}
  scopes_ jsonb; leads_ boolean; lender_ bigint; lent_ jsonb;
begin
  perform set_config('app.system', 'door', true);
  select p.id, p.name, p.kind, p.unit_id, u.short, coalesce(c.temporary, false) as temporary into who_
    from accounts_person p
    left join accounts_unit u on u.id = p.unit_id
    left join accounts_credential c on c.person_id = p.id
    where p.id = person_ and p.is_active
      and (p.leaves_on is null or p.leaves_on > (moment_ at time zone '{rules.ZONE.key}')::date);
  person_ := who_.id;
  if person_ is not null then
    roles_ := array[case when waits_ then '{Role.WAITING}' else '{Role.SIGNED_IN}' end];
    if not (who_.temporary or waits_ or aged_) then
      select array_agg(g.role::text), array_agg(g.area_id), array_agg(g.unit_id)
        into held_roles_, held_areas_, held_units_
        from accounts_grant g where g.person_id = person_ and {_current("g")};
      if not coalesce(held_roles_ && array[{_list(ADMINISTRATORS)}]::text[], false)
         and exists (select from accounts_delegation d where d.delegate_id = person_ and {_current("d")}) then
        leads_ := coalesce('{Role.LEADER}' = any(held_roles_), false);
        select held_roles_ || array_agg(g.role::text), held_areas_ || array_agg(g.area_id),
               held_units_ || array_agg(g.unit_id), min(l.id) filter (where not leads_)
          into held_roles_, held_areas_, held_units_, lender_
          from accounts_delegation d
          join accounts_person l on l.id = d.leader_id and l.is_active
          join accounts_grant g on g.person_id = l.id and g.role = '{Role.LEADER}'
          where d.delegate_id = person_ and {_current("d")} and {_current("g")};
      end if;
      if who_.kind = '{PersonKind.ENTERPRISE}' then
        roles_ := roles_ || '{Role.ENTERPRISE_USER}'::text;
      end if;
    end if;
    if held_roles_ is not null then
      roles_ := roles_ || array(select distinct unnest(held_roles_));
      if held_roles_ && array[{_list(AREA_ROLES)}]::text[] then
        select {_gathered("area", AREA_ROLES)} from (
          select distinct h.role, below.id from unnest(held_roles_, held_areas_) h(role, area_id)
            join accounts_area node on node.id = h.area_id
            join accounts_area below on starts_with(below.path, node.path)
        ) d;
      end if;
      if held_roles_ && array[{_list(UNIT_ROLES)}]::text[] then
        if exists (select from accounts_unit u where {_MOVED}) then
          with recursive reach(role, id) as (
            select h.role, h.unit_id from unnest(held_roles_, held_units_) h(role, unit_id)
              where h.unit_id is not null
            union
            select reach.role, case u.id when reach.id then u.successor_id else u.id end
              from reach join accounts_unit u on reach.id in (u.id, u.successor_id) where {_MOVED}
          )
          select array_agg(reach.role), array_agg(reach.id) into held_roles_, held_units_ from reach;
        end if;
        select {_gathered("unit", UNIT_ROLES)} from (
          select h.role, h.id from unnest(held_roles_, held_units_) h(role, id) where h.id is not null
          union
          select '{Role.UNIT_HEAD}', u.id from accounts_unit u
            where u.signs_off_id = person_ and '{Role.UNIT_HEAD}' = any(held_roles_)
        ) d;
      end if;
    end if;
  end if;
  if lender_ is not null then
    select jsonb_build_object('role', '{Role.LEADER}', 'person_id', l.id, 'name', l.name) into lent_
      from accounts_person l where l.id = lender_;
  end if;
  perform set_config('app.person', coalesce(person_::text, ''), true),
          set_config('app.roles', array_to_string(roles_, ','), true);
    {{scopes}}
  perform set_config('app.system', before_, true);
  if person_ is null then
    return null;
  end if;
  return jsonb_build_object('person', person_, 'name', who_.name, 'roles', to_jsonb(roles_),
    'unit', who_.unit_id, 'unit_name', who_.short, 'session', null, 'scopes', scopes_, 'lent', lent_);
end $$;
"""

# The limits are asked of the facts at every request; nothing has to run for a session to be over.
_ENTER = f"""
drop function if exists app_enter(text, timestamptz);
create or replace function app_enter(key_ text, moment_ timestamptz, speaks_for_ bigint default 0)
  returns jsonb language plpgsql as $$
declare
  session_ record; before_ text := coalesce(current_setting('app.system', true), '');
begin
  perform set_config('app.system', 'door', true);
  select s.id, s.person_id, s.seen_at, s.waits_for_code, s.waits_for_password
    into session_ from accounts_session s
    where s.key_hash = key_ and s.ended_at is null
      and s.started_at > moment_ - {_span(rules.ABSOLUTE)}
      and s.seen_at > moment_ - case when exists (
        select from accounts_grant g
          where g.person_id = s.person_id and g.role in ({_list(ADMINISTRATORS)}) and {_current("g")}
      ) then {_span(rules.IDLE_OF_ADMINISTRATORS)} else {_span(rules.IDLE)} end;
  if session_.seen_at < moment_ - {_span(rules.SEEN_EVERY)} then
    update accounts_session set seen_at = moment_ where id = (
      select id from accounts_session where id = session_.id for update skip locked);
  end if;
  perform set_config('app.system', before_, true);
  return app_become(
      session_.person_id, moment_, session_.waits_for_code, session_.waits_for_password, speaks_for_)
    || jsonb_build_object('session', session_.id);
end $$;
"""

# A program comes with a token and without a session; how far it reaches is asked of its person each time.
_ENTER_BY_TOKEN = f"""
create or replace function app_enter_by_token(key_ text, address_ text, moment_ timestamptz) returns jsonb
  language plpgsql as $$
declare
  token_ record; before_ text := coalesce(current_setting('app.system', true), '');
begin
  perform set_config('app.system', 'door', true);
  select t.id, t.person_id, t.rights, t.seen_at into token_ from accounts_token t
    where t.key_hash = key_ and t.revoked_at is null and t.expires_at > moment_
      and (t.network = '' or address_::inet <<= t.network::inet);
  if token_.id is not null and coalesce(token_.seen_at < moment_ - {_span(rules.SEEN_EVERY)}, true) then
    update accounts_token set seen_at = moment_ where id = (
      select id from accounts_token where id = token_.id for update skip locked);
  end if;
  perform set_config('app.system', before_, true);
  return app_become(token_.person_id, moment_)
    || jsonb_build_object('rights', token_.rights, 'token', token_.id);
end $$;
"""

# A policy of the people that asked for proposals in its own words would carry theirs into every read.
_WAITING_OF_ANOTHER = (
    f"""state = '{ProposedState.WAITING}' and proposed_by_id <> app_person() and ({_CONFIRMS})"""
)
_WAITS_TO_JOIN = f"""
create or replace function waits_to_join(unit_ bigint, name_ text) returns boolean
  language plpgsql stable as $$
begin
  return exists (select from accounts_proposedstaff where kind = '{StaffChange.JOINING}'
    and unit_id = unit_ and name = name_ and {_WAITING_OF_ANOTHER});
end $$;
"""
_WAITS_TO_LEAVE = f"""
create or replace function waits_to_leave(person_ bigint) returns boolean language plpgsql stable as $$
begin
  return exists (select from accounts_proposedstaff where kind = '{StaffChange.LEAVING}'
    and person_id = person_ and {_WAITING_OF_ANOTHER});
end $$;
"""

PROGRAMS = (
    Program("waits_to_join", _WAITS_TO_JOIN),
    Program("waits_to_leave", _WAITS_TO_LEAVE),
    state_is_told("accounts_proposedstaff", "proposed_staff"),
    Program("app_become", _BECOME),
    Program("app_enter", _ENTER),
    Program("app_enter_by_token", _ENTER_BY_TOKEN),
)
