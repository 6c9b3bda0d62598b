"""One's own e-mail address, confirmed by a code where codes are sent by mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from qinqing.domains.accounts import actions, forms, queries
from qinqing.domains.accounts.actions import Confirmation
from qinqing.kernel import clock, confirming
from qinqing.kernel.confirming import Shown
from qinqing.kernel.forms import sent
from qinqing.kernel.origin import address_of
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render


@page("account.own", methods=("GET", "POST"))
def email(request: HttpRequest) -> HttpResponseBase:
    """Enter, change or take away the address that letters go to."""
    mine = queries.myself(actor_of(request)).email
    form = forms.OwnEmailForm(sent(request), initial={"email": mine})
    if form.is_valid() and not confirming.asks_back(request):
        wanted = form.cleaned_data["email"]
        try:
            asks = wanted != mine and actions.is_confirmed_by_code(wanted)
            return _confirmed(request, wanted) if asks else _changed(request, wanted)
        except Refused as refused:
            form.refuse(refused)
    return _shown(request, form, mine, status=422 if form.is_bound and not form.is_valid() else 200)


def _confirmed(request: HttpRequest, wanted: str) -> HttpResponseBase:
    def ask() -> str:
        return actions.ask_email_code(
            author=author_of(request), email=wanted, network=address_of(request), now=clock.now()
        )

    def go(stub: str, code: str) -> HttpResponse:
        return _changed(request, wanted, Confirmation(stub, code))

    def show(shown: Shown) -> HttpResponse:
        context = {
            "wanted": wanted,
            "minutes": queries.CODE_MINUTES,
            "shown": shown,
            "is_demo": queries.is_demo(),
        }
        return render(request, "accounts/confirm_email.html", context, status=422 if shown.fault else 200)

    return confirming.step(request, ask=ask, go=go, show=show)


def _changed(request: HttpRequest, wanted: str, confirmation: Confirmation | None = None) -> HttpResponse:
    try:
        actions.change_email(
            author=author_of(request), email=wanted, confirmation=confirmation, now=clock.now()
        )
    except Refused as refused:
        # Sent twice: the code was used by the first, which was taken.
        if refused.code != confirming.USED:
            raise
    said = f"以后信发到 {wanted}" if wanted else "邮箱去掉了，以后不再发信给您，消息照样在这里"
    messages.success(request, said)
    return HttpResponseRedirect(reverse("accounts:own"))


def _shown(request: HttpRequest, form: forms.OwnEmailForm, mine: str, status: int) -> HttpResponse:
    context = {"form": form, "mine": mine, "asks": actions.is_confirmed_by_code("@")}
    return render(request, "accounts/own_email.html", context, status=status)
