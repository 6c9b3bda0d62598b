"""A page reads once or acts once and renders with the database closed.

Every page names its right (`@page`) or says why it needs none (`@public`); a contract test walks the
URL resolver and refuses one that does neither.
"""

import hashlib
import math
import unicodedata
import uuid
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from qinqing.kernel import clock, declared, speaking
from qinqing.kernel.events import Author
from qinqing.kernel.origin import address_of
from qinqing.kernel.pace import LISTS
from qinqing.kernel.permissions import WAITING, Actor, Permissions
from qinqing.kernel.presence import FIELD, Presence
from qinqing.kernel.refusals import Conflict, NotFound, Refused, TooFast
from qinqing.kernel.rendering import render

View = Callable[..., HttpResponseBase]
Response = TypeVar("Response", bound=HttpResponseBase)

SIGN_IN = "accounts:sign_in"
SECOND_CHECK = "accounts:second_check"
_ABOUT_THE_SENDING = frozenset({"csrfmiddlewaretoken", FIELD})
"""Fields that say nothing of what a form is for: sent again with another code it is still the same form."""
LONGEST_WAY_BACK = 1_000
"""A longer address is not remembered."""


def tables() -> tuple[Permissions, ...]:
    """Every room's permission table."""
    return tuple(m.PERMISSIONS for m in declared.modules("permissions") if hasattr(m, "PERMISSIONS"))


def allows(actor: Actor, right: str) -> bool:
    """Whether any role of the actor has the right, whatever room declares it."""
    return any(right in table.may and table.allows(actor, right) for table in tables())


Note = Callable[[Actor, str, datetime], object]
_notes: list[Note] = []


def note_refusals(note: Note) -> None:
    """Have whoever keeps the record told of each act that is refused for want of a right."""
    _notes[:] = [note]


def refused_for_want_of_a_right(request: HttpRequest, response: Response) -> Response:
    """The answer to somebody who may not, after it was noted; what the note wrote stays."""
    for note in _notes:
        note(request.actor, f"{request.method} {request.path}", clock.now())  # type: ignore[attr-defined]
        response.keep_writes = True  # type: ignore[attr-defined]
    return response


def page(right: str, *, methods: tuple[str, ...] = ("GET",), lists: bool = False) -> Callable[[View], View]:
    """Guard a page by a verb of a permission table.

    Not signed in: to the sign-in page and back (a write: 403). No such right: 403. A row that is not there
    or not for this actor: 404, both alike. A refusal the page does not handle itself: 409 with its words.
    One that lists what many would like to carry away: 429 to whoever opens more of them than anybody reads.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not _takes(request, methods):
                return HttpResponseNotAllowed(methods)
            request.right = right  # type: ignore[attr-defined]
            stopped = _stopped(request, right) or (_hurried(request) if lists else None)
            return stopped if stopped is not None else _answered(view, request, *args, **kwargs)

        guarded.right = right  # type: ignore[attr-defined]
        guarded.methods = methods  # type: ignore[attr-defined]
        guarded.lists = lists  # type: ignore[attr-defined]
        return guarded

    return guard


def _takes(request: HttpRequest, methods: tuple[str, ...]) -> bool:
    return request.method in methods or (request.method == "HEAD" and "GET" in methods)


def _stopped(request: HttpRequest, right: str) -> HttpResponse | None:
    """The answer to someone who may not enter; None to whoever may."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_signed_in:
        if request.method in {"GET", "HEAD"}:
            back = quote(request.get_full_path())
            onward = f"?next={back}" if len(back) <= LONGEST_WAY_BACK else ""
            return HttpResponseRedirect(reverse(SIGN_IN) + onward)
        lost = "登录已过期，刚才没有提交成功。您写的内容还在上一页，登录后可以再交一次。"
        return error_page(request, 403, "请先登录", lost)
    if not allows(actor, right):
        if actor.roles == {WAITING} and request.method in {"GET", "HEAD"}:
            return HttpResponseRedirect(f"{reverse(SECOND_CHECK)}?next={quote(request.get_full_path())}")
        asking = "如果工作需要，请联系安全管理员授予相应角色。"
        response = error_page(request, 403, "您的角色不能打开这一页", asking)
        return refused_for_want_of_a_right(request, response)
    return None


def _hurried(request: HttpRequest) -> HttpResponse | None:
    """The answer to whoever opens too many lists within an hour; None to everybody else."""
    actor = actor_of(request)
    wait = LISTS.wait(actor.person_id or 0, clock.now(), settings.LISTS_PER_HOUR)
    if not wait:
        return None
    return too_fast(request, TooFast("您这一小时里翻看列表的次数太多了，请过几分钟再看", wait))


