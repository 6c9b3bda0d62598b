"""Addresses of the desk."""

from django.urls import path

from qinqing.desks.handover import pages

app_name = "handover"
urlpatterns = [
    path("enterprises/<slug:public_id>/handover/", pages.change, name="change"),
    path("officers/assignments/<int:assignment_id>/end/", pages.end, name="end"),
    path("officers/<int:officer_id>/leave/", pages.leave, name="leave"),
    path("handovers/", pages.listing, name="list"),
    path("handovers/<int:assignment_id>/", pages.sheet, name="sheet"),
    path("handovers/<int:assignment_id>/confirm/", pages.confirm, name="confirm"),
    path("handovers/<int:assignment_id>/take/", pages.take, name="take"),
]
