"""Who may take lists away is said by the rooms they belong to; here: who knows of it and lets them go."""

from django.db.models import Q

from qinqing.domains.accounts.terms import Role
from qinqing.kernel.permissions import EVERYTHING, Actor, Permissions, Sees, StandsAs
from qinqing.kernel.row_security import SIGNED_IN, Guard, event_guard, ids

DECIDERS = (Role.COORDINATOR, Role.COORDINATION_HEAD)
TAKERS = (Role.ENTERPRISE_USER, Role.OFFICER, Role.UNIT_HEAD, *DECIDERS, Role.SUPERVISOR)


def reached(actor: Actor) -> list[int]:
    """The areas for which the actor lets lists go."""
    return sorted({number for role in DECIDERS for number in actor.ids(role)})


def _asked_of(actor: Actor) -> Q:
    return Q(at_once=False, areas__contained_by=reached(actor))


PERMISSIONS = Permissions(
    sees=(
        Sees(Role.SIGNED_IN, "这是您自己的导出", lambda actor: Q(person=actor.person_id)),
        *(Sees(role, "要取走的都在您协调的区域里", _asked_of) for role in DECIDERS),
        Sees(Role.AUDIT_ADMIN, "审计管理员看全部导出", lambda actor: EVERYTHING),
    ),
    may={
        "export.see": (*TAKERS, Role.AUDIT_ADMIN),
        "export.take": TAKERS,
        "export.decide": DECIDERS,
    },
    stands_as=(
        StandsAs("taker", "这是您自己的导出", lambda actor, row: row.person_id == actor.person_id),
        StandsAs(
            "decider",
            "要取走的都在您协调的区域里",
            lambda actor, row: row.person_id != actor.person_id and set(row.areas) <= set(reached(actor)),
        ),
    ),
)

_ME = "(select app_person())"
_AUDITS = f"(select app_has_role('{Role.AUDIT_ADMIN}'))"
_REACHED = " || ".join(ids(role) for role in DECIDERS)
_DECIDES = f"not at_once and areas <@ ({_REACHED})"

ROW_SECURITY = (
    Guard(
        "exports_export",
        see=f"person_id = {_ME} or {_AUDITS} or ({_DECIDES})",
        add=f"{SIGNED_IN} and person_id = {_ME} and decided_by_id is null",
        change=f"person_id = {_ME} or ({_DECIDES})",
    ),
    event_guard("export", _AUDITS),
)
