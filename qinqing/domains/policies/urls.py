"""Addresses of the room."""

from django.urls import path

from qinqing.domains.policies import pages

app_name = "policies"
urlpatterns = [
    path("policies/", pages.listing, name="list"),
    path("policies/registered/", pages.registered, name="registered"),
    path("policies/registered/new/", pages.register, name="register"),
    path("policies/registered/<slug:policy_id>/new/", pages.new_item, name="new_item"),
    path("policies/ours/", pages.ours, name="ours"),
    path("policies/for/<slug:public_id>/", pages.for_enterprise, name="for"),
    path("policies/<slug:public_id>/", pages.one, name="one"),
    path("policies/<slug:public_id>/next/", pages.next_edition, name="next_edition"),
    path("policies/<slug:public_id>/stop/", pages.stop, name="stop"),
    path("policies/<slug:public_id>/<int:number>/", pages.edition, name="edition"),
    path("policies/<slug:public_id>/<int:number>/edit/", pages.rewrite, name="rewrite"),
    path("policies/<slug:public_id>/<int:number>/discard/", pages.discard, name="discard"),
    path("policies/<slug:public_id>/<int:number>/steps/<slug:step>/", pages.step, name="step"),
    path("policies/<slug:public_id>/<int:number>/rule.<slug:form>", pages.rule_file, name="rule_file"),
]
