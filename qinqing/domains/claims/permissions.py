"""Who sees which claims, who takes them up, examines and pays them; and the same again in the database."""

from typing import Any

from django.db.models import Q

from qinqing.domains.accounts.terms import Role
from qinqing.domains.claims.terms import ClaimState, ListState
from qinqing.kernel.permissions import Actor, Permissions, Sees, StandsAs
from qinqing.kernel.row_security import Guard, Program, event_guard, ids, sees
from qinqing.kernel.told import state_is_told

OVERSEES = (Role.COORDINATOR, Role.COORDINATION_HEAD, Role.SUPERVISOR, Role.LEADER)
IN_UNIT = (Role.HANDLER, Role.UNIT_HEAD)
READERS = (Role.ENTERPRISE_USER, Role.OFFICER, *IN_UNIT, *OVERSEES)

_SENT = ~Q(state=ClaimState.INTENDED)
"""What was only intended is between the enterprise and its officer."""


def own_claims(actor: Actor) -> Q:
    """The claims in which somebody speaks for the enterprise: all of it, or those he wrote himself."""
    mine = Q(enterprise__in=actor.ids("member"), author=actor.person_id)
    return Q(enterprise__in=actor.ids("member_all")) | mine


def _of_unit(role: Role) -> Sees:
    return Sees(role, "由本单位兑现的申领", lambda actor: Q(unit__in=actor.ids(role)) & _SENT)


def _of_area(role: Role) -> Sees:
    return Sees(role, "本区域及以下企业的申领", lambda actor: Q(area__in=actor.ids(role)) & _SENT)


PERMISSIONS = Permissions(
    sees=(
        Sees(Role.ENTERPRISE_USER, "本企业的申领", own_claims),
        Sees(
            Role.OFFICER, "您服务的企业的申领", lambda actor: Q(enterprise__in=actor.ids("served"))
        ),
        *map(_of_unit, IN_UNIT),
        *map(_of_area, OVERSEES),
    ),
    may={
        "claim.see": READERS,
        "claim.own": (Role.ENTERPRISE_USER,),
        "claim.raise": (Role.ENTERPRISE_USER, Role.OFFICER),
        "claim.step": (Role.ENTERPRISE_USER, Role.OFFICER, *IN_UNIT),
        "claim.work": IN_UNIT,
        "claim.list": (Role.OFFICER, *OVERSEES),
        "claim.take_up": (Role.OFFICER,),
        "claim.sum": (Role.OFFICER, *OVERSEES, Role.POLICY_EDITOR),
        "payout_list.keep": IN_UNIT,
        "payout_list.see": (*IN_UNIT, *OVERSEES),
    },
    stands_as=(
        StandsAs(
            "enterprise",
            "这是您企业的申领",
            lambda actor, row: is_of_enterprise(actor, row),
        ),
        StandsAs(
            "officer",
            "您是这家企业现任的首席服务官",
            lambda actor, row: getattr(row, "enterprise_id", None) in actor.ids("served"),
        ),
        StandsAs("handler", "由您的单位兑现", lambda actor, row: row.unit_id in actor.ids("handler")),
        StandsAs(
            "unit_head", "由您的单位兑现，您负责", lambda actor, row: row.unit_id in actor.ids("unit_head")
        ),
    ),
)  # fmt: skip


def is_of_enterprise(actor: Actor, row: Any) -> bool:
    """Whether the actor speaks for the enterprise in this claim."""
    enterprise = getattr(row, "enterprise_id", None)
    if enterprise in actor.ids("member_all"):
        return True
    return enterprise in actor.ids("member") and row.author_id == actor.person_id


def reads_account(actor: Actor, row: Any) -> bool:
    """Whose money it is and who pays it out read the account in full; everybody else not at all."""
    return bool({"enterprise", "handler", "unit_head"} & PERMISSIONS.relations(actor, row))


