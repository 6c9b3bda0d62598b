"""Addresses of the room; the list and the file of an enterprise are the desk's `enterprise_file`."""

from django.urls import path

from qinqing.domains.enterprises import pages

app_name = "enterprises"
urlpatterns = [
    path("enterprises/register/", pages.register, name="register"),
    path("enterprises/<slug:public_id>/edit/", pages.edit, name="edit"),
    path("enterprises/<slug:public_id>/contacts/", pages.add_contact, name="add_contact"),
    path(
        "enterprises/<slug:public_id>/contacts/<int:contact_id>/end/", pages.end_contact, name="end_contact"
    ),
    path(
        "enterprises/<slug:public_id>/contacts/<int:contact_id>/main/",
        pages.make_main_contact,
        name="make_main_contact",
    ),
    path(
        "enterprises/<slug:public_id>/contacts/<int:contact_id>/phone/",
        pages.reveal_phone,
        name="reveal_phone",
    ),
]
