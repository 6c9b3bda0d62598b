"""The address everybody begins at."""

from django.urls import path

from qinqing.desks.home import pages

urlpatterns = [path("", pages.home, name="home"), path("gallery/", pages.gallery, name="gallery")]
