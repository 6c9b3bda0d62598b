"""Writes: signing in and out, passwords, links, confirmation codes, people, places, roles, tokens."""

from qinqing.domains.accounts.actions.codes import (
    SEND_CODE,
    Confirmation,
    Confirming,
    ask_code,
    send_code,
    take_code,
)
from qinqing.domains.accounts.actions.feedback import deal_with_feedback, give_feedback
from qinqing.domains.accounts.actions.founding import Founded, found_place
from qinqing.domains.accounts.actions.grants import (
    delegate,
    end_delegation,
    end_role,
    grant_role,
    grant_role_to_many,
)
from qinqing.domains.accounts.actions.leaving import call_off_leaving, close_leavers, plan_leaving
from qinqing.domains.accounts.actions.links import (
    PersonsLink,
    make_one_time_link,
    make_one_time_links,
    take_one_time_link,
)
from qinqing.domains.accounts.actions.log import take_log
from qinqing.domains.accounts.actions.months import freeze_month
from qinqing.domains.accounts.actions.own_email import ask_email_code, change_email, is_confirmed_by_code
from qinqing.domains.accounts.actions.passwords import change_password, password_hash, reset_password
from qinqing.domains.accounts.actions.people import (
    PersonFacts,
    change_person,
    create_people,
    create_person,
    disable_person,
    drawn_login,
    enable_person,
    end_access,
    reveal_phone,
)
from qinqing.domains.accounts.actions.places import UnitFacts, change_unit, create_area, create_unit, end_unit
from qinqing.domains.accounts.actions.proposals import NotTaken, decide, held_by_another
from qinqing.domains.accounts.actions.refused import note_refused_act
from qinqing.domains.accounts.actions.rotation import tell_field_key_rotated
from qinqing.domains.accounts.actions.second_factor import (
    ask_second_factor_reset,
    confirm_second_factor_reset,
    deny_second_factor_reset,
    draw_recovery_codes,
    pass_second_factor,
    set_second_factor,
    show_presence,
)
from qinqing.domains.accounts.actions.sessions import (
    end_session,
    forget_old,
    sign_in,
    sign_out,
    sign_out_everywhere,
)
from qinqing.domains.accounts.actions.staff import (
    confirm_staff,
    propose_joining,
    propose_leaving,
    refuse_staff,
    take_back_staff,
)
from qinqing.domains.accounts.actions.together import MOST_AT_ONCE
from qinqing.domains.accounts.actions.tokens import TokenFacts, issue_token, request_token, revoke_token
from qinqing.domains.accounts.actions.webhooks import add_webhook, end_webhook, send_again

__all__ = [
    "MOST_AT_ONCE",
    "SEND_CODE",
    "Confirmation",
    "Confirming",
    "Founded",
    "NotTaken",
    "PersonFacts",
    "PersonsLink",
    "TokenFacts",
    "UnitFacts",
    "add_webhook",
    "ask_code",
    "ask_email_code",
    "ask_second_factor_reset",
    "call_off_leaving",
    "change_email",
    "change_password",
    "change_person",
    "change_unit",
    "close_leavers",
    "confirm_second_factor_reset",
    "confirm_staff",
    "create_area",
    "create_people",
    "create_person",
    "create_unit",
    "deal_with_feedback",
    "decide",
    "delegate",
    "deny_second_factor_reset",
    "disable_person",
    "draw_recovery_codes",
    "drawn_login",
    "enable_person",
    "end_access",
    "end_delegation",
    "end_role",
    "end_session",
    "end_unit",
    "end_webhook",
    "forget_old",
    "found_place",
    "freeze_month",
    "give_feedback",
    "grant_role",
    "grant_role_to_many",
    "held_by_another",
    "is_confirmed_by_code",
    "issue_token",
    "make_one_time_link",
    "make_one_time_links",
    "note_refused_act",
    "pass_second_factor",
    "password_hash",
    "plan_leaving",
    "propose_joining",
    "propose_leaving",
    "refuse_staff",
    "request_token",
    "reset_password",
    "reveal_phone",
    "revoke_token",
    "send_again",
    "send_code",
    "set_second_factor",
    "show_presence",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "take_back_staff",
    "take_code",
    "take_log",
    "take_one_time_link",
    "tell_field_key_rotated",
]
