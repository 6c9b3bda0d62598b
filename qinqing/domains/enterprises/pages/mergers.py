"""Doors to mergers: propose, agree, drop or undo."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.enterprises import actions, forms, queries
from qinqing.domains.enterprises.models import Merger
from qinqing.kernel import clock
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Conflict, Refused
from qinqing.kernel.rendering import render

FILE = "enterprise_file:detail"


@page("merger.propose", methods=("GET", "POST"))
def propose(request: HttpRequest, public_id: str) -> HttpResponse:
    """This entry is the same enterprise as another one."""
    actor = actor_of(request)
    found = queries.enterprise_kept_by(actor, public_id)
    form = forms.MergerForm(sent(request))
    if form.is_valid():
        other = queries.named_or_coded(actor, form.cleaned_data["other"])
        if other is None:
            form.add_error("other", "没有找到唯一的一家，请写信用代码")
        else:
            try:
                row = actions.propose_merger(
                    author=author_of(request),
                    losing=found,
                    into=other,
                    reason=form.cleaned_data["reason"],
                    now=clock.now(),
                )
            except Conflict:
                raise
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.success(request, "合并好了" if row.merged_at else "提出了，等两家的主联系人同意")
                return HttpResponseRedirect(reverse(FILE, args=[other.public_id]))
    context = {"form": form, "enterprise": found}
    return render(request, "enterprises/merger.html", context, status=422 if form.is_bound else 200)


@page("merger.agree", methods=("POST",))
def agree(request: HttpRequest, number: int) -> HttpResponse:
    """A main contact agrees."""
    row = queries.merger_for(actor_of(request), number)
    merged = actions.agree_to_merger(author=author_of(request), merger=row, now=clock.now())
    messages.success(request, "合并好了" if merged.merged_at else "记下了，还等另一家的主联系人同意")
    where = row.into.public_id if merged.merged_at else _own(request, row)
    return HttpResponseRedirect(reverse(FILE, args=[where]))


def _own(request: HttpRequest, row: Merger) -> str:
    """The side the actor speaks for."""
    mine = actor_of(request).ids("member")
    return row.losing.public_id if row.losing_id in mine else row.into.public_id


@page("merger.end", methods=("POST",))
def end(request: HttpRequest, number: int) -> HttpResponse:
    """What was proposed is dropped, what is in force undone."""
    actor = actor_of(request)
    row = queries.merger_for(actor, number)
    actions.end_merger(author=author_of(request), merger=row, now=clock.now())
    messages.success(request, "撤销了，各是一家")
    own = _own(request, row) if actor.ids("member") else row.into.public_id
    return HttpResponseRedirect(reverse(FILE, args=[own]))
