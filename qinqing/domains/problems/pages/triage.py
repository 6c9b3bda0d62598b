"""Being written."""

from django.http import HttpRequest, HttpResponse

from qinqing.kernel.pages import page


@page("problem.triage")
def desk(request: HttpRequest) -> HttpResponse:
    """Being written."""
    return HttpResponse("")


@page("problem.triage")
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Being written."""
    return HttpResponse("")


def show_again(request: HttpRequest, public_id: str, bound: object) -> HttpResponse:
    """Being written."""
    return HttpResponse("", status=422)
