"""Addresses of the room."""

from django.urls import path

from qinqing.domains.accounts.pages import (
    areas,
    delegations,
    entering,
    grants,
    house,
    links,
    log,
    own,
    own_email,
    people,
    resets,
    second_check,
    sign_in,
    staff,
    tokens,
    units,
    webhooks,
)

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("enter/<str:key>/", entering.enter, name="enter"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    # The house itself: for everybody
    path("feedback/", house.feedback, name="feedback"),
    path("feedback/list/", house.feedback_list, name="feedback_list"),
    path("feedback/<int:number>/", house.deal, name="deal_with_feedback"),
    path("privacy/", house.privacy, name="privacy"),
    path("urgent/", house.urgent, name="urgent"),
    path("outbox/", house.outbox, name="outbox"),
    path("second-check/", second_check.check, name="second_check"),
    path("second-check/set-up/", second_check.set_up, name="set_up_second"),
    path("second-check/codes/", second_check.codes, name="recovery_codes"),
    # Everybody: one's own account
    path("account/", own.own, name="own"),
    path("account/email/", own_email.email, name="own_email"),
    path("account/password/", own.password, name="password"),
    path("account/sessions/<int:session_id>/end/", own.end_session, name="end_session"),
    path("account/sessions/end/", own.sign_out_everywhere, name="sign_out_everywhere"),
    # Leaders, and the security administrator for them: who acts on their behalf
    path("account/delegations/", delegations.delegations, name="delegations"),
    path("account/delegations/<int:number>/end/", delegations.end, name="end_delegation"),
    # The system administrator: accounts and units
    path("people/", people.people, name="people"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/links/", links.give_links, name="give_links"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/edit/", people.edit_person, name="edit_person"),
    path("people/<int:person_id>/password/", people.reset_password, name="reset_password"),
    path("people/<int:person_id>/disable/", people.disable_person, name="disable_person"),
    path("people/<int:person_id>/enable/", people.enable_person, name="enable_person"),
    path("people/<int:person_id>/link/", links.give_link, name="give_link"),
    path("people/<int:person_id>/second-check/reset/", people.reset_second, name="reset_second"),
    path("people/<int:person_id>/leaving/", people.plan_leaving, name="plan_leaving"),
    path("people/<int:person_id>/leaving/end/", people.call_off_leaving, name="call_off_leaving"),
    # The head of a unit says who came and who leaves, the coordination office confirms
    path("unit-staff/", staff.unit_staff, name="unit_staff"),
    path("unit-staff/new/", staff.propose_joining, name="propose_joining"),
    path("unit-staff/<int:person_id>/leaving/", staff.propose_leaving, name="propose_leaving"),
    path("unit-staff/proposed/<int:proposed_id>/take-back/", staff.take_back, name="take_back_staff"),
    path("proposed-staff/", staff.proposed_staff, name="proposed_staff"),
    path("proposed-staff/<int:proposed_id>/confirm/", staff.confirm, name="confirm_staff"),
    path("proposed-staff/<int:proposed_id>/refuse/", staff.refuse, name="refuse_staff"),
    path("areas/", areas.areas, name="areas"),
    path("areas/new/", areas.new_area, name="new_area"),
    path("units/", units.units, name="units"),
    path("units/new/", units.new_unit, name="new_unit"),
    path("units/<int:unit_id>/", units.unit, name="unit"),
    path("units/<int:unit_id>/end/", units.end_unit, name="end_unit"),
    # The security administrator: roles
    path("people/grants/", grants.grant_many, name="grant_many"),
    path("people/<int:person_id>/grants/", grants.grant, name="grant"),
    path("people/<int:person_id>/grants/<int:grant_id>/end/", grants.end_grant, name="end_grant"),
    # A lost second check: the system administrator asks, another administrator confirms
    path("second-check/resets/", resets.resets, name="resets"),
    path("second-check/resets/<int:person_id>/confirm/", resets.confirm, name="confirm_reset"),
    path("second-check/resets/<int:person_id>/deny/", resets.deny, name="deny_reset"),
    # Tokens for programs: the system administrator asks, the security administrator issues
    path("tokens/", tokens.tokens, name="tokens"),
    path("people/<int:person_id>/tokens/new/", tokens.request_token, name="request_token"),
    path("tokens/<str:public_id>/", tokens.token, name="token"),
    path("tokens/<str:public_id>/webhooks/new/", webhooks.add, name="add_webhook"),
    path("tokens/webhooks/<str:public_id>/", webhooks.show, name="webhook"),
    path("tokens/webhooks/<str:public_id>/end/", webhooks.end, name="end_webhook"),
    path("tokens/webhooks/<str:public_id>/again/", webhooks.again, name="send_again"),
    path("tokens/<str:public_id>/issue/", tokens.issue, name="issue_token"),
    path("tokens/<str:public_id>/revoke/", tokens.revoke, name="revoke_token"),
    # The audit administrator: what happened
    path("security-log/", log.log, name="log"),
    path("security-log/take/", log.take, name="take_log"),
]
