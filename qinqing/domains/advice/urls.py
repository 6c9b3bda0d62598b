"""Addresses of the room."""

from django.urls import path

from qinqing.domains.advice.pages import questions, routes

app_name = "advice"
urlpatterns = [
    path("advice/", questions.mine, name="mine"),
    path("advice/ask/", questions.ask, name="ask"),
    path("advice/desk/", questions.desk, name="desk"),
    path("advice/routes/", routes.listing, name="routes"),
    path("advice/routes/new/", routes.new, name="new_route"),
    path("advice/routes/limit/", routes.limit, name="limit"),
    path("advice/routes/<int:number>/end/", routes.end, name="end_route"),
    path("advice/questions/<slug:public_id>/", questions.one, name="one"),
    path("advice/questions/<slug:public_id>/<slug:name>/", questions.step, name="step"),
]
