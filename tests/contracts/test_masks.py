"""Who sees which class of field how: a second statement of the masks, from the rules and not from the tables.

A role that is not named sees nothing of a class; whoever holds several roles sees what the most open allows.
"""

from itertools import combinations

import pytest

from qinqing.domains.accounts.terms import Role
from qinqing.kernel import declared
from qinqing.kernel.permissions import Actor, Permissions, Shown

CLEAR, MASKED, HIDDEN = Shown.CLEAR, Shown.MASKED, Shown.HIDDEN
HANDLING = ("officer", "handler", "unit_head", "coordinator", "coordination_head", "callback")
STAFF = (*HANDLING, "supervisor", "leader")
MASKS: dict[tuple[str, str], dict[str, Shown]] = {
    # An official's mobile is the hub's and the leaders'; a head and the supervision read a part of it.
    ("accounts", "staff_phone"): {
        **dict.fromkeys(("coordinator", "coordination_head", "leader"), CLEAR),
        **dict.fromkeys(("unit_head", "supervisor"), MASKED),
    },
    # A contact's number is his officer's, who meets no others; whoever else needs it has it revealed.
    ("accounts", "contact_phone"): {**dict.fromkeys(STAFF, MASKED), "officer": CLEAR},
    # On the file of a firm "his officer" is a relation, and so is the firm itself.
    ("enterprises", "contact_phone"): dict.fromkeys(STAFF, MASKED),
    # Output, tax, staff: a leader reads ranges; firm, officer and whoever opened them are relations.
    ("enterprises", "yearly_facts"): {"leader": MASKED},
    # What a problem is about is for all who see it; the grade is the hub's, the supervision's, the firm's.
    ("problems", "content"): dict.fromkeys((*STAFF, "enterprise_user"), CLEAR),
    ("problems", "grade"): dict.fromkeys(
        ("enterprise_user", "coordinator", "coordination_head", "supervisor"), CLEAR
    ),
}
TABLES: dict[str, Permissions] = {
    module.__name__.split(".")[2]: module.PERMISSIONS
    for module in declared.modules("permissions")
    if hasattr(module, "PERMISSIONS")
}
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")
Class = tuple[str, str]


def test_every_class_of_fields_stands_in_the_statement() -> None:
    assert {(room, name) for room, table in TABLES.items() for name in table.masks} == set(MASKS)


def shown(of: Class, roles: tuple[str, ...]) -> Shown:
    """How somebody with these roles sees a class."""
    room, name = of
    return TABLES[room].shown(Actor(person_id=1, roles=frozenset({"signed_in", *roles})), name)


@pytest.mark.parametrize("of", MASKS, ids=" ".join)
@pytest.mark.parametrize("role", Role.values())
def test_a_role_sees_a_class_as_the_statement_says(of: Class, role: str) -> None:
    assert shown(of, (role,)) == MASKS[of].get(role, HIDDEN)


@pytest.mark.parametrize("of", MASKS, ids=" ".join)
def test_several_roles_see_what_the_most_open_of_them_allows(of: Class) -> None:
    order = [CLEAR, MASKED, HIDDEN]
    for roles in combinations(Role.values(), 2):
        expected = min((MASKS[of].get(role, HIDDEN) for role in roles), key=order.index)
        assert shown(of, roles) == expected, roles


@pytest.mark.parametrize("of", MASKS, ids=" ".join)
@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_no_administrator_sees_anything_of_it(of: Class, role: str) -> None:
    assert shown(of, (role,)) == HIDDEN
