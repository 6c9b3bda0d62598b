"""Addresses of the room; the list and the file of an enterprise are the desk's `enterprise_file`."""

from django.urls import path

from qinqing.domains.enterprises.pages import (
    entering,
    figures,
    mergers,
    proposals,
    register,
    rolls,
    speaking,
    standing,
)

app_name = "enterprises"
urlpatterns = [
    path("speak-for/", speaking.speak_for, name="speak_for"),
    path("enterprises/<slug:public_id>/figures/", figures.state, name="state_figures"),
    path("enterprises/<slug:public_id>/figures/open/", figures.open_figures, name="open_figures"),
    path("enterprises/<slug:public_id>/titles/", standing.give_title, name="give_title"),
    path("enterprises/<slug:public_id>/titles/<int:number>/end/", standing.end_title, name="end_title"),
    path("enterprises/<slug:public_id>/rolls/", standing.join_roll, name="join_roll"),
    path("enterprises/<slug:public_id>/rolls/<int:number>/leave/", standing.leave_roll, name="leave_roll"),
    path("rolls/", rolls.listing, name="rolls"),
    path("rolls/<int:number>/", rolls.one, name="one_roll"),
    path("rolls/<int:number>/rename/", rolls.rename, name="rename_roll"),
    path("rolls/<int:number>/retire/", rolls.retire, name="retire_roll"),
    path("rolls/<int:number>/restore/", rolls.restore, name="restore_roll"),
    path("enterprises/<slug:public_id>/dormant/", standing.put_to_sleep, name="put_to_sleep"),
    path("enterprises/<slug:public_id>/wake/", standing.wake, name="wake"),
    path("enterprises/<slug:public_id>/put-back/", standing.put_back, name="put_back"),
    path("enterprises/<slug:public_id>/merger/", mergers.propose, name="propose_merger"),
    path("enterprises/mergers/<int:number>/agree/", mergers.agree, name="agree_to_merger"),
    path("enterprises/mergers/<int:number>/end/", mergers.end, name="end_merger"),
    path("enterprises/<slug:public_id>/propose/", proposals.propose, name="propose_edit"),
    path("enterprise-edits/", proposals.edits, name="edits"),
    path("enterprise-edits/<int:number>/accept/", proposals.accept, name="accept_edit"),
    path("enterprise-edits/<int:number>/refuse/", proposals.refuse, name="refuse_edit"),
    path("enterprise-edits/<int:number>/take-back/", proposals.take_back, name="take_back_edit"),
    path("enterprises/register/", register.register, name="register"),
    path("enterprises/<slug:public_id>/edit/", register.edit, name="edit"),
    path("enterprises/<slug:public_id>/contacts/", register.add_contact, name="add_contact"),
    path("enterprises/<slug:public_id>/contacts/invite/", entering.invite, name="invite"),
    path(
        "enterprises/<slug:public_id>/contacts/<int:contact_id>/account/",
        entering.give_account,
        name="give_account",
    ),
    path(
        "enterprises/<slug:public_id>/contacts/<int:contact_id>/sees/",
        register.change_sight,
        name="change_sight",
    ),
    path("enterprises/<slug:public_id>/card/", entering.make_raise_link, name="make_raise_link"),
    path("enterprises/<slug:public_id>/card/end/", entering.revoke_raise_link, name="revoke_raise_link"),
    path("sign-up/", entering.sign_up, name="sign_up"),
    path("registrations/", entering.registrations, name="registrations"),
    path("registrations/<int:number>/confirm/", entering.confirm, name="confirm_registration"),
    path("registrations/<int:number>/decline/", entering.decline, name="decline_registration"),
    path(
        "enterprises/<slug:public_id>/contacts/<int:contact_id>/end/",
        register.end_contact,
        name="end_contact",
    ),
    path(
        "enterprises/<slug:public_id>/contacts/<int:contact_id>/main/",
        register.make_main_contact,
        name="make_main_contact",
    ),
    path(
        "enterprises/<slug:public_id>/contacts/<int:contact_id>/phone/",
        register.reveal_phone,
        name="reveal_phone",
    ),
]
