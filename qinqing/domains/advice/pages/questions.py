"""A question asked, read, and led to its asker's own word; the experts' desk by date."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts.terms import Role
from qinqing.domains.advice import actions, figures, forms, queries, tables
from qinqing.domains.advice.models import Question
from qinqing.domains.advice.permissions import PERMISSIONS
from qinqing.domains.advice.terms import Wait
from qinqing.domains.officers import queries as officers
from qinqing.domains.policies.terms import BenefitClass
from qinqing.domains.problems.queries import Today
from qinqing.kernel import clock, saved
from qinqing.kernel.compiled import together
from qinqing.kernel.figures import SMALL, Period, values_of
from qinqing.kernel.forms import Form, sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number
from qinqing.ui import formats
from qinqing.ui.cells import table_head

VIEWS = saved.offer("advice:desk", lambda query: _address(query.get("part", "")))
DONE = {
    "take": "领好了，请答复",
    "give_back": "放回组里了",
    "pass_on": "转过去了",
    "answer": "答好了，等企业说明白没有",
    "understood": "谢谢您告诉我们",
    "unclear": "收到了，再讲一遍",
    "record_call": "记好了，等企业说明白没有",
    "withdraw": "好，这件不问了",
}


def _today(actor: Actor) -> Today:
    areas = actor.ids("area")
    days = queries.calendar_at(min(areas)) if areas else queries.calendar_of_all()
    return Today.of(days, clock.now())


@page("question.own")
def mine(request: HttpRequest) -> HttpResponse:
    """What one's enterprise has asked, what waits for its word first."""
    actor = actor_of(request)
    today = _today(actor)
    found = queries.questions_visible_to(actor)
    opened = queries.by_date(actor, found.open(), whole_number(request.GET.get("open", "")) or 0)
    ended = queries.questions_page(actor, found.ended(), whole_number(request.GET.get("after", "")))
    context = {
        "head": table_head(tables.OWN),
        "open": tables.own_rows(opened.rows, today),
        "open_count": found.open().count(),
        "open_older": opened.after and f"?open={opened.after}",
        "turns": found.answered().count(),
        "ended_head": table_head(tables.ENDED),
        "ended": tables.ended_rows(ended.rows, today),
        "ended_count": len(ended.rows),
        "older": ended.after and f"?after={ended.after}",
    }
    return render(request, "advice/mine.html", context)


@page("question.list")
def desk(request: HttpRequest) -> HttpResponse:
    """Questions by date: free in one's groups, in one's hands, to be called, late, all."""
    actor, now = actor_of(request), clock.now()
    kinds = _parts(actor)
    part = request.GET.get("part", "")
    here = _address(part)
    parts = [kind for kind in kinds if kind != "all"]
    counts, views = together(queries.desk_counts(actor, parts, now), VIEWS.asked(actor, here))
    if part not in kinds:
        part = next((kind for kind, count in counts.items() if count), "all")
    found = queries.at_desk(actor, part, now)
    today = _today(actor)
    after = whole_number(request.GET.get("after", ""))
    paged = (
        queries.questions_page(actor, found, after)
        if part == "all"
        else queries.by_date(actor, found, after or 0)
    )
    context = {
        "part": part,
        "views": views,
        "here": here,
        "tabs": [
            {
                "label": queries.DESKS[kind],
                "href": f"?part={kind}",
                "current": kind == part,
                "count": counts.get(kind),
            }
            for kind in kinds
        ],
        "head": table_head(tables.AT_DESK),
        "rows": tables.desk_rows(paged.rows, today),
        "count": len(paged.rows),
        "older": paged.after and f"?part={part}&after={paged.after}",
        "overlooks": Role.OFFICER not in actor.roles,
        "figures": _figures(actor),
        "asks": PERMISSIONS.allows(actor, "question.ask"),
        "keeps": PERMISSIONS.allows(actor, "route.keep"),
    }
    return render(request, "advice/desk.html", context)


def _address(part: str) -> str:
    """A part of the desk as its address; what it does not know is the desk as it opens."""
    return f"?part={part}" if part in queries.DESKS else "?"


def _figures(actor: Actor) -> list[dict[str, str]]:
    """The room's numbers of this year so far, each opening its rows."""
    today = clock.today()
    year = Period(today.replace(month=1, day=1), today)
    plain, shares = (figures.ASKED, figures.FOUND_ALONE), (figures.ON_TIME_SHARE, figures.AT_ONCE_SHARE)
    asked = [*plain, *(one for share in shares for one in (share.part, share.whole))]
    counted = dict(zip((one.key for one in asked), values_of(actor, asked, year), strict=True))
    shown = [
        {"label": one.label, "value": str(counted[one.key]), "href": one.href(year), "says": ""}
        for one in plain
    ]
    of_shares = [(one, counted[one.part.key], counted[one.whole.key]) for one in shares]
    return shown + [
        {
            "label": one.part.label, "value": f"{part}/{whole}", "href": one.part.href(year),
            "says": f"{one.whole.label}，{_share(part, whole)}",
        }
        for one, part, whole in of_shares
    ]  # fmt: skip


def _share(part: int, whole: int) -> str:
    """A share in words; below five it would say more about one case than about the work."""
    return formats.percent(part, whole) if whole >= SMALL else "不到 5 件，不算比例"


def _parts(actor: Actor) -> list[str]:
    """The parts of the desk that are somebody's business."""
    parts = ["free"] if actor.ids("expert") or actor.ids("coordinator") else []
    parts += ["mine"] if actor.ids("expert") else []
    parts += ["calls"] if actor.ids("served") or actor.ids("coordinator") else []
    return [*parts, "late", "all"]


