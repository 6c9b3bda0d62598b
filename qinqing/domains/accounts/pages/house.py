"""The house itself: what people think of it, what it does with their data, what it is not for."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts import actions, forms, queries
from qinqing.kernel import clock
from qinqing.kernel.forms import Form, sent
from qinqing.kernel.origin import address_of
from qinqing.kernel.pages import author_of, page, public
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render


@public("谁都可以对平台提意见，不用说自己是谁", methods=("GET", "POST"))
def feedback(request: HttpRequest) -> HttpResponse:
    """The box for suggestions."""
    form = forms.FeedbackForm(sent(request))
    if form.is_valid():
        try:
            actions.give_feedback(
                author=author_of(request),
                words=form.cleaned_data["words"],
                reach=form.cleaned_data["reach"],
                address=address_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(f"{reverse('accounts:feedback')}?done=1")
    context = {"form": form, "done": request.method == "GET" and request.GET.get("done") == "1"}
    return render(request, "accounts/feedback.html", context, status=422 if form.is_bound else 200)


@page("feedback.deal")
def feedback_list(request: HttpRequest) -> HttpResponse:
    """What was said of the platform."""
    return _listed(request)


@page("feedback.deal", methods=("POST",))
def deal(request: HttpRequest, number: int) -> HttpResponse:
    """What became of one of them."""
    found = queries.feedback_for(number)
    form = forms.OutcomeForm(request.POST, auto_id=f"outcome{number}_%s")
    if form.is_valid():
        outcome = form.cleaned_data["outcome"]
        actions.deal_with_feedback(
            author=author_of(request), feedback_id=found.pk, outcome=outcome, now=clock.now()
        )
        return HttpResponseRedirect(reverse("accounts:feedback_list"))
    return _listed(request, {number: form})


def _listed(request: HttpRequest, bound: dict[int, Form] | None = None) -> HttpResponse:
    rows = queries.feedback_page()
    waiting = [one for one in rows if one.row.dealt_at is None]
    context = {
        "waiting": waiting,
        "dealt": [one for one in rows if one.row.dealt_at is not None],
        "outcomes": {
            one.row.pk: (bound or {}).get(one.row.pk) or forms.OutcomeForm(auto_id=f"outcome{one.row.pk}_%s")
            for one in waiting
        },
    }
    return render(request, "accounts/feedback_list.html", context, status=422 if bound else 200)


@public("进来之前就该知道平台怎么对待个人信息")
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of people, why, for how long, who reads it."""
    return render(request, "accounts/privacy.html", {"place": queries.place_name()})


@public("急事不能等登录")
def urgent(request: HttpRequest) -> HttpResponse:
    """What this platform is not for, and where to turn instead."""
    return render(request, "accounts/urgent.html", {})


@public("演示世界不真发短信和邮件，谁玩谁看；别处什么也没有")
def outbox(request: HttpRequest) -> HttpResponse:
    """What a demo world would have sent; anywhere else nothing is kept, and the page says so."""
    context = {"letters": queries.outbox(), "is_demo": queries.is_demo()}
    return render(request, "accounts/outbox.html", context)
