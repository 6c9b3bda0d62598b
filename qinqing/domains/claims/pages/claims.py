"""An enterprise begins a claim and sees where its money is; everybody takes his steps on one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from qinqing.domains.claims import actions, forms, queries, tables
from qinqing.domains.claims.actions import Files, Wish
from qinqing.domains.claims.forms import ApplyForm, PapersForm
from qinqing.domains.claims.permissions import opens_papers
from qinqing.domains.claims.queries import ClaimRead, left_of, why_of
from qinqing.domains.claims.terms import ClaimHolder, ClaimState
from qinqing.domains.claims.workflow import CLAIM_FLOW
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.policies import queries as policies
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.terms import ClaimMode
from qinqing.kernel import clock, files
from qinqing.kernel.files import Received
from qinqing.kernel.forms import Form, sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number
from qinqing.ui.cells import own

_PROMISED = {
    ClaimState.APPLIED: "决定受不受理",
    ClaimState.ACCEPTED: "审核",
    ClaimState.NOTICE: "公示",
    ClaimState.TO_PAY: "拨付",
}
"""What a unit promises, by the state in which it holds the claim."""


@page("claim.own")
def mine(request: HttpRequest) -> HttpResponse:
    """Where the money of one's enterprises is: what waits for them first."""
    actor, now = actor_of(request), clock.now()
    offset = whole_number(request.GET.get("after", "")) or 0
    found = queries.own_page(actor, now, offset=offset)
    cards = tables.cards_of(found, now)
    context = {
        "turn": [card for card in cards if card["turn"]],
        "open": [card for card in cards if card["open"] and not card["turn"]],
        "ended": [card for card in cards if not card["open"]],
        "many_firms": len({row.enterprise_id for row in found.rows}) > 1,
        "older": f"?after={found.after}" if found.after else "",
        "layout": "person",
    }
    return render(request, "claims/mine.html", context)


# --- begin -------------------------------------------------------------


def _wanted(request: HttpRequest, item_id: str, enterprise_id: str) -> tuple[Edition, Enterprise]:
    """The item as it holds today and the enterprise that wants it. Raises NotFound out of sight."""
    actor = actor_of(request)
    enterprise = enterprises.enterprise_for(actor, enterprise_id)
    if not {"member", "served"} & enterprises.relations_to(actor, enterprise):
        raise NotFound
    return policies.item_for(actor, item_id, clock.today()).shown, enterprise


@page("claim.raise", methods=("GET", "POST"))
def new(request: HttpRequest, item_id: str, enterprise_id: str) -> HttpResponse:
    """Apply for an item for an enterprise, or ask its officer to help."""
    edition, enterprise = _wanted(request, item_id, enterprise_id)
    form = forms.ApplyForm(
        sent(request), request.FILES or None, asked=edition.papers, choices=forms.ticks(edition.papers)
    )
    if form.is_valid():
        try:
            wish = Wish(edition, enterprise, **form.said, files=_received(form))
            made = actions.apply(author=author_of(request), wish=wish, now=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"“{edition.title}”申请交上去了，编号 {made.number}")
            return HttpResponseRedirect(reverse("claims:one", args=[made.public_id]))
    return _new_shown(request, edition, enterprise, form, forms.IntendForm(auto_id="id_intend_%s"))


