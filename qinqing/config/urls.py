"""Every address of the house: each room's own, under its own name."""

import sys
from importlib.util import find_spec

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from qinqing.api import answers
from qinqing.domains.accounts.actions import note_refused_act
from qinqing.domains.enterprises.queries import spoken_for
from qinqing.kernel import away, figures, saved, speaking
from qinqing.kernel.addresses import ByFirstWord
from qinqing.kernel.door import PROGRAMS
from qinqing.kernel.health import health
from qinqing.kernel.pages import error_page, not_found, note_refusals

note_refusals(note_refused_act)
speaking.told_by(spoken_for)
_mounted = [app for app in settings.INSTALLED_APPS if app.startswith(("qinqing.domains.", "qinqing.desks."))]

_patterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    path("figures/<str:key>/", figures.drill, name="figure"),
    path("views/", saved.keep_page, name="keep_view"),
    path("views/<int:number>/drop/", saved.drop_page, name="drop_view"),
    path("api/v1/", include("qinqing.api.urls")),
    *(path("", include(f"{app}.urls")) for app in _mounted if find_spec(f"{app}.urls")),
]
urlpatterns = [ByFirstWord(_patterns)]


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address at which there is nothing."""
    if request.path.startswith(PROGRAMS):
        return answers.unreadable(request, exception)
    return not_found(request, exception)


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that could not be read."""
    if request.path.startswith(PROGRAMS):
        return answers.unreadable(request, exception)
    if isinstance(exception, DisallowedHost):
        return error_page(
            request, 400, "这个网址不是本平台的", "请用平台公布的网址打开；收藏过的，请重新收藏一次。"
        )
    return error_page(
        request, 400, "这次提交读不出来", "内容可能不完整或太大。请回上一页再试一次，写好的内容还在。"
    )


def handler500(request: HttpRequest) -> HttpResponse:
    """Our own fault: nothing was saved, and there is a number to report; or what we rest on is away."""
    if away.is_away(sys.exception()):
        return answers.away() if request.path.startswith(PROGRAMS) else away.page(request)
    if request.path.startswith(PROGRAMS):
        return answers.broken()
    return error_page(
        request, 500, "系统出错了", "这次没有保存任何东西。请稍后再试；一直这样，请把编号告诉管理员。"
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from an old page or from elsewhere."""
    return error_page(
        request,
        403,
        "这张表单过期了",
        "可能开得太久，或者在别的窗口退出过。请回上一页刷新后再交，写好的内容还在。",
    )
