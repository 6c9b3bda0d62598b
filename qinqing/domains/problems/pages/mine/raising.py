"""Say what troubles an enterprise: one sentence is the form; all the rest is known, guessed, or can wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems import actions, queries
from qinqing.domains.problems.actions import Raised
from qinqing.domains.problems.forms import AnswerAtOnceForm, RaiseForm
from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.pages.mine import answering
from qinqing.domains.problems.queries import raising
from qinqing.domains.problems.queries.alike import said_before
from qinqing.domains.problems.queries.kinds import holding_of, in_group
from qinqing.domains.problems.queries.mine import helper_of
from qinqing.domains.problems.queries.raising import Raisable, Speaker, speaker_of
from qinqing.domains.problems.queries.standing import holder_said, standing_of, today_of
from qinqing.domains.problems.rules.guess import sounds_dangerous
from qinqing.domains.problems.terms import SHOWN_TO_ENTERPRISE, UNSURE, CaseState, Channel, LaneClass
from qinqing.kernel import clock, files, idempotency
from qinqing.kernel.addresses import path_to
from qinqing.kernel.forms import Form
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import NotFound, Refused, status_of
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number
from qinqing.ui import formats

ON_BEHALF: Final = (Channel.VISIT, Channel.CALL, Channel.MEETING, Channel.SURVEY, Channel.HOTLINE)
SUBMIT, DRAFT, ANSWER, GUESS = "submit", "draft", "answer", "guess"
FILL, OFFER = "fill", "offer"
"""Begin the answer with a text that is on offer; offer those that fit what has been said so far."""
_PARTS: Final = {FILL: "answered", OFFER: "begin"}
"""Which part of the page changes by it; what was said changes the guesses."""


@dataclass(frozen=True, slots=True)
class _Desk(Speaker):
    """Who speaks, for which enterprises, and the draft he goes on with."""

    draft: Problem | None = None


@page("problem.raise", methods=("GET", "POST"))
def raise_problem(request: HttpRequest) -> HttpResponse:
    """Raise a problem, keep it as a draft, or as its officer answer it on the spot."""
    now, desk = clock.now(), _desk(request)
    if request.method != "POST":
        return _page(request, desk, RaiseForm(initial=_known(request, desk), choices=desk.choices), None, now)
    act = request.POST.get("act", SUBMIT)
    form = RaiseForm(request.POST, request.FILES, choices=desk.choices)
    answer = AnswerAtOnceForm(request.POST) if act == ANSWER else None
    if act == GUESS:
        return _page(request, desk, form, None, now)
    if act in _PARTS:
        return _begun(request, desk, act, now)
    if act == SUBMIT and request.POST.get("answer", "").strip():
        answer = answering.as_typed(request.POST)
        form.add_error(None, "您写了当场答复：要答复，按“提交并当场答复”；这次不答复，先把它清空")
    words, status = _words(desk, form, now) if form.is_valid() else None, 422
    if words is not None and (answer is None or answer.is_valid()):
        try:
            if act != DRAFT:
                actions.refuse_too_fast(author=author_of(request), enterprise_id=words.enterprise_id, now=now)
                _let_look(request, desk, words, now)
            return _done(request, desk, words, form, answer, now)
        except Refused as refused:
            (answer if answer is not None and refused.field in answer.fields else form).refuse(refused)
            status = status_of(refused)
    return _page(request, desk, form, answer, now, status=status)


def _desk(request: HttpRequest) -> _Desk:
    actor = actor_of(request)
    sent = request.POST if request.method == "POST" else request.GET
    address = sent.get("draft", "")
    draft = raising.draft_for(actor, address) if address else None
    if address and draft is None and request.method != "POST":
        raise NotFound
    named = draft.enterprise.public_id if draft and draft.enterprise else sent.get("enterprise", "")
    speaker = speaker_of(actor, words=request.POST.get("enterprise_words", ""), named=named)
    return _Desk(actor, speaker.enterprises, speaker.searches, speaker.gone, draft)


def _known(request: HttpRequest, desk: _Desk) -> dict[str, Any]:
    """What need not be typed again: the draft as it was left, else the enterprise that the address names."""
    if (draft := desk.draft) is not None:
        return {
            "facts": draft.facts,
            "enterprise": draft.enterprise.public_id if draft.enterprise else "",
            "category": str(draft.category_id or ""),
            "place": draft.place,
            "contact_name": draft.contact_name,
            "channel": draft.channel,
        }
    wanted = request.GET.get("enterprise", "")
    only = desk.enterprises[0] if len(desk.enterprises) == 1 else None
    chosen = next((one for one in desk.enterprises if one.public_id == wanted), only)
    if chosen is None:
        return {}
    return {"enterprise": chosen.public_id, "place": chosen.address, "contact_name": chosen.contact_name}


def _done(
    request: HttpRequest, desk: _Desk, words: Raised, form: RaiseForm, answer: Form | None, now: datetime
) -> HttpResponse:
    """Do what was asked for and go on. Raises Refused."""
    uploads = form.cleaned_data["attachments"]
    draft_id = desk.draft.pk if desk.draft else None
    if request.POST.get("act") == DRAFT:
        address = actions.save_draft(author=author_of(request), raised=words, now=now, problem_id=draft_id)
        messages.success(request, "存成草稿了，只有您自己看得到" + ("；照片提交时再选" if uploads else ""))
        return HttpResponseRedirect(f"{reverse('problems:raise')}?draft={address}")
    role = desk.role_for(words.enterprise_id)
    if answer is not None and role != Role.OFFICER:
        raise Refused("not_served", "只有这家企业的首席服务官能当场答复；请直接提交")
    known = actions.submit_problem(
        author=author_of(request), raised=words, now=now, role=role, draft_id=draft_id,
        files=[files.receive(one, field="attachments") for one in uploads],
        answered=_answered(answer), repeated=request.repeated,  # type: ignore[attr-defined]
    )  # fmt: skip
    return HttpResponseRedirect(path_to("problems:raised", known.public_id))


def _begun(request: HttpRequest, desk: _Desk, act: str, now: datetime) -> HttpResponse:
    """The form as it was typed, with words to begin the answer with; nothing is checked and nothing done."""
    typed = {name: request.POST.get(name, "") for name in RaiseForm.base_fields if name != "attachments"}
    form = RaiseForm(initial=typed, choices=desk.choices)
    if act == OFFER:
        return _page(request, desk, form, answering.as_typed(request.POST), now, part=_PARTS[act])
    day, first = clock.local(now).date(), _first(desk, form)
    answer = answering.filled(request.POST, first, typed["category"], typed["facts"], day)
    return _page(request, desk, form, answer, now, part=_PARTS[act])


def _let_look(request: HttpRequest, desk: _Desk, words: Raised, now: datetime) -> None:
    """What is alike is shown before it is sent, with script or without (T01). Raises Refused."""
    if words.duplicate or "looked" in request.POST:
        return
    alike = said_before(desk.actor, words.enterprise_id, words.facts, now)
    if alike and idempotency.first_result(author_of(request)) is None:
        raise Refused(
            "alike", "有相像的，先看一眼：是一回事就补充在那一件里，是新的事就再按一次提交", "duplicate"
        )


def _words(desk: _Desk, form: RaiseForm, now: datetime) -> Raised | None:
    """What is to be raised; None where it is open for whom or how it came in, said beside the fields."""
    try:
        return actions.raised_from(desk, form.cleaned_data, clock.local(now).date())
    except Refused as refused:
        form.refuse(refused)
        return None


def _answered(answer: Form | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    return {name: value for name, value in answer.cleaned_data.items() if name != "attachments"}


# --- the page ----------------------------------------------------------


def _first(desk: _Desk, form: RaiseForm) -> Raisable | None:
    """The enterprise it is about as far as is known: the chosen one, else the first he may speak for."""
    chosen = next((one for one in desk.enterprises if one.public_id == form["enterprise"].value()), None)
    return chosen or next(iter(desk.enterprises), None)


def _page(
    request: HttpRequest, desk: _Desk, form: RaiseForm, answer: Form | None, now: datetime,
    status: int = 200, part: str = "guess",
) -> HttpResponse:  # fmt: skip
    facts, category = str(form["facts"].value() or ""), str(form["category"].value() or "")
    first = _first(desk, form)
    may_answer = Role.OFFICER in desk.actor.roles
    kinds = raising.known_kinds().within(first.area_id if first else None, clock.local(now).date())
    context = {
        "form": form,
        "answer": answer or AnswerAtOnceForm(),
        "answers": answer is not None,
        "errors": [*_errors(form), *(_errors(answer) if answer else ())],
        "desk": desk,
        "draft": desk.draft,
        "known": first if desk.is_own else None,
        "promise": raising.promise_of(first.area_id if first else None, now),
        "guesses": (guesses := _guesses(kinds, facts, category)),
        "questions": _questions(guesses, first, now),
        "danger": sounds_dangerous(facts),
        "before": said_before(desk.actor, first.id, facts, now) if first else [],
        "shown": SHOWN_TO_ENTERPRISE,
        "channels": [(one.value, one.label) for one in ON_BEHALF],
        "kinds": _listed(kinds) if not desk.is_own else (),
        "may_answer": may_answer,
        "texts": answering.texts_for(first, category, facts, clock.local(now).date()) if may_answer else (),
        "accept": files.ACCEPTED,
        "files_again": bool(request.FILES),
    }
    return render(request, f"problems/raise.html#{part}", context, status=status)


def _errors(form: Form) -> list[tuple[str, str]]:
    found = [("", sentence) for sentence in form.refusals]
    return found + [
        (name, f"{form.fields[name].label}：{sentence}")
        for name, sentences in form.errors.items()
        if name in form.fields
        for sentence in sentences
    ]


def _guesses(known: raising.Known, facts: str, chosen: str) -> dict[str, Any] | None:
    """The kinds it sounds like, the chosen or else the likeliest ticked; None before anything was said."""
    if not facts.strip():
        return None
    found = [(str(number), name) for number, name in known.guesses(facts)]
    number = whole_number(chosen)
    if number is not None and number in known.names and chosen not in dict(found):
        found.insert(0, (chosen, known.names[number]))
    likeliest = known.likeliest(facts)
    best = str(likeliest) if likeliest else UNSURE
    return {"choices": [*found, (UNSURE, "说不准")], "value": chosen or best}


def _questions(guesses: dict[str, Any] | None, first: Raisable | None, now: datetime) -> Sequence[str]:
    """What helps to know of this kind of problem, where the enterprise's area asks for it."""
    number = whole_number(str(guesses["value"])) if guesses and first else None
    if number is None or first is None:
        return ()
    return holding_of(number, first.area_id, clock.local(now).date()).questions


