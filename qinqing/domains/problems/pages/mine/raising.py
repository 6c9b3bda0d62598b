"""Say what troubles an enterprise: one sentence is the form; all the rest is known, guessed, or can wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems import actions, queries
from qinqing.domains.problems.actions import Raised
from qinqing.domains.problems.forms import UNSURE, AnswerAtOnceForm, RaiseForm
from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.queries import raising
from qinqing.domains.problems.queries.mine import helper_of
from qinqing.domains.problems.queries.raising import Raisable
from qinqing.domains.problems.queries.standing import holder_said, standing_of, today_of
from qinqing.domains.problems.rules.guess import sounds_dangerous, title_of
from qinqing.domains.problems.terms import SHOWN_TO_ENTERPRISE, CaseState, Channel, LaneClass
from qinqing.kernel import clock, files
from qinqing.kernel.addresses import path_to
from qinqing.kernel.forms import Form
from qinqing.kernel.pages import author_of, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number
from qinqing.ui import formats

ON_BEHALF: Final = (Channel.VISIT, Channel.CALL, Channel.MEETING, Channel.SURVEY, Channel.HOTLINE)
NEW: Final = "new"
SUBMIT, DRAFT, ANSWER, GUESS = "submit", "draft", "answer", "guess"


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who speaks, for which enterprises, and the draft he goes on with."""

    actor: Actor
    enterprises: Sequence[Raisable]
    searches: bool
    draft: Problem | None

    @property
    def is_own(self) -> bool:
        """Whether he speaks for his own enterprise, not on behalf of one."""
        return Role.ENTERPRISE_USER in self.actor.roles

    @property
    def choices(self) -> Mapping[str, Any]:
        """What the form may choose from."""
        known = raising.known_kinds()
        return {
            "enterprise": [(one.public_id, one.name) for one in self.enterprises],
            "category": [(UNSURE, "说不准"), *((str(pk), name) for pk, name in known.names.items())],
        }


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
    words = _words(desk, form) if form.is_valid() else None
    if words is not None and (answer is None or answer.is_valid()):
        try:
            return _done(request, desk, words, form, answer, now)
        except Refused as refused:
            (answer if answer is not None and refused.field in answer.fields else form).refuse(refused)
    return _page(request, desk, form, answer, now, status=422)


def _desk(request: HttpRequest) -> _Desk:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    sent = request.POST if request.method == "POST" else request.GET
    address = sent.get("draft", "")
    draft = raising.draft_for(actor, address) if address else None
    if address and draft is None and request.method != "POST":
        raise NotFound
    if Role.ENTERPRISE_USER in actor.roles:
        return _Desk(actor, raising.own_enterprises(actor), searches=False, draft=draft)
    searches = Role.COORDINATOR in actor.roles
    found = raising.served_enterprises(actor) if Role.OFFICER in actor.roles else []
    if searches:
        found += raising.found_enterprises(actor, request.POST.get("enterprise_words", ""))
        named = draft.enterprise.public_id if draft and draft.enterprise else sent.get("enterprise", "")
        found += raising.named_enterprise(actor, named) if named else []
    return _Desk(actor, list({one.id: one for one in found}.values()), searches, draft)


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
    role = _role(desk, words.enterprise_id)
    if answer is not None and role != Role.OFFICER:
        raise Refused("not_served", "只有这家企业的首席服务官能当场答复；请直接提交")
    known = actions.submit_problem(
        author=author_of(request), raised=words, now=now, role=role, draft_id=draft_id,
        files=[files.receive(one, field="attachments") for one in uploads],
        answered=_answered(answer), repeated=request.repeated,  # type: ignore[attr-defined]
    )  # fmt: skip
    return HttpResponseRedirect(path_to("problems:raised", known.public_id))


def _words(desk: _Desk, form: RaiseForm) -> Raised | None:
    """What is to be raised; None where it is open for whom or how it came in, said beside the fields."""
    given = form.cleaned_data
    channel = Channel.ONLINE if desk.is_own else given["channel"]
    if not channel:
        form.refuse(Refused("channel", "请选怎么收到的", "channel"))
    try:
        enterprise = _chosen(desk, given)
    except Refused as refused:
        form.refuse(refused)
        return None
    if not channel:
        return None
    known = raising.known_kinds()
    category = _category(given["category"], given["facts"])
    return Raised(
        title=given["title"] or title_of(given["facts"]),
        facts=given["facts"],
        enterprise_id=enterprise.id,
        area_id=enterprise.area_id,
        channel=Channel(channel),
        category_id=category,
        lane=known.lanes.get(category or 0, LaneClass.ORDINARY),
        sensitive=category in known.sensitive,
        place=given["place"],
        contact_name=given["contact_name"] or enterprise.contact_name,
        duplicate=_duplicate(given["duplicate"]),
        contact_person_id=desk.actor.person_id if desk.is_own else enterprise.contact_person_id,
    )


