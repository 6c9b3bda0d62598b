"""Being written."""

from django.http import HttpRequest, HttpResponse

from qinqing.kernel.pages import page


@page("task.list")
def our_tasks(request: HttpRequest) -> HttpResponse:
    """Being written."""
    return HttpResponse("")


@page("task.list")
def one(request: HttpRequest, task_id: int) -> HttpResponse:
    """Being written."""
    return HttpResponse("")


@page("task.list")
def sign_off_list(request: HttpRequest) -> HttpResponse:
    """Being written."""
    return HttpResponse("")


def show_again(request: HttpRequest, public_id: str, bound: object) -> HttpResponse:
    """Being written."""
    return HttpResponse("", status=422)


def show_phone(request: HttpRequest, problem: object, revealed: object) -> HttpResponse:
    """Being written."""
    return HttpResponse("")
