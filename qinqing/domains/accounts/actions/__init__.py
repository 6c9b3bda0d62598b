"""Writes: signing in and out, passwords, people, places, roles, delegations, opening a masked number."""

from qinqing.domains.accounts.actions.grants import delegate, end_delegation, end_role, grant_role
from qinqing.domains.accounts.actions.passwords import change_password, password_hash, reset_password
from qinqing.domains.accounts.actions.people import (
    PersonFacts,
    change_person,
    create_people,
    create_person,
    disable_person,
    enable_person,
    reveal_phone,
)
from qinqing.domains.accounts.actions.places import UnitFacts, change_unit, create_area, create_unit, end_unit
from qinqing.domains.accounts.actions.sessions import (
    end_session,
    forget_old,
    sign_in,
    sign_out,
    sign_out_everywhere,
)

__all__ = [
    "PersonFacts",
    "UnitFacts",
    "change_password",
    "change_person",
    "change_unit",
    "create_area",
    "create_people",
    "create_person",
    "create_unit",
    "delegate",
    "disable_person",
    "enable_person",
    "end_delegation",
    "end_role",
    "end_session",
    "end_unit",
    "forget_old",
    "grant_role",
    "password_hash",
    "reset_password",
    "reveal_phone",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
]