@page("claim.raise", methods=("GET", "POST"))
def intend(request: HttpRequest, item_id: str, enterprise_id: str) -> HttpResponse:
    """Say that an enterprise wants an item and ask its officer to help with it."""
    edition, enterprise = _wanted(request, item_id, enterprise_id)
    form = forms.IntendForm(sent(request), auto_id="id_intend_%s")
    if form.is_valid():
        wish = Wish(edition, enterprise, words=form.cleaned_data["words"])
        try:
            made = actions.intend(author=author_of(request), wish=wish, now=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            said = (
                "记下了，服务官会和您联系"
                if made.holder == ClaimHolder.OFFICER
                else "记下了，备好材料随时可以交"
            )
            messages.success(request, said)
            return HttpResponseRedirect(reverse("claims:one", args=[made.public_id]))
    plain = forms.ApplyForm(asked=edition.papers, choices=forms.ticks(edition.papers))
    return _new_shown(request, edition, enterprise, plain, form)


def _received(form: PapersForm) -> Files:
    """By paper the files that were sent. Refuses beside its field one that cannot be taken."""
    found: dict[str, list[Received]] = {}
    for name, uploads in form.uploads().items():
        found.setdefault(form.answered[name], []).extend(files.receive(one, field=name) for one in uploads)
    return found


def _new_shown(
    request: HttpRequest, edition: Edition, enterprise: Enterprise, form: ApplyForm, intends: Form
) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    held = queries.open_claim_of(enterprise, edition.item_id)
    around = queries.place(enterprise.area_id, now)
    mode = ClaimMode.of(edition.mode)
    context = {
        "edition": edition,
        "enterprise": enterprise,
        "own": "member" in enterprises.relations_to(actor, enterprise),
        "form": form,
        "intends": intends,
        "held": held,
        "held_state": ClaimState.label_of(held.state) if held else "",
        "closed": queries.why_closed(edition, clock.local(now).date()),
        "promises_said": [
            (_PROMISED[state], f"{around.limits.of(state, mode, edition.days).days} 个工作日")
            for state in _PROMISED
        ],
        "helps_within": around.limits.of(ClaimState.INTENDED, mode, edition.days).days,
        "papers": [{"value": paper, "label": own(paper), "ready": False} for paper in edition.papers],
        "accept": files.ACCEPTED,
        "files_again": form.is_bound and bool(request.FILES),
        "errors": form.faults if form.is_bound else intends.faults,
        "layout": "person",
    }  # fmt: skip
    status = 422 if form.is_bound or intends.is_bound else 200
    return render(request, "claims/new.html", context, status=status)


# --- one claim ---------------------------------------------------------


@page("claim.see")
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One claim: how far, in whose hands, until when and why; what the reader may do with it."""
    return _shown(request, public_id)


@page("claim.step", methods=("POST",))
def step(request: HttpRequest, public_id: str, step: str) -> HttpResponse:
    """Take a step of a claim; where it is refused the page shows the form again."""
    actor = actor_of(request)
    claim = queries.claim_for(actor, public_id)
    if step not in forms.FORMS:
        raise NotFound
    form = _form(step, claim.edition, request)
    version = forms.VersionForm(request.POST)
    if all([form.is_valid(), version.is_valid()]):
        try:
            given = (
                {**form.said, "files": _received(form)} if isinstance(form, PapersForm) else form.cleaned_data
            )
            made = actions.take_step(
                author=author_of(request), claim=claim, step=step, given=given, now=clock.now(),
                version=version.cleaned_data["version"],
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{CLAIM_FLOW.step(step).label}：好了")
            return HttpResponseRedirect(reverse("claims:one", args=[made.public_id]))
    for message in version.errors.get("version", []):
        form.add_error(None, message)
    return _shown(request, public_id, Bound(step, form))


@dataclass(frozen=True, slots=True)
class Bound:
    """A form that was refused, and the step it is of."""

    step: str
    form: Form


def _form(step: str, edition: Edition, request: HttpRequest | None = None) -> Form:
    kind = forms.FORMS[step]
    given: dict[str, Any] = {"auto_id": f"id_{step}_%s"}
    if issubclass(kind, PapersForm):
        given["asked"] = edition.papers
    if "papers" in kind.base_fields:
        given["choices"] = forms.ticks(edition.papers)
    data, uploads = (request.POST, request.FILES) if request is not None else (None, None)
    return kind(data, uploads, **given)


def _shown(request: HttpRequest, public_id: str, bound: Bound | None = None) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    read = queries.claim_read(actor, public_id, now)
    claim = read.claim
    context = {
        "read": read,
        "claim": claim,
        "edition": claim.edition,
        "state": ClaimState.of(claim.state),
        "ours": "enterprise" in read.relations,
        "in_unit": bool({"handler", "unit_head"} & read.relations),
        "forms": _forms_of(read, bound, now),
        "stray": bound.form.refusals if bound and bound.step not in read.steps else [],
        "holder": tables.holder_of(claim),
        "does": tables.does_of(claim),
        "left": left_of(claim, read.place.calendar, now),
        "why": why_of(claim, read.place.calendar),
        "way": tables.steps_of(claim),
        "facts": tables.facts_of(read, now),
        "account": tables.account_of(read),
        "refused_step": bound.step if bound else "",
        "amount": tables.amount_of(claim),
        "story": tables.story_of(read, now),
        "papers": tables.papers_of(read, now),
        "ready": len(claim.papers),
        "opens_papers": opens_papers(actor, claim),
        "accept": files.ACCEPTED,
        "files_again": bound is not None and bool(request.FILES),
        "errors": _faults(bound),
        "layout": "person" if "enterprise" in read.relations else "staff",
    }
    return render(request, "claims/one.html", context, status=422 if bound else 200)


def _faults(bound: Bound | None) -> list[tuple[str, str]]:
    """What is wrong, by the fields as the page names them."""
    if bound is None:
        return []
    return [(f"{bound.step}_{name}" if name else "", said) for name, said in bound.form.faults]


def _forms_of(read: ClaimRead, bound: Bound | None, now: datetime) -> Mapping[str, Form]:
    """By open step its form; the one that was refused as it was sent."""
    claim = read.claim
    found: dict[str, Form] = {}
    initial: dict[str, dict[str, Any]] = {
        "approve": {"amount": _typed(claim.asked)},
        "pay": {"amount": _typed(claim.approved), "paid_on": clock.local(now).date()},
        "confirm_account": _known_account(read),
        "give_account": _known_account(read),
        "apply": {"words": claim.words},
        "ask": {"reason": tables.missing_of(read)},
    }
    for name in read.steps:
        if bound is not None and bound.step == name:
            found[name] = bound.form
        elif name in forms.FORMS:
            found[name] = _form(name, claim.edition)
            found[name].initial = initial.get(name, {})
    return found


def _typed(amount: Decimal | None) -> str:
    """An amount as somebody would type it."""
    return "" if amount is None else f"{amount:.2f}".removesuffix(".00")


def _known_account(read: ClaimRead) -> dict[str, str]:
    account = read.account
    if account is None:
        return {"holder": read.claim.enterprise.name}
    return {"holder": account.holder, "bank": account.bank, "account": account.number}


@page("claim.see")
def paper_file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One file of a claim's papers, as a download."""
    found = queries.paper_file_for(actor_of(request), public_id)
    return files.hand_out(found.file, found.name)
