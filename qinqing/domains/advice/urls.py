"""Addresses of the room."""

from django.urls import path

from qinqing.domains.advice.pages import answers, questions, routes, talks

app_name = "advice"
urlpatterns = [
    path("advice/", questions.mine, name="mine"),
    path("advice/ask/", questions.ask, name="ask"),
    path("advice/desk/", questions.desk, name="desk"),
    path("advice/routes/", routes.listing, name="routes"),
    path("advice/routes/new/", routes.new, name="new_route"),
    path("advice/routes/<int:number>/end/", routes.end, name="end_route"),
    path("advice/answers/", answers.listing, name="answers"),
    path("advice/answers/new/", answers.new, name="new_answer"),
    path("advice/answers/<slug:public_id>/", answers.one, name="answer"),
    path("advice/answers/<slug:public_id>/edit/", answers.rewrite, name="rewrite_answer"),
    path("advice/answers/<slug:public_id>/found/", answers.found, name="found"),
    path("advice/answers/<slug:public_id>/steps/<slug:name>/", answers.step, name="answer_step"),
    path("advice/talks/", talks.listing, name="talks"),
    path("advice/talks/new/", talks.new, name="new_talk"),
    path("advice/talks/<slug:public_id>/", talks.one, name="talk"),
    path("advice/talks/<slug:public_id>/take-back/", talks.take_back, name="withdraw_talk"),
    path("advice/talks/<slug:public_id>/deny/<int:enterprise_id>/", talks.deny, name="deny_talk"),
    path("advice/questions/<slug:public_id>/", questions.one, name="one"),
    path("advice/questions/<slug:public_id>/<slug:name>/", questions.step, name="step"),
]
