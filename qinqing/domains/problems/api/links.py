"""Links for programs: by which somebody of the enterprise follows one problem without signing in."""

from django.conf import settings
from django.http import HttpRequest

from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.problems import actions, queries
from qinqing.domains.problems.api.lists import actor_of, router
from qinqing.domains.problems.api.steps import STEPS
from qinqing.domains.problems.schemas import LinkGiven, LinksEnded
from qinqing.kernel import clock, idempotency
from qinqing.kernel.addresses import path_to
from qinqing.kernel.api.bodies import Sent
from qinqing.kernel.api.operations import author_of, once, writes
from qinqing.kernel.forms import Form, IdField
from qinqing.kernel.refusals import NotFound, Refused


class _LinkForm(Form):
    """Who of the enterprise is to follow a problem without signing in."""

    contact_id = IdField("给企业的哪位联系人")


@writes(
    router, "/problems/{public_id}/links", right="problem.share", takes=_LinkForm, answers={201: LinkGiven},
    name="give_link", versioned=False, tag=STEPS,
)  # fmt: skip
def give(request: HttpRequest, public_id: str, sent: Sent) -> LinkGiven:
    """给企业的一位联系人一个链接，不登录也能看这件诉求。

    链接只在这一次给出，系统不留；他以前的链接同时作废。
    """
    actor, author, now = actor_of(request), author_of(request, sent), clock.now()
    problem = queries.problem_for(actor, public_id)
    if problem.enterprise is None or problem.number is None:
        raise NotFound
    number = sent.filled(_LinkForm).cleaned_data["contact_id"]
    if number not in {one.pk for one in enterprises.contacts_shown(actor, problem.enterprise)}:
        raise Refused("unknown_contact", "这家企业没有这位联系人", "contact_id")
    if idempotency.first_result(author) is not None:
        raise Refused("given", "链接已经给过，只给那一次；要新的，换一个幂等键")
    contact = enterprises.contact_for(problem.enterprise, number)
    key = actions.give_link(author=author, problem_id=problem.pk, contact=contact, now=now)
    return LinkGiven(address=settings.PUBLIC_URL + path_to("problems:follow", key), name=contact.name)


@writes(
    router, "/problems/{public_id}/links/end", right="problem.share", takes=Form, answers=LinksEnded,
    name="revoke_links", versioned=False, tag=STEPS,
)  # fmt: skip
def end(request: HttpRequest, public_id: str, sent: Sent) -> LinksEnded:
    """这件诉求的链接都作废。"""
    author = author_of(request, sent)
    problem = queries.problem_for(actor_of(request), public_id)
    once(author, lambda: actions.revoke_links(author=author, problem_id=problem.pk, now=clock.now()))
    return LinksEnded(public_id=public_id)
