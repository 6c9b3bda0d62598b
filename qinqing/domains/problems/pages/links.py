"""The doors for whoever does not sign in: raise by an enterprise's QR code, follow one problem by its link.

Opening a link writes nothing, whoever opens it; what is said is sent by a form.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.actions import Confirmation
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.problems import actions, queries
from qinqing.domains.problems.forms import LinkRaiseForm, for_step
from qinqing.domains.problems.pages import mine, steps
from qinqing.domains.problems.pages.bound import Bound
from qinqing.domains.problems.pages.mine.showing import Where
from qinqing.domains.problems.queries import raising
from qinqing.domains.problems.queries.links import BY_LINK, bearer_of, detail_by_link
from qinqing.domains.problems.rules.guess import sounds_dangerous
from qinqing.kernel import clock, confirming, files
from qinqing.kernel.confirming import Shown
from qinqing.kernel.files import Received, hand_out
from qinqing.kernel.forms import FilesField
from qinqing.kernel.origin import address_of
from qinqing.kernel.pages import author_of, error_page, public
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Conflict, NotFound, Refused, status_of
from qinqing.kernel.rendering import render

View = Callable[..., HttpResponseBase]


def _by_link(view: View) -> View:
    """A page behind a key: kept by no browser, found by no search engine, one answer to all void keys."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except NotFound:
            asking = "它可能作废或过期了。请找给您链接的人、您的首席服务官，或打 12345，说“找首席服务官”。"
            response = error_page(request, 404, "这个链接不能用了", asking)
        except (Conflict, Refused) as refused:
            response = error_page(request, 409, "现在不能这样做", refused.message)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return opened


# --- raise -------------------------------------------------------------


@public("扫企业的诉求二维码进来，不用登录", methods=("GET", "POST"))
@_by_link
def raise_by_link(request: HttpRequest, key: str) -> HttpResponseBase:
    """Say what troubles the enterprise whose code this is; where codes are sent, confirm who says it."""
    enterprise = enterprises.enterprise_of_link(key, clock.now())
    if enterprise is None:
        raise NotFound
    if enterprise.struck_on is not None:
        return _takes_no_more(request, enterprise)
    ways = accounts.code_ways()
    if request.method != "POST":
        return _raise_page(request, key, enterprise, LinkRaiseForm(ways=ways))
    form = LinkRaiseForm(request.POST, request.FILES, ways=ways)
    brought, status = _held(request), 422
    if form.is_valid():
        try:
            brought = _brought(form, brought)
            if confirming.asks_back(request):
                return _raise_page(request, key, enterprise, form, brought)
            if ways:
                return _confirmed(request, key, enterprise, form, brought)
            return _raised(request, enterprise, form, brought)
        except Refused as refused:
            form.refuse(refused)
            status = status_of(refused)
    return _raise_page(request, key, enterprise, form, brought, status=status)


