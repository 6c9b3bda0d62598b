"""Doors for programs: lists, one claim, applying, every step by its name."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router

from qinqing.domains.claims import actions, events, queries
from qinqing.domains.claims.actions import Wish
from qinqing.domains.claims.forms import FORMS, ApplyForm, OnePaperForm, PapersForm, ticks
from qinqing.domains.claims.models import Claim
from qinqing.domains.claims.queries import ClaimPage, ClaimRead, why_of
from qinqing.domains.claims.schemas import (
    ClaimCode,
    ClaimLine,
    ClaimPageRead,
    ClaimPaperFile,
    ClaimsAfter,
    ClaimShown,
    ClaimsNarrowed,
    ClaimStepOffered,
)
from qinqing.domains.claims.terms import ClaimHolder, ClaimOrigin, ClaimState
from qinqing.domains.claims.workflow import CLAIM_FLOW
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.policies import queries as policies
from qinqing.kernel import clock, files
from qinqing.kernel.api.bodies import Sent
from qinqing.kernel.api.operations import author_of, expected_version, reads, tag_of, writes
from qinqing.kernel.forms import Form, TextField
from qinqing.kernel.permissions import Actor
from qinqing.kernel.webhooks import Told
from qinqing.lib.terms import Term
from qinqing.lib.text import whole_number

RIGHTS: Final = {
    "claim.list": "查申领",
    "claim.own": "查本企业的申领",
    "claim.work": "查本单位要兑现的申领",
    "claim.see": "看一笔申领",
    "claim.raise": "申领政策",
    "claim.step": "办申领",
}
"""What a token can be given here."""
TOLD: Final = (
    Told(
        "claim",
        "claim.see",
        {
            events.ClaimApplied: "申领提交了",
            events.ClaimAccepted: "申领受理了",
            events.SupplementAsked: "申领要补材料",
            events.PapersGiven: "申领交来材料",
            events.PapersSupplied: "申领的材料补好了",
            events.ClaimTurnedDown: "申领不予受理",
            events.ClaimApproved: "申领审核通过，开始公示",
            events.ClaimListed: "列入兑现名单，开始公示",
            events.ClaimNotApproved: "申领没有通过",
            events.ObjectionRecorded: "公示中有异议",
            events.ObjectionDismissed: "异议不成立",
            events.ObjectionUpheld: "异议成立，不再兑现",
            events.NoticeEnded: "公示期满",
            events.AccountGiven: "收款账户确认了",
            events.AccountReturned: "收款账户要改",
            events.ClaimPaid: "拨付了",
            events.ClaimWithdrawn: "申领撤回了",
            events.ClaimDateMoved: "申领的日期因日历变动",
            events.ClaimLate: "申领过了期限",
        },
        queries.addresses_of,
    ),
)
router = Router(tags=["兑现"])
ROUTERS: Final[tuple[Router, ...]] = (router,)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


@reads(router, "/claims", right="claim.list", answers=ClaimPageRead, name="list_claims")
def claims(request: HttpRequest, narrowed: Query[ClaimsNarrowed]) -> ClaimPageRead:
    """查申领，日子近的在前。"""
    return _listed(_actor(request), narrowed)


@reads(router, "/unit-claims", right="claim.work", answers=ClaimPageRead, name="list_unit_claims")
def unit_claims(request: HttpRequest, narrowed: Query[ClaimsNarrowed]) -> ClaimPageRead:
    """查本单位要兑现的申领，日子近的在前。"""
    return _listed(_actor(request), narrowed)


@reads(router, "/own-claims", right="claim.own", answers=ClaimPageRead, name="list_own_claims")
def own_claims(request: HttpRequest, page: Query[ClaimsAfter]) -> ClaimPageRead:
    """查本企业的申领，等企业办的在前。"""
    offset = whole_number(page.after) or 0
    return _read(queries.own_page(_actor(request), clock.now(), offset=offset))


@reads(router, "/claims/{public_id}", right="claim.see", answers=ClaimShown, name="show_claim")
def claim(request: HttpRequest, response: HttpResponse, public_id: str) -> ClaimShown:
    """看一笔申领。

    响应头 ETag 是它现在的版本，办下一步时放进 If-Match。收款账户不从接口出去。
    """
    return _answered(_actor(request), public_id, response)


def _listed(actor: Actor, narrowed: ClaimsNarrowed) -> ClaimPageRead:
    offset = whole_number(narrowed.after) or 0
    found = queries.claims_page(actor, narrowed.stock or "", clock.now(), offset=offset, words=narrowed.words)
    return _read(found)


def _read(found: ClaimPage) -> ClaimPageRead:
    return ClaimPageRead(items=[ClaimLine(**_line(row)) for row in found.rows], next=found.after or None)


def _answered(actor: Actor, public_id: str, response: HttpResponse) -> ClaimShown:
    read = queries.claim_read(actor, public_id, clock.now())
    response["ETag"] = tag_of(read.claim.version)
    return _shown(read)


def _code(kind: type[Term], value: str) -> ClaimCode:
    return ClaimCode(code=value, label=kind.label_of(value))


def _line(row: Claim) -> dict[str, Any]:
    return {
        "public_id": row.public_id,
        "number": row.number,
        "origin": _code(ClaimOrigin, row.origin),
        "state": _code(ClaimState, row.state),
        "holder": _code(ClaimHolder, row.holder),
        "item": row.edition.item.public_id,
        "title": row.edition.title,
        "enterprise": row.enterprise.public_id,
        "enterprise_name": row.enterprise.name,
        "unit": row.unit.short,
        "asked": row.asked,
        "approved": row.approved,
        "paid": row.paid,
        "due_at": row.due_at,
    }


def _shown(read: ClaimRead) -> ClaimShown:
    row = read.claim
    why = why_of(row, read.place.calendar)
    said = ("words", "reason", "citation", "approval_note", "ruling", "notice_until_at", "paid_on", "voucher")
    return ClaimShown(
        **_line(row),
        **{name: getattr(row, name) for name in said},
        papers=list(row.papers),
        files=[
            ClaimPaperFile(public_id=one.public_id, paper=paper.name, name=one.name, size=one.file.size)
            for paper in read.papers
            for one in paper.files
        ],
        why=why.reasons if why else [],
        steps=[ClaimStepOffered(step=step.name, label=step.label) for step in read.steps.values()],
    )


# --- writing -----------------------------------------------------------


class _WhichForm(Form):
    item = TextField("政策事项的 public_id", most=12)
    enterprise = TextField("企业的 public_id", most=12)


class _BeginForm(_WhichForm, ApplyForm):
    """Which item for which enterprise, and what it says."""


@writes(
    router, "/claims", right="claim.raise", takes=_BeginForm, answers={201: ClaimShown},
    name="apply_for_item", versioned=False,
)  # fmt: skip
def begin(request: HttpRequest, response: HttpResponse, sent: Sent) -> ClaimShown:
    """申领一项政策。"""
    actor, now = _actor(request), clock.now()
    which = sent.filled(_WhichForm).cleaned_data
    wanted = policies.item_for(actor, which["item"], clock.today()).shown
    enterprise = enterprises.enterprise_for(actor, which["enterprise"])
    given = dict(sent.filled(_BeginForm, ticks(wanted.papers)).cleaned_data)
    wish = Wish(wanted, enterprise, given["amount"], given["words"], given["papers"])
    made = actions.apply(author=author_of(request, sent), wish=wish, now=now)
    response["Location"] = f"{request.path}/{made.public_id}"
    return _answered(actor, made.public_id, response)


def _hang(step: str, label: str, takes: type[Form]) -> None:
    def take(request: HttpRequest, response: HttpResponse, public_id: str, sent: Sent) -> ClaimShown:
        actor = _actor(request)
        found = queries.claim_for(actor, public_id)
        form = sent.filled(takes, ticks(found.edition.papers) if "papers" in takes.base_fields else None)
        actions.refuse_outdated(found, expected_version(request))
        actions.take_step(
            author=author_of(request, sent), claim=found, step=step, given=form.cleaned_data, now=clock.now(),
            version=found.version if expected_version(request) is not None else None,
        )  # fmt: skip
        return _answered(actor, public_id, response)

    take.__doc__ = f"{label}。"
    writes(
        router, f"/claims/{{public_id}}/steps/{step}", right="claim.step", takes=takes, answers=ClaimShown,
        name=f"claim_{step}",
    )(take)  # fmt: skip


@writes(
    router, "/claims/{public_id}/steps/give_papers", right="claim.step", takes=OnePaperForm,
    answers=ClaimShown, name="claim_give_papers",
)  # fmt: skip
def give_papers(request: HttpRequest, response: HttpResponse, public_id: str, sent: Sent) -> ClaimShown:
    """交一样材料。

    文件放在 multipart/form-data 的 attachments 里，一次交一样。
    """
    actor = _actor(request)
    found = queries.claim_for(actor, public_id)
    given = sent.filled(OnePaperForm).cleaned_data
    actions.refuse_outdated(found, expected_version(request))
    received = [files.receive(one, field="attachments") for one in given["attachments"]]
    actions.take_step(
        author=author_of(request, sent), claim=found, step="give_papers",
        given={"files": {given["paper"]: received}}, now=clock.now(),
        version=found.version if expected_version(request) is not None else None,
    )  # fmt: skip
    return _answered(actor, public_id, response)


@reads(
    router, "/claims/papers/{public_id}", right="claim.see", answers=bytes, name="download_paper",
    gives=files.KINDS,
)  # fmt: skip
def paper_file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """下载一份材料。"""
    found = queries.paper_file_for(_actor(request), public_id)
    return files.hand_out(found.file, found.name)


for _name, _takes in FORMS.items():
    if _takes is not PapersForm:
        _hang(_name, CLAIM_FLOW.step(_name).label, _takes)
