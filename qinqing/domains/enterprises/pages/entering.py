"""How somebody comes to speak for an enterprise: invited, or on his own and confirmed by its keeper."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.actions import Confirmation
from qinqing.domains.enterprises import actions, forms, queries
from qinqing.domains.enterprises.actions import Invited
from qinqing.domains.enterprises.models import Enterprise
from qinqing.kernel import clock, confirming
from qinqing.kernel.confirming import Shown
from qinqing.kernel.forms import Form, sent
from qinqing.kernel.origin import address_of
from qinqing.kernel.pages import actor_of, author_of, page, public
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.kernel.rendering import render
from qinqing.ui.qr import qr_code

FILE = "enterprise_file:detail"


@page("contact.invite", methods=("GET", "POST"))
def invite(request: HttpRequest, public_id: str) -> HttpResponse:
    """Somebody speaks for the enterprise and gets an account; his link is shown, this once."""
    found = _inviting(request, public_id)
    form = forms.ContactForm(sent(request), initial={"sees": "own"})
    if form.is_valid():
        try:
            invited = actions.invite_contact(
                author=author_of(request), enterprise=found, contact=form.contact(), now=clock.now()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return _handed(request, found, invited)
    keeps = queries.relations_to(actor_of(request), found) & {"keeper", "main_contact"}
    context = {"form": form, "enterprise": found, "keeps": bool(keeps)}
    return render(request, "enterprises/invite.html", context, status=422 if form.is_bound else 200)


@page("contact.invite", methods=("POST",))
def give_account(request: HttpRequest, public_id: str, contact_id: int) -> HttpResponse:
    """A contact gets an account, or its link anew while he has not used it."""
    found = _inviting(request, public_id)
    contact = queries.contact_for(found, contact_id)
    invited = actions.give_account(author=author_of(request), contact=contact, now=clock.now())
    return _handed(request, found, invited)


def _inviting(request: HttpRequest, public_id: str) -> Enterprise:
    """An enterprise that the actor may bring contacts to. Raises NotFound."""
    actor = actor_of(request)
    found = queries.enterprise_for(actor, public_id)
    if not queries.relations_to(actor, found) & {"keeper", "main_contact", "served"}:
        raise NotFound
    return found


def _handed(request: HttpRequest, enterprise: Enterprise, invited: Invited) -> HttpResponse:
    """The one time that the link is shown; who has a password needs none."""
    contact = invited.contact
    if not invited.key:
        messages.success(request, f"{contact.name} 的手机号已有账号，用原来的口令登录就看得到这家企业")
        return HttpResponseRedirect(reverse(FILE, args=[enterprise.public_id]))
    context = {
        "enterprise": enterprise,
        "contact": contact,
        "address": settings.PUBLIC_URL + reverse("accounts:enter", args=[invited.key]),
        "days": accounts.LINK_DAYS,
    }
    return render(request, "enterprises/invited.html", context)


@page("contact.invite", methods=("POST",))
def make_raise_link(request: HttpRequest, public_id: str) -> HttpResponse:
    """A new card with the QR code by which the enterprise raises problems; shown to be printed, this once."""
    found = _inviting(request, public_id)
    key = actions.make_raise_link(author=author_of(request), enterprise=found, now=clock.now())
    address = settings.PUBLIC_URL + reverse("problems:raise_by_link", args=[key])
    link = queries.raise_link_of(found, clock.now())
    context = {
        "enterprise": found,
        "address": address,
        "code": qr_code(address, f"{found.name}的诉求二维码"),
        "until": link.expires_at if link else None,
        "place": accounts.place_name(),
    }
    return render(request, "enterprises/raise_card.html", context)


@page("contact.invite", methods=("POST",))
def revoke_raise_link(request: HttpRequest, public_id: str) -> HttpResponse:
    """The enterprise's card opens nothing any more."""
    found = _inviting(request, public_id)
    actions.revoke_raise_link(author=author_of(request), enterprise=found, now=clock.now())
    messages.success(request, "二维码作废了，贴着的卡片请撕下来")
    return HttpResponseRedirect(reverse(FILE, args=[public_id]))