def _takes_no_more(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """Whoever holds the card of an enterprise that was struck off is told so; what he raised goes on."""
    said = enterprises.struck_said(enterprise.struck_as, enterprise.struck_on)
    asking = f"“{enterprise.name}”{said}，这里不再收新的诉求；以前提的照常办完。有急事，请打 12345。"
    return error_page(request, 409, "这张二维码不再收诉求了", asking)


def _held(request: HttpRequest) -> list[Received]:
    """The files that were sent with an earlier step of this form."""
    taken = (files.taken_up(words) for words in request.POST.getlist("held")[: FilesField.MOST])
    return [one for one in taken if one is not None]


def _brought(form: LinkRaiseForm, held: list[Received]) -> list[Received]:
    """All files of the form. Refuses too many, and what cannot be taken."""
    uploads = form.cleaned_data["attachments"]
    if len(held) + len(uploads) > FilesField.MOST:
        raise Refused("file", f"一次最多 {FilesField.MOST} 个文件", "attachments")
    return held + [files.receive(one, field="attachments") for one in uploads]


def _raised(
    request: HttpRequest,
    enterprise: Enterprise,
    form: LinkRaiseForm,
    brought: list[Received],
    confirmation: Confirmation | None = None,
) -> HttpResponse:
    follow = actions.raise_by_link(
        enterprise=enterprise,
        given={**raising.NOTHING_GIVEN, **form.said},
        author=author_of(request),
        files=brought,
        confirmation=confirmation,
        now=clock.now(),
    )
    return HttpResponseRedirect(f"{reverse('problems:follow', args=[follow])}?sent=1")


def _confirmed(
    request: HttpRequest, key: str, enterprise: Enterprise, form: LinkRaiseForm, brought: list[Received]
) -> HttpResponseBase:
    """Where codes are sent: one goes to the number or address first, and comes back typed."""

    def ask() -> str:
        return actions.ask_raise_code(
            enterprise=enterprise,
            given=form.said,
            author=author_of(request),
            address=address_of(request),
            now=clock.now(),
        )

    def go(stub: str, code: str) -> HttpResponse:
        return _raised(request, enterprise, form, brought, Confirmation(stub, code))

    def show(shown: Shown) -> HttpResponse:
        context = {
            "key": key,
            "enterprise": enterprise,
            "said": form.said,
            "reach": accounts.reach_of(phone=form.said["phone"], email=form.said.get("email", "")),
            "held": _carried(brought),
            "minutes": accounts.CODE_MINUTES,
            "shown": shown,
            "promise": raising.promise_of(enterprise.area_id, clock.now()),
            "is_demo": accounts.is_demo(),
            "place": accounts.place_name(),
        }
        return render(request, "problems/confirm_by_link.html", context, status=422 if shown.fault else 200)

    return confirming.step(request, ask=ask, go=go, show=show)


def _carried(brought: list[Received]) -> list[tuple[str, str]]:
    """The files as the form carries them, each with its name."""
    return [(files.held(one), one.name) for one in brought]


def _raise_page(
    request: HttpRequest,
    key: str,
    enterprise: Enterprise,
    form: LinkRaiseForm,
    brought: list[Received] | None = None,
    status: int = 200,
) -> HttpResponse:
    facts = str(form["facts"].value() or "")
    context = {
        "form": form,
        "key": key,
        "enterprise": enterprise,
        "errors": [(name and f"id_{name}", sentence) for name, sentence in form.faults],
        "promise": raising.promise_of(enterprise.area_id, clock.now()),
        "danger": sounds_dangerous(facts),
        "accept": files.ACCEPTED,
        "held": _carried(brought or []),
        "files_again": status != 200 and bool(request.FILES) and not brought,
        "ways": accounts.code_ways(),
        "place": accounts.place_name(),
    }
    return render(request, "problems/raise_by_link.html", context, status=status)


# --- follow ------------------------------------------------------------


@public("拿着一件诉求的链接，不用登录", methods=("GET",))
@_by_link
def follow(request: HttpRequest, key: str) -> HttpResponse:
    """One problem as its enterprise sees it."""
    return _shown(request, key, *_entered(key))


@public("拿着一件诉求的链接，不用登录", methods=("POST",))
@_by_link
def step(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """What the enterprise has to say of its problem, said by whoever holds the link."""
    bearer, public_id = _entered(key)
    form = for_step(name, request.POST, request.FILES) if name in BY_LINK else None
    if form is None:
        raise NotFound
    if form.is_valid():
        problem = queries.problem_for(bearer, public_id)
        given = dict(form.cleaned_data)
        try:
            actions.take_step(
                author=replace(author_of(request), actor=bearer),
                problem_id=problem.pk,
                step=name,
                now=clock.now(),
                files=[files.receive(one, field="attachments") for one in given.pop("attachments", ())],
                repeated=request.repeated,  # type: ignore[attr-defined]
                **given,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, steps.done_said(problem, name))
            return HttpResponseRedirect(reverse("problems:follow", args=[key]))
    return _shown(request, key, bearer, public_id, Bound(name, None, form))


@public("拿着一件诉求的链接，不用登录", methods=("GET",))
@_by_link
def file(request: HttpRequest, key: str, public_id: str) -> HttpResponseBase:
    """A file that the enterprise may read of its problem."""
    bearer, _ = _entered(key)
    attachment = queries.attachment_for(bearer, public_id)
    return hand_out(attachment.file, attachment.name)


def _entered(key: str) -> tuple[Actor, str]:
    return bearer_of(key, clock.now())


def _shown(
    request: HttpRequest, key: str, bearer: Actor, public_id: str, bound: Bound | None = None
) -> HttpResponse:
    found = detail_by_link(bearer, public_id, clock.now())
    more: Mapping[str, Any] = {"just_sent": request.GET.get("sent") == "1"}
    return mine.show(
        request,
        found,
        bound,
        status=422 if bound else 200,
        actor=bearer,
        where=Where(found.problem, key),
        more=more,
    )
