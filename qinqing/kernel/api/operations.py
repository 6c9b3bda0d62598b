"""One operation of a door for programs: its right, what it takes, what it answers.

`reads` and `writes` hang a function into a room's router, as `@page` guards a page. The token is looked at
before anything that was sent.
"""

import hashlib
import inspect
import math
import re
import uuid
from collections.abc import Callable, Collection
from functools import wraps
from typing import Annotated, Any, Final

from django.conf import settings
from django.http import HttpRequest
from ninja import Path, Router
from ninja.security.base import AuthBase

from qinqing.kernel import clock, idempotency
from qinqing.kernel.api.bodies import Sent, sent_in
from qinqing.kernel.api.described import body_of
from qinqing.kernel.api.faults import Fault, Wrong
from qinqing.kernel.events import Author
from qinqing.kernel.forms import Form
from qinqing.kernel.pace import PACE
from qinqing.kernel.pages import allows
from qinqing.kernel.permissions import Actor

View = Callable[..., Any]
Number = Annotated[int, Path(ge=1, le=2**53)]
"""The number of a thing in an address, where it has no `public_id`."""

LONGEST_KEY: Final = 200
GIVES: Final = "x-media-types"
"""Under which word an operation tells the document what files it gives; it is taken out there."""
_HEADERS: Final = {
    "Idempotency-Key": "这次请求的名字，自己起。断线重发时用同一个：做过了就回答第一次的结果，不会做两遍",
    "If-Match": "读到它时响应头 ETag 的值。它后来变了就回答 412，什么也不做",
}


class Bearer(AuthBase):
    """令牌。由系统管理员申请、安全管理员签发，放在 Authorization: Bearer 后面。"""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, right: str) -> None:
        super().__init__()
        self.right = right

    def __call__(self, request: HttpRequest) -> Actor | None:
        """The actor of the token, None where there is none. Raises Fault where he may not do this, or comes
        too often."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if not actor.is_signed_in or actor.token_id is None:
            return None
        if too_fast := PACE.wait(actor.token_id, clock.now(), settings.PROGRAMS_PER_MINUTE):
            raise Fault("too-fast", retry_after=math.ceil(too_fast.total_seconds()))
        if not allows(actor, self.right):
            raise Fault("forbidden")
        return actor


def reads(
    router: Router, path: str, *, right: str, answers: Any, name: str, gives: Collection[str] = ()
) -> Callable[[View], View]:
    """Hang a reading operation into a router; a parameter it does not know is refused, not overlooked.

    One that answers `bytes` says which media types it `gives`.
    """

    def hang(view: View) -> View:
        known: set[str] = set()

        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> Any:
            if unknown := sorted(set(request.GET) - known):
                raise Fault("invalid", errors=[Wrong(one, "没有这个参数") for one in unknown])
            return view(request, **kwargs)

        router.add_api_operation(
            path, ["GET"], guarded, auth=Bearer(right), response=answers, operation_id=name, url_name=name,
            summary=_summary(view), description=_description(view),
            openapi_extra={"x-right": right, GIVES: list(gives)},
        )  # fmt: skip
        operation = guarded._ninja_operation  # type: ignore[attr-defined]
        for model in operation.models:
            if model.__ninja_param_source__ == "query":
                known.update(model.__ninja_flatten_map__)
        return view

    return hang


def writes(
    router: Router, path: str, *, right: str, takes: type[Form], answers: Any, name: str, tag: str = "",
    versioned: bool = True, gives: Collection[str] = (),
) -> Callable[[View], View]:  # fmt: skip
    """Hang a writing operation into a router: `view(request, sent, …)` is given what was sent for a form.

    One that answers `bytes` says which media types it `gives`.
    """

    def hang(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> Any:
            return view(request, sent=sent_in(request, takes), **kwargs)

        # What was sent is no parameter that the router has to find.
        guarded.__signature__ = _without_sent(view)  # type: ignore[attr-defined]
        headers = [_header(*one) for one in _HEADERS.items() if versioned or one[0] != "If-Match"]
        extra = {
            "x-right": right, GIVES: list(gives), "requestBody": body_of(takes), "parameters": headers,
        }  # fmt: skip
        router.add_api_operation(
            path, ["POST"], guarded, auth=Bearer(right), response=answers, operation_id=name, url_name=name,
            summary=_summary(view), description=_description(view), tags=[tag] if tag else None,
            openapi_extra=extra,
        )  # fmt: skip
        return view

    return hang


def _header(name: str, says: str) -> dict[str, Any]:
    return {
        "in": "header", "name": name, "required": False, "description": says, "schema": {"type": "string"},
    }  # fmt: skip


def _without_sent(view: View) -> inspect.Signature:
    signature = inspect.signature(view)
    return signature.replace(parameters=[p for p in signature.parameters.values() if p.name != "sent"])


def _summary(view: View) -> str:
    return (inspect.getdoc(view) or view.__name__).partition("\n")[0].rstrip("。")


def _description(view: View) -> str:
    return (inspect.getdoc(view) or "").partition("\n")[2].strip()


# --- headers -----------------------------------------------------------


def author_of(request: HttpRequest, sent: Sent) -> Author:
    """The author of what this request writes, known again by its `Idempotency-Key`."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    word = request.headers.get("Idempotency-Key", "").strip()
    if len(word) > LONGEST_KEY:
        raise Fault("unreadable", f"Idempotency-Key 最多 {LONGEST_KEY} 个字符")
    if not word:
        return Author(actor)
    digest = hashlib.sha256(f"{request.method} {request.path} {sent.digest}".encode()).hexdigest()
    return Author(
        actor, client_key=uuid.uuid5(uuid.NAMESPACE_URL, f"urn:qinqing:request:{word}"), client_digest=digest
    )


def once(author: Author, act: Callable[[], object]) -> None:
    """Do what a request is for, unless it was done: sent again with its key, it is only answered again.

    For what gives nothing back; an action that makes something finds its first result by itself.
    """
    if idempotency.first_result(author) is None:
        act()


def expected_version(request: HttpRequest) -> int | None:
    """The version that `If-Match` names; None where any will do. One of another's making matches none."""
    word = request.headers.get("If-Match", "").strip()
    if word in ("", "*"):
        return None
    found = _TAG.fullmatch(word)
    return int(found[1]) if found else -1


_TAG: Final = re.compile(r'"(\d{1,9})"')


def tag_of(version: int) -> str:
    """The `ETag` of a version."""
    return f'"{version}"'
