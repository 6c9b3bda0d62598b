"""Addresses of the room."""

from django.urls import path

from qinqing.domains.inbox import pages

app_name = "inbox"
urlpatterns = [
    path("messages/", pages.message_list, name="list"),
    path("messages/<int:message_id>/", pages.open_message, name="open"),
    path("messages/letters/", pages.reaching, name="reaching"),
    path("messages/read/", pages.read_all, name="read_all"),
]
