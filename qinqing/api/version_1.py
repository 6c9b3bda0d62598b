"""Version 1: every room's routers under one roof, one way to say no, one way to write JSON."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from qinqing import __version__
from qinqing.api.answers import problem
from qinqing.kernel import declared
from qinqing.kernel.api.faults import SAID, Fault, fault_of
from qinqing.kernel.door import PROGRAMS
from qinqing.kernel.pages import public, refused_for_want_of_a_right

PREFIX = f"{PROGRAMS}v1"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ONLY_PEOPLE = (
    "只能由人在页面上办的：账号、授权和令牌，登录和第二重验证，系统的规则、日历和期限，"
    "打开遮盖的号码和年度数据，同意别人导出，核实开户申请，核对政策和名单。"
)
"""What no program does for anybody; decision 24 says why."""
View = Callable[..., HttpResponseBase]


class PlainRenderer(JSONRenderer):
    """JSON in which Chinese can be read."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="亲清程序接口",
    version=__version__,
    description="同一套查询和动作，给程序用。人能做的令牌才能做，不会更多。" + ONLY_PEOPLE,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    renderer=PlainRenderer(),
)
for room in declared.modules("api"):
    for router in room.ROUTERS:
        api.add_router("", router)


def _say(request: HttpRequest, mistake: Any) -> HttpResponse:
    fault = fault_of(mistake)
    said = problem(fault)
    return refused_for_want_of_a_right(request, said) if fault.kind == "forbidden" else said


for kind in SAID:
    api.add_exception_handler(kind, _say)


def told(view: View) -> View:
    """The view of an address: HEAD is answered as GET is, OPTIONS by what there is, and what else can be
    wrong is said in the same way; nothing is kept on the way."""

    @wraps(view)
    def answered(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"  # the server leaves the body out
        answer = view(request, **kwargs)
        request.method = asked
        if answer.status_code == 405:
            allowed = _allowed(answer["Allow"].split(", "))
            known = HttpResponse(status=204)
            answer = known if asked == "OPTIONS" else problem(Fault("method", f"这里只能用 {allowed}"))
            answer["Allow"] = allowed
        answer.headers.setdefault("Cache-Control", "private, no-store")
        answer.headers.setdefault("Vary", "Authorization")
        return answer

    answered.csrf_exempt = True  # type: ignore[attr-defined]
    answered.for_programs = True  # type: ignore[attr-defined]
    return answered


def _allowed(methods: Iterable[str]) -> str:
    known = set(methods) | {"OPTIONS"}
    return ", ".join(sorted(known | {"HEAD"} if "GET" in known else known))


@public("whoever asks here is told that there is nothing", methods=METHODS)
def nothing(request: HttpRequest) -> HttpResponse:
    """An address below the prefix at which there is nothing."""
    return problem(Fault("absent"))
