"""What is known of an enterprise by year, its titles, whether it sleeps or was struck off, for programs."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

from qinqing.domains.enterprises import actions, forms, queries
from qinqing.domains.enterprises.api.register import enterprise_read, router
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.schemas import EnterpriseRead
from qinqing.domains.enterprises.terms import COUNTED, FactSource, Measure, StruckAs, TitleKind
from qinqing.kernel import clock
from qinqing.kernel.api.bodies import Sent
from qinqing.kernel.api.operations import Number, author_of, once, writes
from qinqing.kernel.events import Author
from qinqing.kernel.forms import ChoiceField, Form, TextField
from qinqing.kernel.pages import actor_of
from qinqing.kernel.refusals import NotFound

F = TypeVar("F", bound=Form)


class _OfSourceForm(forms.FiguresForm):
    """What a source says of a year: one in whose name this person may speak."""

    source = ChoiceField("来源", FactSource.choices())

    def __init__(self, *given: Any, choices: Any = None, **rest: Any) -> None:
        super().__init__(*given, sources=choices["source"], **rest)


def _measure(one: Measure) -> TextField:
    says = "写人数" if one in COUNTED else "可以带单位，例如 1200万元；只写数就是万元"
    return TextField(one.label, most=30, required=False, help_text=says)


def _with_measures(kind: type[F]) -> type[F]:
    """The same with the measures among its fields, for the document; a page has them otherwise."""
    return type(kind.__name__, (kind,), {one.value: _measure(one) for one in Measure})


_FiguresForm = _with_measures(_OfSourceForm)


@writes(
    router, "/enterprises/{public_id}/figures", right="figures.state", takes=_FiguresForm,
    answers=EnterpriseRead, name="state_figures", versioned=False,
)  # fmt: skip
def state_figures(request: HttpRequest, response: HttpResponse, public_id: str, sent: Sent) -> EnterpriseRead:
    """填一家企业一个年度的数据。

    没写的照这个来源以前说的。协调办填了以后自己看不到数，要看先在页面上登记理由。
    """
    actor = actor_of(request)
    found = queries.enterprise_for(actor, public_id)
    sources = actions.sources_for(queries.relations_to(actor, found))
    if not sources:
        raise NotFound
    statement = sent.filled(_FiguresForm, {"source": sources}).statement()
    author = author_of(request, sent)
    actions.state_facts(author=author, enterprise=found, statement=statement, now=clock.now())
    return enterprise_read(actor, queries.enterprise_for(actor, public_id), response)


# --- titles ------------------------------------------------------------


@writes(
    router, "/enterprises/{public_id}/titles", right="standing.keep", takes=forms.TitleForm,
    answers={201: EnterpriseRead}, name="give_title", versioned=False,
)  # fmt: skip
def give_title(request: HttpRequest, response: HttpResponse, public_id: str, sent: Sent) -> EnterpriseRead:
    """给企业登记一个称号。"""
    actor = actor_of(request)
    found = queries.enterprise_kept_by(actor, public_id)
    given = sent.filled(forms.TitleForm).cleaned_data
    actions.give_title(
        author=author_of(request, sent), enterprise=found, kind=TitleKind.of(given["kind"]),
        level=given["level"], paper=given["paper"], from_on=given["from_on"], until_on=given["until_on"],
        now=clock.now(),
    )  # fmt: skip
    return enterprise_read(actor, found, response)


@writes(
    router, "/enterprises/{public_id}/titles/{number}/end", right="standing.keep", takes=forms.EndForm,
    answers=EnterpriseRead, name="end_title", versioned=False,
)  # fmt: skip
def end_title(
    request: HttpRequest, response: HttpResponse, public_id: str, number: Number, sent: Sent
) -> EnterpriseRead:
    """企业从一天起不再有这个称号。"""
    actor, author = actor_of(request), author_of(request, sent)
    found = queries.enterprise_kept_by(actor, public_id)
    title = queries.title_for(found, number)
    until_on = sent.filled(forms.EndForm).cleaned_data["until_on"]
    once(author, lambda: actions.end_title(author=author, title=title, until_on=until_on, now=clock.now()))
    return enterprise_read(actor, found, response)


# --- sleep -------------------------------------------------------------


@writes(
    router, "/enterprises/{public_id}/dormant", right="standing.keep", takes=forms.DormantForm,
    answers=EnterpriseRead, name="put_to_sleep", versioned=False,
)  # fmt: skip
def put_to_sleep(request: HttpRequest, response: HttpResponse, public_id: str, sent: Sent) -> EnterpriseRead:
    """企业转为休眠，名册和覆盖率里不再算它。"""
    found = queries.enterprise_kept_by(actor_of(request), public_id)
    reason = sent.filled(forms.DormantForm).cleaned_data["reason"]

    def act(author: Author) -> None:
        actions.put_to_sleep(author=author, enterprise=found, reason=reason, now=clock.now())

    return _moved(request, response, found, sent, act)


@writes(
    router, "/enterprises/{public_id}/wake", right="standing.keep", takes=Form, answers=EnterpriseRead,
    name="wake_enterprise", versioned=False,
)  # fmt: skip
def wake(request: HttpRequest, response: HttpResponse, public_id: str, sent: Sent) -> EnterpriseRead:
    """企业恢复在营。"""
    found = queries.enterprise_kept_by(actor_of(request), public_id)

    def act(author: Author) -> None:
        actions.wake(author=author, enterprise=found, now=clock.now())

    return _moved(request, response, found, sent, act)


# --- struck off --------------------------------------------------------


@writes(
    router, "/enterprises/{public_id}/struck-off", right="standing.keep", takes=forms.StruckForm,
    answers=EnterpriseRead, name="strike_off", versioned=False,
)  # fmt: skip
def strike_off(request: HttpRequest, response: HttpResponse, public_id: str, sent: Sent) -> EnterpriseRead:
    """登记企业注销、吊销或迁出本地。

    从那天起不再替它提诉求、安排服务官，覆盖率里不再算它；在办的照常办完。
    """
    found = queries.enterprise_kept_by(actor_of(request), public_id)
    given = sent.filled(forms.StruckForm).cleaned_data

    def act(author: Author) -> None:
        actions.strike_off(
            author=author, enterprise=found, kind=StruckAs.of(given["struck_as"]),
            struck_on=given["struck_on"], source=given["struck_source"], now=clock.now(),
        )  # fmt: skip

    return _moved(request, response, found, sent, act)


@writes(
    router, "/enterprises/{public_id}/put-back", right="standing.keep", takes=forms.PutBackForm,
    answers=EnterpriseRead, name="put_back", versioned=False,
)  # fmt: skip
def put_back(request: HttpRequest, response: HttpResponse, public_id: str, sent: Sent) -> EnterpriseRead:
    """企业恢复在册，像没有登记过注销一样。"""
    found = queries.enterprise_kept_by(actor_of(request), public_id)
    reason = sent.filled(forms.PutBackForm).cleaned_data["reason"]

    def act(author: Author) -> None:
        actions.put_back(author=author, enterprise=found, reason=reason, now=clock.now())

    return _moved(request, response, found, sent, act)


def _moved(
    request: HttpRequest, response: HttpResponse, found: Enterprise, sent: Sent, act: Callable[[Author], None]
) -> EnterpriseRead:
    actor, author = actor_of(request), author_of(request, sent)
    once(author, lambda: act(author))
    return enterprise_read(actor, queries.enterprise_for(actor, found.public_id), response)
