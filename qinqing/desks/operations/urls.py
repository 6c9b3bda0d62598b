"""Addresses of the desk."""

from django.urls import path

from qinqing.desks.operations import pages

app_name = "operations"
urlpatterns = [path("operations/", pages.health, name="health")]
