"""Addresses of the desk."""

from django.urls import path

from qinqing.desks.audit import pages

app_name = "audit"
urlpatterns = [
    path("audit/", pages.chain, name="chain"),
    path("audit/heads/", pages.heads, name="heads"),
    path("audit/readers/", pages.readers, name="readers"),
]
