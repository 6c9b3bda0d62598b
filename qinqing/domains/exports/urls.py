"""Addresses of the room: one for each list that the rooms let go, and what became of each."""

from django.urls import path

from qinqing.domains.exports import pages
from qinqing.kernel import exports

app_name = "exports"
urlpatterns = [
    *(
        path(f"exports/new/{extract.kind}/", pages.order_page(extract), name=f"new_{extract.kind}")
        for extract in exports.extracts()
    ),
    path("exports/", pages.exports_list, name="list"),
    path("exports/<str:public_id>/", pages.one, name="one"),
    path("exports/<str:public_id>/decide/", pages.decide, name="decide"),
    path("exports/<str:public_id>/take/", pages.take, name="take"),
]
