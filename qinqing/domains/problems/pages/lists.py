"""Being written."""

from django.http import HttpRequest, HttpResponse

from qinqing.kernel.pages import page


@page("problem.search")
def problems(request: HttpRequest) -> HttpResponse:
    """Being written."""
    return HttpResponse("")


@page("problem.search")
def reviews(request: HttpRequest) -> HttpResponse:
    """Being written."""
    return HttpResponse("")


@page("problem.search")
def search(request: HttpRequest) -> HttpResponse:
    """Being written."""
    return HttpResponse("")
