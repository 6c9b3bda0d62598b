"""A lost app, taken out of use by a second administrator: not by whoever gives temporary passwords."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts import actions, queries
from qinqing.kernel import clock
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.rendering import render


@page("second_factor.confirm")
def resets(request: HttpRequest) -> HttpResponse:
    """Whose second check is to be taken out of use, and who asked."""
    waiting = queries.resets_to_confirm(actor_of(request), clock.now())
    return render(request, "accounts/resets.html", {"waiting": waiting})


@page("second_factor.confirm", methods=("POST",))
def confirm(request: HttpRequest, person_id: int) -> HttpResponse:
    """It is out of use."""
    actions.confirm_second_factor_reset(author=author_of(request), person_id=person_id, now=clock.now())
    messages.success(request, "重置了，他下次登录时重新启用")
    return HttpResponseRedirect(reverse("accounts:resets"))


@page("second_factor.confirm", methods=("POST",))
def deny(request: HttpRequest, person_id: int) -> HttpResponse:
    """It stays in use."""
    actions.deny_second_factor_reset(author=author_of(request), person_id=person_id, now=clock.now())
    messages.success(request, "没有同意，他的第二重验证照旧")
    return HttpResponseRedirect(reverse("accounts:resets"))