def _duplicate(said: str) -> str:
    """What was said of problems like it, if it is a number or that this is new."""
    return said if said == NEW or (said.isascii() and said.isalnum() and len(said) <= 13) else ""


def _chosen(desk: _Desk, given: Mapping[str, Any]) -> Raisable:
    """The enterprise it is about. Raises Refused where none or several answer to what was typed."""
    named = next((one for one in desk.enterprises if one.public_id == given["enterprise"]), None)
    if named is not None:
        return named
    if len(desk.enterprises) == 1:
        return desk.enterprises[0]
    if not desk.searches:
        raise Refused("enterprise", "请选是哪家企业", "enterprise")
    if not given["enterprise_words"]:
        raise Refused("enterprise", "请写企业的名称，两个字就能找", "enterprise_words")
    if not desk.enterprises:
        raise Refused(
            "enterprise", "您的区域里没有找到这家企业，换个写法，或者先登记企业", "enterprise_words"
        )
    raise Refused("enterprise", f"有 {len(desk.enterprises)} 家像，请选一家", "enterprise")


def _category(chosen: str, facts: str) -> int | None:
    """What was chosen; where nothing was, what it surely sounds like; 说不准 stays open."""
    if chosen == UNSURE:
        return None
    if chosen:
        return int(chosen)
    kind = raising.known_kinds().guesser.likeliest(facts)
    return kind.id if kind else None


def _role(desk: _Desk, enterprise_id: int) -> Role:
    if desk.is_own:
        return Role.ENTERPRISE_USER
    return Role.OFFICER if enterprise_id in desk.actor.ids("served") else Role.COORDINATOR


def _answered(answer: Form | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    return {name: value for name, value in answer.cleaned_data.items() if name != "attachments"}


# --- the page ----------------------------------------------------------


def _page(
    request: HttpRequest, desk: _Desk, form: RaiseForm, answer: Form | None, now: datetime, status: int = 200
) -> HttpResponse:
    facts = str(form["facts"].value() or "")
    chosen = next((one for one in desk.enterprises if one.public_id == form["enterprise"].value()), None)
    first = chosen or next(iter(desk.enterprises), None)
    context = {
        "form": form,
        "answer": answer or AnswerAtOnceForm(),
        "answers": answer is not None,
        "errors": [*_errors(form), *(_errors(answer) if answer else ())],
        "desk": desk,
        "draft": desk.draft,
        "known": first if desk.is_own else None,
        "promise": raising.promise_of(first.area_id if first else None, now),
        "guesses": _guesses(facts, str(form["category"].value() or "")),
        "danger": sounds_dangerous(facts),
        "before": raising.said_before(desk.actor, first.id, facts, now) if first and len(facts) > 5 else [],
        "shown": SHOWN_TO_ENTERPRISE,
        "channels": [(one.value, one.label) for one in ON_BEHALF],
        "kinds": _kinds() if not desk.is_own else (),
        "may_answer": Role.OFFICER in desk.actor.roles,
        "accept": files.ACCEPTED,
        "files_again": status != 200 and bool(request.FILES),
    }
    return render(request, "problems/raise.html#guess", context, status=status)


def _errors(form: Form) -> list[tuple[str, str]]:
    found = [("", sentence) for sentence in form.refusals]
    return found + [
        (name, f"{form.fields[name].label}：{sentence}")
        for name, sentences in form.errors.items()
        if name in form.fields
        for sentence in sentences
    ]


def _guesses(facts: str, chosen: str) -> dict[str, Any] | None:
    """The kinds it sounds like, the chosen or else the likeliest ticked; None before anything was said."""
    if not facts.strip():
        return None
    known = raising.known_kinds()
    found = [(str(guess.kind.id), guess.kind.name) for guess in known.guesser.guesses(facts)]
    number = whole_number(chosen)
    if number is not None and number in known.names and chosen not in dict(found):
        found.insert(0, (chosen, known.names[number]))
    likeliest = known.guesser.likeliest(facts)
    best = str(likeliest.id) if likeliest else UNSURE
    return {"choices": [*found, (UNSURE, "说不准")], "value": chosen or best}


def _kinds() -> list[tuple[str, str]]:
    known = raising.known_kinds()
    return [
        (str(pk), f"{known.groups[pk]}·{name}" if known.groups[pk] else name)
        for pk, name in known.names.items()
    ]


@page("problem.raise")
def raised(request: HttpRequest, public_id: str) -> HttpResponse:
    """It arrived: its number, who has it and by when, and what comes next."""
    now = clock.now()
    actor: Actor = request.actor  # type: ignore[attr-defined]
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
