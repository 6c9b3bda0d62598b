"""A contact's number opened on the page of a problem: seen by those who may see the problem, and recorded."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse

from qinqing.domains.enterprises import actions as enterprise_actions
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.problems import queries
from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.pages import calls, staff, tasks
from qinqing.kernel import clock
from qinqing.kernel.pages import actor_of, allows, author_of, page
from qinqing.kernel.refusals import NotFound
from qinqing.kernel.rendering import render

Show = Callable[[HttpRequest, Problem, Mapping[int, str]], HttpResponse]
SHOWS: Mapping[str, Show] = {"staff": staff.show_phone, "task": tasks.show_phone, "call": calls.show_phone}
"""The pages that show contacts; the form names its own in the hidden field `view`."""


@page("contact.reveal", methods=("POST",))
def reveal(request: HttpRequest, public_id: str, contact_id: int) -> HttpResponse:
    """Open one number and show the page again with it; nothing of it is kept in the browser."""
    actor = actor_of(request)
    problem = queries.problem_for(actor, public_id)
    if problem.enterprise is None:
        raise NotFound
    contact = enterprises.contact_for(problem.enterprise, contact_id)
    number = enterprise_actions.reveal_phone(author=author_of(request), contact=contact, now=clock.now())
    view, revealed = request.POST.get("view", ""), {contact.pk: number}
    if request.headers.get("HX-Request") == "true":
        shown = enterprises.contacts_shown(actor, problem.enterprise)
        may_open = allows(actor, "contact.reveal")
        context = {
            "problem": problem, "contacts": shown, "revealed": revealed, "view": view, "may_open": may_open,
        }  # fmt: skip
        return render(request, "problems/contacts.html#contacts", context)
    return SHOWS.get(view, staff.show_phone)(request, problem, revealed)