def too_fast(request: HttpRequest, refused: TooFast) -> HttpResponse:
    """The page for whoever must wait, which says to browsers and programs for how long."""
    response = error_page(request, 429, "请稍等一会儿", refused.message)
    response["Retry-After"] = str(math.ceil(refused.wait.total_seconds()))
    return response


def _answered(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """The page's own answer, or what it refused in words."""
    if (other := speaking.begun_for(request)) is not None:
        return _begun_for_another(request, other)
    try:
        return view(request, *args, **kwargs)
    except (NotFound, ObjectDoesNotExist):
        other = speaking.whose(request, lambda: view(request, *args, **kwargs))
        return not_found(request) if other is None else _another_asked(request, other)
    except Conflict as conflict:
        return error_page(request, 409, "刚刚被别人动过", conflict.message)
    except TooFast as refused:
        return too_fast(request, refused)
    except Refused as refused:
        return error_page(request, 409, "现在不能这样做", refused.message)


def _begun_for_another(request: HttpRequest, number: int) -> HttpResponse:
    """The answer to a form begun as who speaks for another: in whose name it is must be said once more."""
    if number not in actor_of(request).ids(speaking.ALL):
        return error_page(request, 409, "您不再代表那一家", "刚才没有提交，您写的内容还在上一页。")
    says = "刚才没有提交，您写的内容还在上一页；换过去以后，回到那一页再交一次。"
    return _another(request, number, "这张表是代表另一家填的", says, "")


def _another_asked(request: HttpRequest, number: int) -> HttpResponse:
    """The answer to whoever opens what is another's for whom he speaks, too."""
    return _another(request, number, "这是另一家的事", "", request.get_full_path())


def _another(request: HttpRequest, number: int, title: str, says: str, onward: str) -> HttpResponse:
    context = {"title": title, "says": says, "number": number, "onward": onward}
    return render(request, "ui/another.html", context, status=409)


def public(reason: str, *, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """A page that needs no right, and why."""

    def open_up(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not _takes(request, methods):
                return HttpResponseNotAllowed(methods)
            return view(request, *args, **kwargs)

        opened.public = reason  # type: ignore[attr-defined]
        opened.methods = methods  # type: ignore[attr-defined]
        return opened

    return open_up


def error_page(request: HttpRequest, status: int, title: str, message: str) -> HttpResponse:
    """One page for everything that did not work, with a number that support can look up."""
    return render(
        request,
        "ui/error.html",
        {"title": title, "message": message, "reference": uuid.uuid4().hex[:8].upper(), "status": status},
        status=status,
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The one answer for what does not exist and for what this actor may not see."""
    return error_page(request, 404, "没有找到这一页", "地址可能写错了，或者这件事不在您能看的范围里。")


def actor_of(request: HttpRequest) -> Actor:
    """Who is at the door."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _acts_for(request: HttpRequest, actor: Actor, role: str) -> int | None:
    """For whom an actor writes: in this role, else where nothing but the role lent to him opens the page."""
    if role or actor.lent is None:
        return actor.acts_for(role)
    right = getattr(request, "right", "")
    opening = {one for table in tables() for one in table.may.get(right, ()) if one in actor.roles}
    return actor.lent.person_id if opening == {actor.lent.role} else None


def way_on(request: HttpRequest, otherwise: str = "/") -> str:
    """Where somebody wanted to go on to, if that is in this house: the field `next` of form or address."""
    wanted: str = request.POST.get("next", request.GET.get("next", ""))
    return wanted if is_local_path(wanted) else otherwise


def is_local_path(address: str) -> bool:
    """Whether an address that somebody sent stays in this house: a path, whatever a browser makes of it."""
    if not address.startswith("/") or address.startswith("//") or len(address) > LONGEST_WAY_BACK:
        return False
    return not any(c == "\\" or unicodedata.category(c).startswith("C") for c in address)


def author_of(request: HttpRequest, *, role: str = "") -> Author:
    """The author of what this request writes, with the form's client key and the digest of its content."""
    key: uuid.UUID | None
    try:
        key = uuid.UUID(request.POST.get("client_key", ""))
    except ValueError:
        key = None
    digest = ""
    if key is not None:
        fields = sorted((k, tuple(v)) for k, v in request.POST.lists() if k not in _ABOUT_THE_SENDING)
        digest = hashlib.sha256(repr((request.path, fields)).encode()).hexdigest()
    actor = actor_of(request)
    return Author(
        actor=actor,
        role=role,
        acting_for_id=_acts_for(request, actor, role),
        client_key=key,
        client_digest=digest,
        presence=Presence(request.POST.get(FIELD, ""), address_of(request)),
    )


def new_client_key() -> str:
    """A key for a form about to be shown."""
    return str(uuid.uuid4())
