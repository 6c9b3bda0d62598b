"""One problem as its enterprise sees it; its word on the outcome is asked before anything else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.problems import queries
from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.pages.bound import Bound, form_of
from qinqing.domains.problems.queries import mine, words
from qinqing.domains.problems.queries.detail import Detail
from qinqing.domains.problems.queries.mine import Answer
from qinqing.domains.problems.queries.numbers import Numbers
from qinqing.domains.problems.queries.standing import Today, today_of
from qinqing.domains.problems.terms import (
    ACCEPTING,
    SHOWN_TO_ENTERPRISE,
    CaseState,
    ClockKind,
    Grade,
    Result,
    Solved,
)
from qinqing.domains.problems.workflow import PROBLEM_FLOW
from qinqing.kernel import clock
from qinqing.kernel.forms import Form
from qinqing.kernel.pages import actor_of
from qinqing.kernel.permissions import Actor
from qinqing.kernel.rendering import render
from qinqing.ui import formats

NEWEST: Final = 12
"""So many lines of the story stand open; older ones are folded."""
_FOLLOWS: Final[Mapping[Solved, tuple[str, str]]] = {
    Solved.YES: ("circle-check", "这件事就办结了"),
    Solved.PARTLY: ("circle-half-2", "这件事到此办结，记作部分解决"),
    Solved.PARTLY_REJECTED: ("circle-half-2", "说说还差什么，退回去，由负责审核的人定怎么接着办"),
    Solved.NO: ("circle-x", "说说哪里没解决，退回去，由负责审核的人定怎么接着办"),
}
"""What follows from each answer."""


def show_again(request: HttpRequest, public_id: str, bound: Bound) -> HttpResponse:
    """The page with the form that failed, everything typed still in it."""
    return show(request, queries.detail_for(actor_of(request), public_id, clock.now()), bound, status=422)


@dataclass(frozen=True, slots=True)
class Where:
    """Where the page of a problem stands and its forms go: at the problem's own address, or at its link's."""

    problem: Problem
    key: str = ""

    @property
    def home(self) -> str:
        """The page itself."""
        if self.key:
            return reverse("problems:follow", args=[self.key])
        return reverse("problems:detail", args=[self.problem.public_id])

    def step(self, name: str) -> str:
        """Where the form of a step is sent."""
        if self.key:
            return reverse("problems:link_step", args=[self.key, name])
        return reverse("problems:step", args=[self.problem.public_id, name])

    def file(self, public_id: str) -> str:
        """Where a file is fetched."""
        if self.key:
            return reverse("problems:link_file", args=[self.key, public_id])
        return reverse("problems:file", args=[public_id])


def show(
    request: HttpRequest, detail: Detail, bound: Bound | None = None, status: int = 200, *,
    actor: Actor | None = None, where: Where | None = None, more: Mapping[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    """The enterprise's page of a problem; its author's draft opens where it is written.

    `actor` and `where` are given for whoever comes by a link.
    """
    if detail.case.state == CaseState.DRAFT:
        return HttpResponseRedirect(f"{reverse('problems:raise')}?draft={detail.problem.public_id}")
    now, actor = clock.now(), actor or actor_of(request)
    problem, case = detail.problem, detail.case
    where = where or Where(problem)
    today = today_of(case.area_id, now)
    helper = mine.helper_of(problem.enterprise_id, now) if problem.enterprise_id else None
    answers, story = mine.answers_of(detail, now), mine.story_of(detail, actor.name, now)
    forms = _Forms(detail, bound)
    turn = turn_of(detail, answers, request.GET.get("solved", ""), forms, today, where)
    if bound is not None and bound.step in {"confirm", "dispute"}:
        bound.is_placed = turn is not None and turn.step == bound.step
    ended = PROBLEM_FLOW.state(case.state).ends
    context = {
        "problem": problem,
        "heading": _heading(problem.title, problem.facts),
        "state": SHOWN_TO_ENTERPRISE[case.state],
        "submitted": formats.moment(case.submitted_at, now),
        "ended": mine.ending_of(detail, now) if ended else None,
        "stands": None if ended else mine.stands_of(detail, helper, today),
        "steps": mine.steps_of(detail),
        "asked": asked_of(detail, today),
        "objection_until": today.until(case.due_at),
        "objection_within": Numbers(detail.limits, case.lane)["objection"],
        "turn": turn,
        "answers": answers,
        "wait": mine.wait_of(detail, now),
        "story": story[:NEWEST],
        "older": story[NEWEST:],
        "files": [
            file for entry in detail.entries if entry.name == "ProblemSubmitted" for file in entry.files
        ],
        "forms": forms,
        "people": mine.people_of(detail, helper),
        "ratings": mine.ratings_of(detail),
        "errors": forms.errors,
        "bound": bound,
        "grades": [(one.value, one.label) for one in reversed(Grade)],
        "where": where,
        "may_share": not where.key,
        "just_sent": False,
        **(more or {}),
    }
    return render(request, "problems/my_problem.html", context, status=status)


def _heading(title: str, facts: str) -> str:
    """The enterprise's own words where they fit on a few lines, else what it called them."""
    return facts if len(facts) <= 60 and "\n" not in facts else title


