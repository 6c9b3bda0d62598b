"""Addresses of the desk."""

from django.urls import path

from qinqing.desks.search import pages

app_name = "search"
urlpatterns = [path("search/", pages.find, name="find")]
