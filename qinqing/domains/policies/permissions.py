"""Who reads policies, who writes them, who checks what another wrote."""

from typing import Any

from django.db.models import Q

from qinqing.domains.accounts.terms import Role
from qinqing.domains.policies.terms import EditionState
from qinqing.kernel.permissions import Actor, Permissions, Sees, StandsAs
from qinqing.kernel.row_security import Guard, Program, Scope, event_guard, ids, sees
from qinqing.kernel.told import state_is_told

READERS = (
    Role.ENTERPRISE_USER, Role.OFFICER, Role.HANDLER, Role.UNIT_HEAD, Role.COORDINATOR,
    Role.COORDINATION_HEAD, Role.CALLBACK, Role.SUPERVISOR, Role.LEADER, Role.ADJUDICATOR, Role.POLICY_EDITOR,
)  # fmt: skip


def _edits(actor: Actor, edition: Any) -> bool:
    return edition.item.policy.area_id in actor.ids(Role.POLICY_EDITOR)


PERMISSIONS = Permissions(
    sees=(
        *(
            Sees(role, "已发布的政策人人看得到", lambda actor: Q(state=EditionState.PUBLISHED))
            for role in READERS
        ),
        Sees(
            Role.POLICY_EDITOR,
            "政策专员看本区域还没发布的",
            lambda actor: Q(item__policy__area__among=actor.ids(Role.POLICY_EDITOR)),
        ),
    ),
    may={
        "policy.read": READERS,
        "policy.edit": (Role.POLICY_EDITOR,),
        "policy.match": (Role.ENTERPRISE_USER, Role.OFFICER),
        "policy.state": (Role.ENTERPRISE_USER, Role.OFFICER),
        "policy.push": (Role.OFFICER, Role.POLICY_EDITOR),
        "title.pipeline": (
            Role.POLICY_EDITOR,
            Role.COORDINATOR,
            Role.COORDINATION_HEAD,
            Role.SUPERVISOR,
            Role.LEADER,
        ),
        "policy.count": (
            Role.POLICY_EDITOR,
            Role.COORDINATOR,
            Role.COORDINATION_HEAD,
            Role.SUPERVISOR,
            Role.LEADER,
        ),
        "policy.subscribe": (Role.ENTERPRISE_USER,),
    },
    stands_as=(
        StandsAs("editor", "您是这个区域的政策专员", _edits),
        StandsAs(
            "drafter",
            "这一版是您起草的",
            lambda actor, row: _edits(actor, row) and row.drafted_by_id == actor.person_id,
        ),
        StandsAs(
            "checker",
            "这一版由您复核：不是您起草的",
            lambda actor, row: _edits(actor, row) and row.drafted_by_id != actor.person_id,
        ),
    ),
)


def matches_seen(actor: Actor) -> Q:
    """Of which enterprises somebody may know whom an item fits: his own, whom he serves, and, without any
    figure, those of the areas he edits policies for. Everybody else could learn a figure by it."""
    found = Q(enterprise__in=actor.ids("member"))
    if Role.OFFICER in actor.roles:
        found |= Q(enterprise__in=actor.ids("served"))
    return found | Q(enterprise__area__in=actor.ids(Role.POLICY_EDITOR))


PUSHES = Permissions(
    sees=(
        Sees(Role.ENTERPRISE_USER, "推送给本企业的", lambda actor: Q(enterprise__in=actor.ids("member"))),
        Sees(Role.OFFICER, "推送给您服务的企业的", lambda actor: Q(enterprise__in=actor.ids("served"))),
        Sees(
            Role.POLICY_EDITOR,
            "推送给本区域企业的",
            lambda actor: Q(enterprise__area__in=actor.ids(Role.POLICY_EDITOR)),
        ),
    ),
)
"""Who sees what was brought to whom: the same as `matches_seen`, for it tells whom an item fits."""

MATCHED = Permissions(
    sees=(
        Sees(Role.ENTERPRISE_USER, "本企业的比对结果", lambda actor: Q(pk__in=actor.ids("member"))),
        Sees(Role.OFFICER, "您服务的企业的比对结果", lambda actor: Q(pk__in=actor.ids("served"))),
        Sees(
            Role.POLICY_EDITOR,
            "本区域企业的比对结果",
            lambda actor: Q(area__in=actor.ids(Role.POLICY_EDITOR)),
        ),
    ),
)
"""The enterprises of which somebody may know whom an item fits: the same again, by enterprise."""

