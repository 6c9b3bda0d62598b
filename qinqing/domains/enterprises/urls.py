"""Addresses of the room; the list and the file of an enterprise are the desk's `enterprise_file`."""

from django.urls import path

from qinqing.domains.enterprises.pages import figures, register

app_name = "enterprises"
urlpatterns = [
    path("enterprises/<slug:public_id>/figures/", figures.state, name="state_figures"),
    path("enterprises/<slug:public_id>/figures/open/", figures.open_figures, name="open_figures"),
    path("enterprises/register/", register.register, name="register"),
    path("enterprises/<slug:public_id>/edit/", register.edit, name="edit"),
    path("enterprises/<slug:public_id>/contacts/", register.add_contact, name="add_contact"),
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
