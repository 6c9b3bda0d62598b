"""Addresses of the room."""

from django.urls import path

from qinqing.domains.officers.pages import coverage, roster, service

app_name = "officers"
urlpatterns = [
    path("officers/", roster.roster, name="list"),
    path("officers/coverage/", coverage.coverage, name="coverage"),
    path("enterprises/<slug:public_id>/leader/", coverage.pair, name="pair"),
    path("enterprises/<slug:public_id>/leader/end/", coverage.end_pairing, name="end_pairing"),
    path("paired-enterprises/", coverage.paired, name="paired"),
    path("officers/appoint/", roster.appoint, name="appoint"),
    path("enterprises/<slug:public_id>/officers/", service.assign, name="assign"),
    path("officers/absences/<int:absence_id>/end/", service.end_absence, name="end_absence"),
    path("officers/<int:officer_id>/", roster.detail, name="detail"),
    path("officers/<int:officer_id>/edit/", roster.edit, name="edit"),
    path("officers/<int:officer_id>/phone/", roster.reveal_phone, name="reveal_phone"),
    path("officers/<int:officer_id>/release/", roster.release, name="release"),
    path("officers/<int:officer_id>/absence/", service.absence, name="absence"),
    path("officers/<int:officer_id>/groups/", roster.join_group, name="join_group"),
    path("officers/<int:officer_id>/groups/<int:member_id>/leave/", roster.leave_group, name="leave_group"),
]