class _Forms:
    """The forms of the steps that are offered here; the one that failed keeps what was typed."""

    NAMES: Final = (
        "confirm",
        "dispute",
        "supply",
        "supplement",
        "withdraw",
        "rate_afterwards",
        "reopen",
        "object",
        "take_back_objection",
    )

    def __init__(self, detail: Detail, bound: Bound | None) -> None:
        offered = {name: offer for name in self.NAMES if (offer := detail.offer(name)) and offer.is_open}
        self._forms: dict[str, Form] = {name: form_of(offer, bound) for name, offer in offered.items()}
        for name, form in self._forms.items():
            form.auto_id = f"id_{name}_%s"
        self._bound, self._detail = bound, detail

    def __getitem__(self, name: str) -> Form | None:
        return self._forms.get(name)

    @property
    def failed(self) -> str:
        """The step whose form came back."""
        return self._bound.step if self._bound else ""

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong with the form that came back, each with the id of its field."""
        form = self._forms.get(self.failed)
        if form is None or not form.is_bound or not (self._bound and self._bound.is_placed):
            return []
        found = [("", sentence) for sentence in form.refusals]
        return found + [
            (f"{self.failed}_{name}", f"{form.fields[name].label}：{sentence}")
            for name, sentences in form.errors.items()
            if name in form.fields
            for sentence in sentences
        ]

    @property
    def reopen_refused(self) -> str:
        """Why what has ended cannot be opened again, where it cannot."""
        return self._reason("reopen")

    @property
    def object_refused(self) -> str:
        """Why nothing can be said against a refusal, where it cannot."""
        return self._reason("object")

    def _reason(self, step: str) -> str:
        offer = self._detail.offer(step)
        return offer.reason if offer is not None else ""


# --- what it is asked --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """What the enterprise is to send: in whose words, by when, how much time is left."""

    who: str
    items: str
    until: str
    left: str
    reopens: str


def asked_of(detail: Detail, today: Today) -> Asked | None:
    """What was asked for last, while it is waited for."""
    if detail.case.state != CaseState.SUPPLEMENT:
        return None
    request = next(entry for entry in reversed(detail.entries) if entry.name == "SupplementRequested")
    due_at = detail.case.due_at
    return Asked(
        words.by(request),
        request.record.get("items", ""),
        today.until(due_at),
        today.left(due_at),
        Numbers(detail.limits, detail.case.lane)["reopen_lapsed"],
    )


@dataclass(frozen=True, slots=True)
class Turn:
    """The question, its answers with what follows from each, and the form of the one that was chosen."""

    question: str
    options: Sequence[Mapping[str, Any]]
    chosen: str
    step: str
    until: str


def turn_of(
    detail: Detail, answers: Sequence[Answer], chosen: str, forms: _Forms, today: Today, where: Where
) -> Turn | None:
    """Whether it is solved, asked of the enterprise itself; None where that is not asked now."""
    if forms["confirm"] is None and forms["dispute"] is None:
        return None
    failed = forms[forms.failed] if forms.failed in {"confirm", "dispute"} else None
    chosen = str(failed["solved"].value() or "") if failed is not None else chosen
    if chosen not in Solved.values():
        chosen = ""
    window = next((c for c in detail.clocks if c.kind == ClockKind.CALLBACK and c.runs), None)
    return Turn(
        question=_question(answers),
        options=[
            {
                "label": one.label,
                "says": says,
                "icon": icon,
                "href": f"{where.home}?solved={one}#answer",
                "current": one == chosen,
            }
            for one, (icon, says) in _FOLLOWS.items()
        ],
        chosen=chosen,
        step="" if not chosen else "confirm" if chosen in ACCEPTING else "dispute",
        until=today.until(window.state.due_at) if window else "",
    )


def _question(answers: Sequence[Answer]) -> str:
    if not answers:
        return "您看解决了吗？"
    who = answers[0].who
    said = f"{who}说办好了" if answers[0].result == Result.SOLVED.label else f"{who}答复了"
    return f"{said}，您看解决了吗？"