# --- the second line ---------------------------------------------------

_IN_AREA = f"area_id = any ({ids('policy_editor')})"
_READS = f"(select app_has_role({', '.join(repr(str(role)) for role in READERS)}))"
_ITEM_EDITED = f"exists (select from policies_policy p where p.id = policy_id and p.{_IN_AREA})"
_EDITED = (
    "exists (select from policies_policyitem i join policies_policy p on p.id = i.policy_id"
    f" where i.id = item_id and p.{_IN_AREA})"
)
_MINE = "drafted_by_id = (select app_person())"
_ME = "(select app_person())"
_TRIED = (
    "exists (select from policies_edition e join policies_policyitem i on i.id = e.item_id"
    f" join policies_policy p on p.id = i.policy_id where e.id = edition_id and p.{_IN_AREA})"
)
_OWN_OR_SERVED = (
    f"enterprise_id = any ({ids('member')})"
    f" or (select app_has_role('{Role.OFFICER}')) and enterprise_id = any ({ids('served')})"
)
_IN_EDITED_AREA = f"exists (select from enterprises_enterprise e where e.id = enterprise_id and e.{_IN_AREA})"
_CONCERNED = f"{_OWN_OR_SERVED} or {_IN_EDITED_AREA}"

ROW_SECURITY = (
    Guard("policies_policy", see=_READS, add=_IN_AREA, change=_IN_AREA),
    Guard("policies_policyitem", see=_READS, add=_ITEM_EDITED, change=_ITEM_EDITED),
    Guard(
        "policies_edition",
        see=f"(state = '{EditionState.PUBLISHED}' and {_READS}) or {_EDITED}",
        add=f"{_EDITED} and {_MINE} and state = '{EditionState.DRAFT}'",
        change=_EDITED,
        remove=f"{_EDITED} and {_MINE} and state = '{EditionState.DRAFT}'",
    ),
    Guard("policies_keptmatch", see=_CONCERNED, add="false", change="false", remove="false"),
    Guard("policies_stale", see="false", add="false", change="false", remove="false"),
    Guard(
        "policies_trial",
        see=_TRIED,
        add=f"asked_by_id = {_ME} and done_at is null and {_TRIED}",
        change="false",
        remove=_TRIED,
    ),
    Guard("policies_statedfact", see=_OWN_OR_SERVED, add=f"stated_by_id = {_ME} and ({_OWN_OR_SERVED})"),
    Guard("policies_push", see=_CONCERNED, add=f"pushed_by_id = {_ME} and ({_CONCERNED})"),
    Guard(
        "policies_subscription",
        see=f"person_id = {_ME}",
        add=f"person_id = {_ME}",
        change=f"person_id = {_ME}",
    ),
    event_guard("policy", sees("policies_policy", "subject_id")),
    event_guard("policy_item", sees("policies_policyitem", "subject_id")),
)

# What was published stands: only the day on which it ends may still be set, or moved nearer.
_PUBLISHED_STANDS = """
create or replace function keep_published_edition() returns trigger language plpgsql as $$
begin
  if old.state = 'published' and (tg_op = 'DELETE'
     or (to_jsonb(old) - 'until_on' - 'stop_reason' - 'stopped_at')
        <> (to_jsonb(new) - 'until_on' - 'stop_reason' - 'stopped_at')
     or coalesce(new.until_on, 'infinity') > coalesce(old.until_on, 'infinity')) then
    raise exception 'a published edition is not changed, but for an earlier end'
      using errcode = 'restrict_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create or replace trigger keep_published before update or delete on policies_edition
  for each row execute function keep_published_edition();
"""

PROGRAMS = (
    Program("keep_published_edition", _PUBLISHED_STANDS),
    state_is_told("policies_edition", "policy_item", "item_id"),
)

_READ_BY = ", ".join(f"'{role}'" for role in READERS)
SCOPES = (
    # What is published is filed under one key, which all who read it have.
    Scope(
        "policy_reader",
        f"case when roles_ && array[{_READ_BY}]::text[] then array[1]::bigint[] end",
        search_prefix="p",
    ),
)