def opens_papers(actor: Actor, row: Any) -> bool:
    """Whose papers they are, who serves it and who examines them open the files; who looks on reads which
    there are."""
    return bool({"enterprise", "officer", "handler", "unit_head"} & PERMISSIONS.relations(actor, row))


def lists_visible(actor: Actor) -> Q:
    """The payout lists an actor reads: his unit's, and of his areas those that were confirmed."""
    areas = [area for role in OVERSEES for area in actor.ids(role)]
    units = [unit for role in IN_UNIT for unit in actor.ids(role)]
    return Q(unit__in=units) | Q(area__in=areas, state=ListState.CONFIRMED)


# --- the second line ---------------------------------------------------

_MEMBER, _SERVED, _UNIT = ids("member"), ids("served"), ids("unit")
_AREA = "(select " + " || ".join(f"app_ids('{role}')" for role in OVERSEES) + ")::bigint[]"
_SERVES = f"(select app_has_role('{Role.OFFICER}')) and enterprise_id = any ({_SERVED})"
_FIRM = f"enterprise_id = any ({_MEMBER}) or ({_SERVES})"
_SENT_ROW = f"state <> '{ClaimState.INTENDED}'"
_PAYS = f"unit_id = any ({_UNIT})"
_IN_UNIT = "(select app_ids('unit') <> '{}')"
_SEEN_LIST = f"{_PAYS} or area_id = any ({_AREA}) and state = '{ListState.CONFIRMED}'"

ROW_SECURITY = (
    Guard(
        "claims_claim",
        see=f"{_FIRM} or {_SENT_ROW} and ({_PAYS} or area_id = any ({_AREA}))",
        add=f"{_FIRM} or ({_PAYS} and payout_list_id is not null)",
        change=f"{_FIRM} or {_SENT_ROW} and {_PAYS}",
    ),
    # Whose money it is and who pays it, nobody besides; nobody but the enterprise says where it goes.
    Guard(
        "claims_payoutaccount",
        see=f"enterprise_id = any ({_MEMBER}) or {_PAYS}",
        add=f"enterprise_id = any ({_MEMBER})",
        change=f"enterprise_id = any ({_MEMBER})",
    ),
    # Payrolls and bank statements: whose they are, who serves it, who examines them; nobody who looks on.
    Guard(
        "claims_paperfile",
        see=f"({_FIRM} or {_PAYS}) and {sees('claims_claim', 'claim_id')}",
        add=f"({_FIRM}) and given_by_id = (select app_person()) and {sees('claims_claim', 'claim_id')}",
    ),
    Guard(
        "claims_payoutlist",
        see=_SEEN_LIST,
        add=f"{_PAYS} and made_by_id = (select app_person())",
        change=_PAYS,
    ),
    Guard(
        "claims_listentry",
        see=sees("claims_payoutlist", "payout_list_id"),
        add=_PAYS,
        change=_PAYS,
    ),
    event_guard("claim", sees("claims_claim", "subject_id")),
    event_guard("payout_list", sees("claims_payoutlist", "subject_id")),
    # A unit reads the basic profile of an enterprise that claims from it or stands in a list of its own.
    Guard("enterprises_enterprise", name="by_claim", see=f"{_IN_UNIT} and unit_has_claim_of(id)"),
)

_UNIT_HAS_CLAIM = f"""
create or replace function unit_has_claim_of(id_ bigint) returns boolean language plpgsql stable as $$
begin
  return exists (select from claims_claim c
      where c.enterprise_id = id_ and c.unit_id = any(app_ids('unit')) and c.{_SENT_ROW})
    or exists (select from claims_listentry e
      where e.enterprise_id = id_ and e.unit_id = any(app_ids('unit')));
end $$;
"""

PROGRAMS = (
    Program("unit_has_claim_of", _UNIT_HAS_CLAIM),
    state_is_told("claims_claim", "claim"),
    state_is_told("claims_payoutlist", "payout_list"),
)