def _listed(known: raising.Known) -> list[tuple[str, str]]:
    return [
        (str(pk), in_group(known.groups[pk], name) if known.groups[pk] else name)
        for pk, name in known.names.items()
    ]


@page("problem.raise")
def raised(request: HttpRequest, public_id: str) -> HttpResponse:
    """It arrived: its number, who has it and by when, and what comes next."""
    now = clock.now()
    actor = actor_of(request)
    problem = queries.problem_for(actor, public_id)
    helper = helper_of(problem.enterprise_id, now) if problem.enterprise_id else None
    today = today_of(problem.area_id, now)
    is_own = Role.ENTERPRISE_USER in actor.roles
    who = holder_said(problem.holder, None, to_enterprise=is_own)
    lane = LaneClass(problem.lane)
    context = {
        "problem": problem,
        "is_own": is_own,
        "answered": problem.state != CaseState.SUBMITTED,
        "stands": standing_of(
            helper.name if helper and problem.holder == "officer" else who, problem.due_at, today
        ),
        "who_note": who if helper and problem.holder == "officer" else "",
        "submitted": formats.moment(problem.submitted_at, now),
        "usual": raising.usual_limit(problem.area_id, lane, now),
        "danger": sounds_dangerous(problem.facts),
    }
    return render(request, "problems/raised.html", context)
