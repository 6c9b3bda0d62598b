"""Being written."""

from django.http import HttpRequest, HttpResponse

from qinqing.kernel.pages import page


@page("problem.call")
def today(request: HttpRequest) -> HttpResponse:
    """Being written."""
    return HttpResponse("")


@page("problem.call")
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Being written."""
    return HttpResponse("")


def show_again(request: HttpRequest, public_id: str, bound: object) -> HttpResponse:
    """Being written."""
    return HttpResponse("", status=422)


def show_phone(request: HttpRequest, problem: object, revealed: object) -> HttpResponse:
    """Being written."""
    return HttpResponse("")