@page("question.see")
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One question: what was said, who has it until when and why, what one may do."""
    return _shown(request, public_id)


def _shown(request: HttpRequest, public_id: str, name: str = "", form: Form | None = None) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    read = queries.question_read(actor, public_id, clock.local(now).date())
    days = queries.calendar_at(read.question.area_id)
    today = Today.of(days, now)
    open_steps = {step.name: step for step in read.steps}
    bound = {step: form if step == name and form else made() for step, made in forms.STEP_FORMS.items()}
    waits = read.last.answered_at is None
    context = {
        "read": read,
        "question": read.question,
        "own": "asker" in read.relations,
        "state": tables.state_of(read),
        "standing": tables.standing_of(read, today),
        "why": tables.why_of(read.last, days) if waits and read.question.due_at else None,
        "story": tables.story_of(read, today),
        "facts": tables.asks_of(read),
        "steps": open_steps,
        "forms": bound,
        "groups": [group for group in officers.theme_groups() if group[0] != read.question.group_id],
        "apart": _apart(name, form, open_steps),
        "makes_public": queries.source_for(actor, read.question) is not None,
    }
    return render(request, "advice/one.html", context, status=422 if form is not None else 200)


def _apart(name: str, form: Form | None, open_steps: dict[str, Any]) -> dict[str, Any] | None:
    """What was typed at a step that is not open any more: shown with what is wrong, so that none is lost."""
    if form is None or name in open_steps:
        return None
    typed = [(field.label, str(field.value() or "")) for field in form if field.value()]
    said = [sentence for _, sentence in form.faults] or ["这一步现在不能做了"]
    return {"faults": said, "typed": typed}


@page("question.step", methods=("POST",))
def step(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """Take one step of a question."""
    found = queries.question_for(actor_of(request), public_id)
    if name not in forms.STEP_FORMS:
        raise NotFound
    form = forms.STEP_FORMS[name](request.POST)
    if form.is_valid():
        try:
            actions.take_step(
                author=author_of(request), question=found, step=name, given=form.cleaned_data, now=clock.now()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, DONE[name])
            gone = name == "pass_on" and not _still_sees(request, found)
            here = reverse("advice:desk") if gone else reverse("advice:one", args=[public_id])
            return HttpResponseRedirect(here)
    return _shown(request, public_id, name, form)


def _still_sees(request: HttpRequest, question: Question) -> bool:
    return queries.is_in_sight(actor_of(request), question)


# --- asking ------------------------------------------------------------


@page("question.ask", methods=("GET", "POST"))
def ask(request: HttpRequest) -> HttpResponse:
    """Ask about a policy, for one's own enterprise or for one that one serves."""
    actor, now = actor_of(request), clock.now()
    firms = queries.may_ask_for(actor)
    items = queries.items_to_ask_about(actor, clock.local(now).date())
    form = forms.AskForm(sent(request), initial=_initial(request, firms, items))
    looks = request.POST.get("act") == "look"
    offers = _offers(request, form, firms)
    # Whoever has not seen what others asked sees it first; what he wrote waits with him.
    unseen = bool(offers) and "looked" not in request.POST
    if not looks and form.is_valid() and _chosen(form, firms) and not unseen:
        try:
            made = actions.ask(author=author_of(request), asked=_asked(form), now=now)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "问出去了，有答复会告诉您")
            return HttpResponseRedirect(reverse("advice:one", args=[made.public_id]))
    context = {
        "form": form,
        "firms": [(one.pk, one.name) for one in firms],
        "own": bool(actor.ids("member")),
        "items": items,
        "classes": BenefitClass.choices(),
        "until": _promise(firms),
        "offers": offers,
        "finds": PERMISSIONS.allows(actor, "public_answer.find") and bool(actor.ids("member")),
        "looked": bool(offers) and (request.method == "POST"),
    }
    if looks:
        return render(request, "advice/ask.html#offer", context)
    return render(request, "advice/ask.html", context, status=422 if form.is_bound and form.errors else 200)


def _offers(request: HttpRequest, form: forms.AskForm, firms: list[Any]) -> list[queries.AnswerRow]:
    """What others asked that may be the same, by what is written so far."""
    text = str(form["text"].value() or "")[:1000]
    item = whole_number(str(form["item"].value() or ""))
    return queries.likely_answers(actor_of(request), text, item, firms[0].area_id if firms else None)


def _initial(request: HttpRequest, firms: list[Any], items: list[tuple[int, str]]) -> dict[str, Any]:
    """What an address may say beforehand: the item, and for which enterprise."""
    about = queries.item_named(actor_of(request), request.GET.get("item", ""))
    chosen = next((one.pk for one in firms if one.public_id == request.GET.get("for", "")), None)
    return {"item": about, "enterprise": chosen or (firms[0].pk if len(firms) == 1 else None)}


def _chosen(form: Form, firms: list[Any]) -> bool:
    """Whether it is known for which enterprise: the only one need not be chosen."""
    if form.cleaned_data["enterprise"] is None and len(firms) == 1:
        form.cleaned_data["enterprise"] = firms[0].pk
    if form.cleaned_data["enterprise"] is None:
        form.add_error("enterprise", "请选一家企业")
        return False
    return True


def _asked(form: Form) -> actions.Asked:
    given = form.cleaned_data
    return actions.Asked(
        enterprise_id=given["enterprise"], text=given["text"], item_id=given["item"],
        benefit_class=given["benefit_class"],
    )  # fmt: skip


def _promise(firms: list[Any]) -> str:
    if not firms:
        return ""
    until = queries.promised(firms[0].area_id, Wait.ANSWER, clock.now())
    return Today.of(queries.calendar_at(firms[0].area_id), clock.now()).until(until.due_at)
