"""Addresses of the room."""

from django.urls import path

from qinqing.domains.claims.pages import claims, desk, lists, sums

app_name = "claims"
urlpatterns = [
    path("claims/", claims.mine, name="mine"),
    path("claims/desk/", desk.desk, name="desk"),
    path("claims/all/", desk.listing, name="list"),
    path("claims/sums/", sums.sums, name="sums"),
    path("claims/lists/", lists.lists, name="payout_lists"),
    path("claims/lists/new/", lists.new_list, name="new_list"),
    path("claims/lists/<slug:public_id>/", lists.payout_list, name="payout_list"),
    path("claims/lists/<slug:public_id>/put/", lists.put_on, name="put_on"),
    path("claims/lists/<slug:public_id>/entries/<int:number>/", lists.entry, name="entry"),
    path("claims/lists/<slug:public_id>/steps/<slug:step>/", lists.list_step, name="list_step"),
    path("claims/papers/<slug:public_id>/", claims.paper_file, name="paper_file"),
    path("claims/new/<slug:item_id>/for/<slug:enterprise_id>/", claims.new, name="new"),
    path("claims/new/<slug:item_id>/for/<slug:enterprise_id>/help/", claims.intend, name="intend"),
    path("claims/<slug:public_id>/", claims.one, name="one"),
    path("claims/<slug:public_id>/steps/<slug:step>/", claims.step, name="step"),
]
