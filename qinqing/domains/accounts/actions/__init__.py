"""Writes: signing in and out, passwords, people, places, roles, delegations, tokens, masked numbers."""

from qinqing.domains.accounts.actions.grants import delegate, end_delegation, end_role, grant_role
from qinqing.domains.accounts.actions.months import freeze_month
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
from qinqing.domains.accounts.actions.tokens import TokenFacts, issue_token, request_token, revoke_token
from qinqing.domains.accounts.actions.webhooks import add_webhook, end_webhook, send_again

__all__ = [
    "PersonFacts",
    "TokenFacts",
    "UnitFacts",
    "add_webhook",
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
    "end_webhook",
    "forget_old",
    "freeze_month",
    "grant_role",
    "issue_token",
    "password_hash",
    "request_token",
    "reset_password",
    "reveal_phone",
    "revoke_token",
    "send_again",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
]
