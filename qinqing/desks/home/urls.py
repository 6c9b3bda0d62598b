"""The address everybody begins at."""

from django.urls import path

from qinqing.desks.home import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("my-enterprises/", pages.my_enterprises, name="my_enterprises"),
    path("gallery/", pages.gallery, name="gallery"),
]
