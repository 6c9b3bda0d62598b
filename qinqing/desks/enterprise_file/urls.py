"""Addresses of the desk; what is below them belongs to the rooms."""

from django.urls import path

from qinqing.desks.enterprise_file import pages

app_name = "enterprise_file"
urlpatterns = [
    path("enterprises/", pages.listing, name="list"),
    path("enterprise/", pages.own, name="own"),
    path("enterprises/<slug:public_id>/", pages.detail, name="detail"),
    path("enterprises/<slug:public_id>/struck-off/", pages.strike_off, name="strike_off"),
    path("enterprises/<slug:public_id>/grants/", pages.grants, name="grants"),
    path("enterprises/<slug:public_id>/grants/<int:number>/end/", pages.end_grant, name="end_grant"),
    path("figures-for-me/", pages.granted, name="granted"),
    path("figures-for-me/<int:number>/", pages.read_granted, name="read_granted"),
]
