"""Addresses of the room."""

from django.urls import path

from qinqing.domains.policies.pages import (
    cards,
    documents,
    editions,
    figures,
    files,
    items,
    matching,
    rule,
    titles,
    trials,
)

app_name = "policies"
urlpatterns = [
    path("policies/", items.listing, name="list"),
    path("policies/registered/", documents.registered, name="registered"),
    path("policies/registered/new/", documents.register, name="register"),
    path("policies/registered/<slug:policy_id>/new/", editions.new_item, name="new_item"),
    path("policies/ours/", matching.ours, name="ours"),
    path("policies/for/<slug:public_id>/", matching.for_enterprise, name="for"),
    path("policies/for/<slug:public_id>/state/<slug:name>/", matching.state, name="state"),
    path("policies/for/<slug:public_id>/package.<slug:form>", matching.package, name="package"),
    path("policies/for/<slug:public_id>/titles/", titles.ladder, name="ladder"),
    path("policies/figures/", figures.counted, name="figures"),
    path("policies/titles/", titles.pipeline, name="titles"),
    path("policies/titles/<slug:kind>/", titles.title, name="title"),
    path("policies/told/", matching.told, name="told"),
    path("policies/<slug:public_id>/", items.one, name="one"),
    path("policies/<slug:public_id>/next/", editions.next_edition, name="next_edition"),
    path("policies/<slug:public_id>/concerned/", trials.concerned, name="concerned"),
    path("policies/<slug:public_id>/stop/", editions.stop, name="stop"),
    path("policies/<slug:public_id>/<int:number>/", editions.edition, name="edition"),
    path("policies/<slug:public_id>/<int:number>/edit/", editions.rewrite, name="rewrite"),
    path("policies/<slug:public_id>/<int:number>/trial/", trials.trial, name="trial"),
    path("policies/<slug:public_id>/<int:number>/rule/", rule.rule, name="rule"),
    path("policies/<slug:public_id>/<int:number>/rule/in/<str:part>/", rule.rule, name="rule_part"),
    path("policies/<slug:public_id>/<int:number>/rule/cards/<slug:name>/", cards.card, name="card"),
    path("policies/<slug:public_id>/<int:number>/discard/", editions.discard, name="discard"),
    path("policies/<slug:public_id>/<int:number>/steps/<slug:step>/", editions.step, name="step"),
    path("policies/<slug:public_id>/<int:number>/rule.<slug:form>", files.rule_file, name="rule_file"),
]
