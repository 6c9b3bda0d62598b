"""Addresses of the desk."""

from django.urls import path

from qinqing.desks.handover import pages

app_name = "handover"
urlpatterns = [path("enterprises/<slug:public_id>/handover/", pages.change, name="change")]
