"""Payout lists: compared and filled by one of the unit, confirmed by another, then given notice of."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.claims import actions, forms, queries, tables
from qinqing.domains.claims.queries import ListRead
from qinqing.domains.claims.terms import ListState
from qinqing.domains.claims.workflow import LIST_FLOW
from qinqing.domains.policies import queries as policies
from qinqing.kernel import clock
from qinqing.kernel.forms import Form, IdField, sent
from qinqing.kernel.pages import actor_of, allows, author_of, page
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render
from qinqing.ui import formats
from qinqing.ui.cells import light, own, table_head


@page("payout_list.see")
def lists(request: HttpRequest) -> HttpResponse:
    """The payout lists in sight, and the items that can be listed now."""
    actor, now = actor_of(request), clock.now()
    found = list(queries.payout_lists_of(actor)[:200])
    keeps = allows(actor, "payout_list.keep")
    context = {
        "head": table_head(tables.LISTS),
        "rows": tables.list_rows(found, now),
        "count": len(found),
        "keeps": keeps,
        "listable": queries.listable(actor, clock.today()) if keeps else [],
    }
    return render(request, "claims/lists.html", context)


class _ItemForm(Form):
    edition = IdField("事项")


@page("payout_list.keep", methods=("POST",))
def new_list(request: HttpRequest) -> HttpResponse:
    """Begin the list of an item."""
    form = _ItemForm(request.POST)
    listable = {one.pk: one for one in queries.listable(actor_of(request), clock.today())}
    chosen = listable.get(form.cleaned_data["edition"]) if form.is_valid() else None
    if chosen is None:
        raise Refused("gone", "这一项现在不能列名单：可能已经有一份在列，或者不执行了。请回上一页重新选")
    made = actions.make_list(author=author_of(request), edition=chosen, now=clock.now())
    return HttpResponseRedirect(reverse("claims:payout_list", args=[made.public_id]))


@page("payout_list.see")
def payout_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """One list: who is on it with how much, who was taken out and why, what is to be done."""
    return _shown(request, public_id)


def _shown(
    request: HttpRequest,
    public_id: str,
    *,
    entries: Form | None = None,
    refusal: Form | None = None,
) -> HttpResponse:
    now = clock.now()
    read = queries.list_read(actor_of(request), public_id, now)
    edition = read.payout_list.edition
    state = ListState.of(read.payout_list.state)
    context = {
        "read": read,
        "list": read.payout_list,
        "edition": edition,
        "state": light(state.tone, state.label),  # type: ignore[arg-type]
        "head": table_head(tables.ENTRIES if read.edits else tables.ENTRIES[:-1]),
        "rows": tables.entry_rows(read.entries, public_id, edits=read.edits),
        "out_head": table_head(tables.TAKEN_OUT),
        "out_rows": tables.out_rows(read.taken_out),
        "entries": entries or forms.EntriesForm(),
        "refusal": refusal or forms.ListReasonForm(auto_id="id_return_%s"),
        "returning": refusal is not None,
        "fitting": len(policies.fitting(edition)) if read.edits else 0,
        "facts": _facts(read),
    }
    status = 422 if entries is not None or refusal is not None else 200
    return render(request, "claims/payout_list.html", context, status=status)


def _facts(read: ListRead) -> list[tuple[str, str]]:
    one = read.payout_list
    said = [
        ("标准", own(one.edition.amount)),
        ("兑现单位", one.unit.name),
        ("谁列的", f"{one.made_by.name}，{formats.full_moment(one.made_at)}"),
        ("几家", f"{len(read.entries)} 家"),
        ("一共", formats.exact_amount(read.total)),
        ("预算还剩", formats.exact_amount(read.left) if read.left is not None else "没有写预算"),
    ]
    return said


@page("payout_list.keep", methods=("POST",))
def put_on(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put enterprises on a list by credit code or whole name."""
    found = queries.payout_list_for(actor_of(request), public_id)
    form = forms.EntriesForm(request.POST)
    if form.is_valid():
        compared = actions.compare(form.cleaned_data["amounts"])
        given = form.cleaned_data
        by_rule = actions.compared_by_rule(found, given["amount"]) if given["by_rule"] else {}
        if compared.unknown:
            names = "、".join(compared.unknown[:5])
            form.add_error("lines", f"企业库里没有找到：{names}。核对代码或全名；没有建档的先请协调办登记")
        else:
            try:
                count = actions.put_on(
                    author=author_of(request), payout_list=found, amounts={**by_rule, **compared.found},
                    reason=given["reason"], now=clock.now(),
                )  # fmt: skip
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.success(request, f"列入 {count} 家" if count else "这些企业都已经在名单里")
                return HttpResponseRedirect(reverse("claims:payout_list", args=[public_id]))
    return _shown(request, public_id, entries=form)


@page("payout_list.keep", methods=("GET", "POST"))
def entry(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Take one enterprise off a list, with the reason."""
    found = queries.payout_list_for(actor_of(request), public_id)
    row = queries.entry_for(found, number)
    form = forms.ListReasonForm(sent(request))
    if form.is_valid():
        try:
            actions.take_out(
                author=author_of(request), entry=row, reason=form.cleaned_data["reason"], now=clock.now()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{row.enterprise.name}从名单里拿掉了")
            return HttpResponseRedirect(reverse("claims:payout_list", args=[public_id]))
    context = {"form": form, "row": row, "list": found, "amount": formats.exact_amount(row.amount)}
    return render(request, "claims/entry.html", context, status=422 if form.is_bound else 200)


@page("payout_list.keep", methods=("POST",))
def list_step(request: HttpRequest, public_id: str, step: str) -> HttpResponse:
    """Hand a list to the head, give it back, confirm it."""
    found = queries.payout_list_for(actor_of(request), public_id)
    form = forms.ListReasonForm(request.POST, auto_id="id_return_%s") if step == "return" else None
    if form is not None and not form.is_valid():
        return _shown(request, public_id, refusal=form)
    label = LIST_FLOW.step(step).label
    given = form.cleaned_data if form is not None else {}
    actions.take_list_step(
        author=author_of(request), payout_list=found, step=step, given=given, now=clock.now()
    )
    messages.success(request, f"“{found.edition.title}”名单：{label}")
    return HttpResponseRedirect(reverse("claims:payout_list", args=[public_id]))
