"""Addresses of the room."""

from django.urls import path

from qinqing.domains.problems.pages import (
    calendar,
    calls,
    duties,
    files,
    kinds,
    limits,
    links,
    lists,
    mine,
    phones,
    sharing,
    staff,
    steps,
    tasks,
    templates,
    triage,
)

app_name = "problems"
urlpatterns = [
    # The enterprise
    path("raise/", mine.raise_problem, name="raise"),
    path("raised/<str:public_id>/", mine.raised, name="raised"),
    path("mine/", mine.my_problems, name="mine"),
    # Whoever does not sign in: the QR code of an enterprise, the link of one problem
    path("r/<str:key>/", links.raise_by_link, name="raise_by_link"),
    path("p/<str:key>/", links.follow, name="follow"),
    path("p/<str:key>/step/<str:name>/", links.step, name="link_step"),
    path("p/<str:key>/files/<str:public_id>/", links.file, name="link_file"),
    path("problems/<str:public_id>/links/", sharing.give, name="give_link"),
    path("problems/<str:public_id>/links/end/", sharing.revoke, name="revoke_links"),
    # Everybody: one address for one problem; who you are decides what it shows
    path("problems/<str:public_id>/", staff.detail, name="detail"),
    path("problems/<str:public_id>/why/<str:clock>/", staff.why, name="why"),
    path("problems/<str:public_id>/step/<str:name>/", steps.step, name="step"),
    path("problems/<str:public_id>/phone/<int:contact_id>/", phones.reveal, name="phone"),
    path("files/<str:public_id>/", files.download, name="file"),
    # Staff
    path("problems/", lists.problems, name="list"),
    path("triage/", triage.desk, name="triage"),
    path("triage/<str:public_id>/", triage.one, name="triage_one"),
    path("reviews/", lists.reviews, name="reviews"),
    path("tasks/", tasks.our_tasks, name="tasks"),
    path("tasks/<int:task_id>/", tasks.one, name="task"),
    path("sign-off/", tasks.sign_off_list, name="sign_off"),
    path("calls/", calls.today, name="calls"),
    path("calls/<str:public_id>/", calls.one, name="call"),
    path("duties/", duties.listing, name="duties"),
    path("duties/new/", duties.new, name="new_duty"),
    path("duties/<int:duty_id>/", duties.one, name="duty"),
    path("duties/<int:duty_id>/end/", duties.end, name="end_duty"),
    path("kinds/", kinds.listing, name="kinds"),
    path("kinds/<int:category_id>/", kinds.one, name="kind"),
    path("kinds/<int:category_id>/end/<int:rule_id>/", kinds.end, name="end_kind"),
    path("calendar/", calendar.shown, name="calendar"),
    path("calendar/year/", calendar.year, name="arrange_year"),
    path("calendar/day/", calendar.day, name="set_day"),
    path("calendar/day/clear/", calendar.clear, name="clear_day"),
    path("calendar/proposed/<int:proposed_id>/confirm/", calendar.confirm, name="confirm_day"),
    path("calendar/proposed/<int:proposed_id>/refuse/", calendar.refuse, name="refuse_day"),
    path("calendar/proposed/<int:proposed_id>/take-back/", calendar.take_back, name="take_back_day"),
    path("limits/", limits.listing, name="limits"),
    path("limits/<str:key>/", limits.one, name="limit"),
    path("limits/<str:key>/end/", limits.end, name="end_limit"),
    path("reply-templates/", templates.templates, name="templates"),
    path("reply-templates/new/", templates.new_template, name="new_template"),
    path("reply-templates/<int:template_id>/", templates.template, name="template"),
    path("reply-templates/<int:template_id>/end/", templates.end_template, name="end_template"),
]
