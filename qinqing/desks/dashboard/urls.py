"""Addresses of the desk."""

from django.urls import path

from qinqing.desks.dashboard import pages

app_name = "dashboard"
urlpatterns = [
    path("report/", pages.report, name="report"),
    path("report/<slug:kind>/", pages.file, name="file"),
]
