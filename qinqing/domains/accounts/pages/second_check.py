"""The second check of the staff: passed at every sign-in, set up at the first one."""

import secrets
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts import actions, forms, queries
from qinqing.kernel import clock, crypto
from qinqing.kernel.crypto import Unsealable
from qinqing.kernel.forms import sent
from qinqing.kernel.origin import address_of
from qinqing.kernel.pages import actor_of, author_of, page, way_on
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render
from qinqing.lib import totp
from qinqing.ui.qr import qr_code

ISSUER = "亲清"


@page("account.enter", methods=("GET", "POST"))
def check(request: HttpRequest) -> HttpResponse:
    """A code of the app, or a recovery code, before anything else."""
    actor = actor_of(request)
    onward = way_on(request)
    if not queries.waits_for_code(actor):
        return HttpResponseRedirect(onward)
    if not queries.has_second_factor(actor.person_id or 0):
        return HttpResponseRedirect(f"{reverse('accounts:set_up_second')}?{urlencode({'next': onward})}")
    form = forms.CodeForm(sent(request))
    if form.is_valid():
        try:
            actions.pass_second_factor(
                author=author_of(request),
                code=form.cleaned_data["code"],
                address=address_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(onward)
    context = {"form": form, "onward": onward}
    return _kept(render(request, "accounts/second_check.html", context, status=422 if form.is_bound else 200))


@page("account.enter", methods=("GET", "POST"))
def set_up(request: HttpRequest) -> HttpResponse:
    """Take an app into use by the code it shows; the recovery codes are shown once."""
    actor = actor_of(request)
    onward, me = way_on(request), actor.person_id or 0
    if queries.has_second_factor(me):
        return HttpResponseRedirect(reverse("accounts:second_check"))
    form = forms.CodeForm(sent(request))
    secret = _secret_of(request.POST.get("sealed", "")) or secrets.token_bytes(totp.SECRET_BYTES)
    if form.is_valid():
        try:
            codes = actions.set_second_factor(
                author=author_of(request),
                secret=secret,
                code=form.cleaned_data["code"],
                address=address_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return render(request, "accounts/recovery_codes.html", {"codes": codes, "onward": onward})
    login = queries.myself(actor).login
    context = {
        "form": form,
        "onward": onward,
        "sealed": crypto.seal(secret.hex()).hex(),
        "code": qr_code(_told_to_the_app(secret, login), "验证器扫的二维码"),
        "spelled": totp.spelled(secret),
    }
    return _kept(
        render(request, "accounts/set_up_second.html", context, status=422 if form.is_bound else 200)
    )


@page("account.own", methods=("POST",))
def codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes for a code of the app; the earlier ones open nothing any more."""
    form = forms.CodeForm(request.POST)
    if form.is_valid():
        try:
            drawn = actions.draw_recovery_codes(
                author=author_of(request),
                code=form.cleaned_data["code"],
                address=address_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            context = {"codes": drawn, "onward": reverse("accounts:own")}
            return render(request, "accounts/recovery_codes.html", context)
    messages.error(request, " ".join(sentence for _, sentence in form.faults))
    return _kept(HttpResponseRedirect(reverse("accounts:own")))


def _kept(response: HttpResponse) -> HttpResponse:
    """A wrong code counts, whatever is answered."""
    response.keep_writes = True  # type: ignore[attr-defined]
    return response


def _told_to_the_app(secret: bytes, login: str) -> str:
    """What the QR code says: whose secret, and for which house."""
    given = urlencode({"secret": totp.spelled(secret).replace(" ", ""), "issuer": ISSUER})
    return f"otpauth://totp/{quote(f'{ISSUER}:{login}')}?{given}"


def _secret_of(sealed: str) -> bytes | None:
    """The secret that this form was made with; None for anything we did not seal."""
    try:
        secret = bytes.fromhex(crypto.unseal(bytes.fromhex(sealed)))
    except (Unsealable, ValueError):
        return None
    return secret if len(secret) == totp.SECRET_BYTES else None
