"""The way in by a one-time link: opened as often as one likes, taken once, by choosing a password."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts import actions, forms, queries, rules
from qinqing.domains.accounts.terms import PersonKind
from qinqing.kernel import clock
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import error_page, public
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.kernel.rendering import render


@public("谁拿着一次性链接，凭它设口令", methods=("GET", "POST"))
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """Choose one's password by the link that somebody handed over; looking at it changes nothing."""
    now = clock.now()
    link = queries.one_time_link(key, now)
    if link is None:
        return _over(request)
    form = forms.ChoosePasswordForm(sent(request))
    if form.is_valid():
        try:
            person = actions.take_one_time_link(key=key, password=form.cleaned_data["new"], now=now)
        except NotFound:
            return _over(request)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "口令设好了，用它登录吧")
            side = "staff" if person.kind == PersonKind.STAFF else "enterprise"
            return HttpResponseRedirect(f"{reverse('accounts:sign_in')}?who={side}")
    person = link.person
    context = {
        "form": form,
        "key": key,
        "account": person,
        "phone": queries.phone_masked(person),
        "least": rules.LEAST_LENGTH[person.kind],
        "until": link.expires_at,
        "place": queries.place_name(),
    }
    return render(request, "accounts/enter.html", context, status=422 if form.is_bound else 200)


def _over(request: HttpRequest) -> HttpResponse:
    """One answer to all that open nothing: used, over, taken back, or never made."""
    asking = "它可能用过了、过期了，或者换了新的。请给您链接的人重新给一个；口令已经设好的，直接登录。"
    return error_page(request, 404, "这个链接不能用了", asking)
