"""In and out."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.urls import reverse

from qinqing.domains.accounts import actions, forms, queries
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import clock, door
from qinqing.kernel.origin import address_of
from qinqing.kernel.pages import actor_of, author_of, page, public, way_on
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render

STAFF, CONTACT = "staff", "enterprise"


@public("谁都要先登录", methods=("GET", "POST"))
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; afterwards back to where one came from, if that is in this house."""
    onward = way_on(request)
    if request.method != "POST":
        if actor_of(request).is_signed_in:
            return HttpResponseRedirect(onward)
        return _shown(request, _form_for(request)(), onward)
    form = _form_for(request)(request.POST)
    if form.is_valid():
        try:
            return _signed_in(request, form, onward)
        except Refused as refused:
            form.refuse(refused)
    response = _shown(request, form, onward, status=422)
    response.keep_writes = True  # type: ignore[attr-defined]  # the failure counts
    return response


@page("account.enter", methods=("POST",))
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out, leaving nothing of what was read in this browser."""
    actions.sign_out(author=author_of(request), now=clock.now())
    response = HttpResponseRedirect(reverse("accounts:sign_in"))
    for kept in (settings.SESSION_KEY_COOKIE, door.SPEAKS_FOR):
        response.delete_cookie(kept, samesite="Lax")
    response["Clear-Site-Data"] = '"cache", "storage"'
    messages.success(request, "已退出登录")
    return response


def _signed_in(request: HttpRequest, form: forms.SignInForm, onward: str) -> HttpResponse:
    now = clock.now()
    key, _ = actions.sign_in(
        login=form.cleaned_data["login"],
        password=form.cleaned_data["password"],
        address=address_of(request),
        agent=request.headers.get("User-Agent", ""),
        replaces=actor_of(request).session_id,
        second_check=settings.SECOND_FACTOR,
        password_days=settings.PASSWORD_DAYS,
        now=now,
    )
    rotate_token(request)
    actor = door.enter(key, now)
    if queries.must_change_password(actor):
        onward = f"{reverse('accounts:password')}?{urlencode({'next': onward})}"
    if Role.WAITING in actor.roles:
        onward = f"{reverse('accounts:second_check')}?{urlencode({'next': onward})}"
    response = HttpResponseRedirect(onward)
    response.set_cookie(
        settings.SESSION_KEY_COOKIE,
        key,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _who(request: HttpRequest) -> str:
    who = request.POST.get("who", request.GET.get("who", CONTACT))
    return who if who in (STAFF, CONTACT) else CONTACT


def _form_for(request: HttpRequest) -> type[forms.SignInForm]:
    return forms.SignInForm if _who(request) == STAFF else forms.ContactSignInForm


def _shown(request: HttpRequest, form: forms.SignInForm, onward: str, status: int = 200) -> HttpResponse:
    who = _who(request)
    kept = {"next": onward} if onward != "/" else {}
    sides = [
        {"label": label, "href": f"?{urlencode({'who': side, **kept})}", "current": side == who}
        for side, label in ((CONTACT, "企业"), (STAFF, "工作人员"))
    ]
    context = {
        "form": form,
        "onward": onward,
        "who": who,
        "sides": sides,
        "place": queries.place_name(),
    }
    return render(request, "accounts/sign_in.html", context, status=status)