# --- on one's own ------------------------------------------------------


@public("第一次来的企业，自己申请账号", methods=("GET", "POST"))
def sign_up(request: HttpRequest) -> HttpResponseBase:
    """Ask to speak for an enterprise; where codes are sent, confirm the number first."""
    ways = accounts.code_ways()
    form = forms.RegistrationForm(sent(request), ways=ways)
    if form.is_valid():
        try:
            if confirming.asks_back(request):
                return _sign_up_page(request, form)
            return _confirmed(request, form) if ways else _asked(request, form)
        except Refused as refused:
            form.refuse(refused)
    return _sign_up_page(request, form, status=422 if form.is_bound else 200)


def _asked(
    request: HttpRequest, form: forms.RegistrationForm, confirmation: Confirmation | None = None
) -> HttpResponse:
    try:
        actions.ask_registration(
            asking=form.asking(), address=address_of(request), confirmation=confirmation, now=clock.now()
        )
    except Refused as refused:
        # Sent twice: the code was used by the first, which was taken.
        if refused.code != confirming.USED:
            raise
    return HttpResponseRedirect(f"{reverse('enterprises:sign_up')}?done=1")


def _confirmed(request: HttpRequest, form: forms.RegistrationForm) -> HttpResponseBase:
    """Where codes are sent: one goes to the number or address first, and comes back typed."""

    def ask() -> str:
        return actions.ask_registration_code(
            asking=form.asking(), author=author_of(request), address=address_of(request), now=clock.now()
        )

    def go(stub: str, code: str) -> HttpResponse:
        return _asked(request, form, Confirmation(stub, code))

    def show(shown: Shown) -> HttpResponse:
        context = {
            "said": form.said,
            "reach": accounts.reach_of(phone=form.said["phone"], email=form.said.get("email", "")),
            "minutes": accounts.CODE_MINUTES,
            "shown": shown,
            "is_demo": accounts.is_demo(),
        }
        return render(
            request, "enterprises/confirm_sign_up.html", context, status=422 if shown.fault else 200
        )

    return confirming.step(request, ask=ask, go=go, show=show)


def _sign_up_page(request: HttpRequest, form: forms.RegistrationForm, status: int = 200) -> HttpResponse:
    done = request.method == "GET" and request.GET.get("done") == "1"
    context = {"form": form, "done": done, "ways": accounts.code_ways()}
    return render(request, "enterprises/sign_up.html", context, status=status)


@page("registration.decide")
def registrations(request: HttpRequest) -> HttpResponse:
    """Who waits to be called and confirmed."""
    return _waiting(request)


@page("registration.decide", methods=("POST",))
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """He is who he says; his link is shown, this once."""
    try:
        invited = actions.confirm_registration(
            author=author_of(request), registration_id=number, now=clock.now()
        )
    except NotFound:
        raise
    except Refused as refused:
        messages.error(request, refused.message)
        return HttpResponseRedirect(reverse("enterprises:registrations"))
    return _handed(request, invited.contact.enterprise, invited)


@page("registration.decide", methods=("POST",))
def decline(request: HttpRequest, number: int) -> HttpResponse:
    """He is not, with the reason."""
    queries.registration_for(actor_of(request), number)
    form = forms.DeclineForm(request.POST, auto_id=f"decline{number}_%s")
    if form.is_valid():
        actions.decline_registration(
            author=author_of(request),
            registration_id=number,
            reason=form.cleaned_data["reason"],
            now=clock.now(),
        )
        messages.success(request, "记下了，这份申请不再列在这里")
        return HttpResponseRedirect(reverse("enterprises:registrations"))
    return _waiting(request, {number: form})


def _waiting(request: HttpRequest, bound: dict[int, Form] | None = None) -> HttpResponse:
    actor = actor_of(request)
    rows = queries.open_registrations(actor)
    given = bound or {}
    context: dict[str, Any] = {
        "rows": rows,
        "declining": {
            row.pk: given.get(row.pk) or forms.DeclineForm(auto_id=f"decline{row.pk}_%s") for row in rows
        },
    }
    return render(request, "enterprises/registrations.html", context, status=422 if bound else 200)
