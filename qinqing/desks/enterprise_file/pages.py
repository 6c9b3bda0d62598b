"""The list of enterprises and the file of one."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from qinqing.desks.enterprise_file import actions, forms, queries, tables
from qinqing.domains.enterprises import actions as enterprises_actions
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.actions import sources_for
from qinqing.domains.enterprises.terms import StruckAs, TitleKind
from qinqing.domains.problems.queries import today_for
from qinqing.kernel import clock, saved
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import actor_of, allows, author_of, page
from qinqing.kernel.permissions import Actor, Shown
from qinqing.kernel.refusals import Conflict, Refused
from qinqing.kernel.rendering import render


def _address(kept: Mapping[str, str]) -> str:
    return f"?{urlencode(kept)}"


def _flat(query: QueryDict) -> Mapping[str, str]:
    return {name: str(query[name]) for name in query}


VIEWS = saved.offer("enterprise_file:list", lambda query: _address(queries.kept(_flat(query))))


@page("enterprise.list", lists=True)
def listing(request: HttpRequest) -> HttpResponse:
    """The enterprises of one's areas, narrowed by what stands in the address."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = clock.now()
    kept = queries.kept(_flat(request.GET))
    chosen, unserved = queries.chosen(kept, now)
    found = enterprises.enterprise_list(actor, chosen, narrowed=unserved, after=request.GET.get("after", ""))
    context = {
        "kept": kept,
        "views": VIEWS.tabs(actor, _address(kept)),
        "here": _address(kept),
        "total": found.total,
        "shown": len(found.rows),
        "columns": tables.LIST,
        "rows": tables.list_rows(found.rows, queries.serving_of(found.rows, now)),
        "areas": enterprises.area_choices(actor),
        "industries": enterprises.industry_choices(),
        "types": enterprises.type_choices(),
        "sizes": enterprises.size_choices(),
        "titles": TitleKind.choices(),
        "rolls": enterprises.rolls_for_filter(actor, clock.local(now).date()),
        "chips": _chips(kept),
        "older": f"?{urlencode({**kept, 'after': found.after})}" if found.after else "",
        "may_edit": allows(actor, "enterprise.edit"),
        "keeps_rolls": allows(actor, "standing.keep"),
        "may_import": allows(actor, "enterprise.import"),
        "export_href": _export_href(actor, kept),
    }
    return render(request, "enterprise_file/list.html", context)


@page("enterprise.view")
def own(request: HttpRequest) -> HttpResponse:
    """The enterprise one speaks for; whoever speaks for several picks one."""
    firms = queries.own_enterprises(request.actor)  # type: ignore[attr-defined]
    if len(firms) == 1:
        return HttpResponseRedirect(reverse("enterprise_file:detail", args=[firms[0].public_id]))
    return render(request, "enterprise_file/own.html", {"firms": firms})


@page("enterprise.view")
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One enterprise from all sides."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = clock.now()
    file = queries.enterprise_file(actor, public_id, now)
    if file.enterprise.merged_into is not None:
        return HttpResponseRedirect(
            reverse("enterprise_file:detail", args=[file.enterprise.merged_into.public_id])
        )
    keeps = "keeper" in file.relations
    context = {
        "file": file,
        "enterprise": file.enterprise,
        "facts": tables.facts(file),
        "story": tables.story(file.story, file.names, file.enterprise.created_at, now),
        "problems": tables.open_problems(
            file.open_problems, today_for(actor, now), own="member" in file.relations
        ),
        "own": "member" in file.relations,
        "matches": bool({"member", "served"} & file.relations) and allows(actor, "policy.match"),
        "figures": tables.figure_table(file.figures),
        "figure_sources": tables.figure_sources(file.figures),
        "figures_hidden": file.figures.shown is Shown.HIDDEN,
        "figures_masked": file.figures.shown is Shown.MASKED,
        "grants": tables.grant_lines(file.grants, now),
        "titles": file.titles,
        "rolls": tables.rolls(file.rolls, clock.local(now).date()),
        "states_figures": bool(sources_for(file.relations)),
        "keeps": keeps,
        "struck": tables.struck(file.enterprise),
        "proposes": bool(file.relations & {"main_contact", "served"}) and not keeps,
        "invites": bool(file.relations & {"keeper", "main_contact", "served"}),
        "waiting": file.waiting,
        "keeps_contacts": keeps or "main_contact" in file.relations,
        "may_list": allows(actor, "enterprise.list"),
        "served": "served" in file.relations and allows(actor, "officer.served"),
        "may_reveal": allows(actor, "contact.reveal"),
        "sees_roster": allows(actor, "officer.list"),
        "layout": "staff" if allows(actor, "enterprise.list") else "person",
    }
    return render(request, "enterprise_file/detail.html", context)


def _export_href(actor: Actor, kept: dict[str, str]) -> str:
    address = reverse("exports:new_enterprises")
    return f"{address}?{urlencode(kept)}" if allows(actor, "enterprise.export") else ""


_CHIPS = (
    ("key", "1", "重点企业"),
    ("served", "no", "没有服务官"),
    ("dormant", "1", "休眠的"),
    ("struck", "1", "不在册的"),
)


def _chips(kept: dict[str, str]) -> list[dict[str, object]]:
    """The questions that are asked most, as words that switch on and off."""
    found = []
    for name, value, label in _CHIPS:
        others = {other: text for other, text in kept.items() if other != name}
        current = kept.get(name) == value
        address = urlencode(others if current else {**others, name: value})
        found.append({"label": label, "href": f"?{address}", "current": current})
    return found


# --- struck off --------------------------------------------------------


@page("standing.keep", methods=("GET", "POST"))
def strike_off(request: HttpRequest, public_id: str) -> HttpResponse:
    """The enterprise is in the register no longer; the form says what goes on nevertheless."""
    actor, now = actor_of(request), clock.now()
    found = enterprises.enterprise_kept_by(actor, public_id)
    form = forms.StruckForm(sent(request))
    if form.is_valid():
        given = form.cleaned_data
        try:
            enterprises_actions.strike_off(
                author=author_of(request), enterprise=found, kind=StruckAs.of(given["struck_as"]),
                struck_on=given["struck_on"], source=given["struck_source"], now=now,
            )  # fmt: skip
        except Conflict:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "登记好了，在办的照常办完")
            return HttpResponseRedirect(reverse("enterprise_file:detail", args=[public_id]))
    context = {
        "form": form,
        "enterprise": found,
        "open": queries.still_open(actor, found, now),
    }
    return render(request, "enterprise_file/strike_off.html", context, status=422 if form.is_bound else 200)


# --- figures by a grant: their keeper gives and ends it, a leader or the head of a unit reads by his ---

GRANTS = "enterprise_file:grants"


@page("figures.grant", methods=("GET", "POST"))
def grants(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who may read the figures of an enterprise, and to let another one read some."""
    actor, now = actor_of(request), clock.now()
    found = enterprises.enterprise_kept_by(actor, public_id)
    people = queries.may_be_given(actor, found, now)
    form = forms.GrantForm(sent(request), people=[(one.key, one.label) for one in people])
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.grant_figures(
                author=author_of(request), enterprise=found, who=given["who"], measures=given["measures"],
                purpose=given["purpose"], until_on=given["until_on"], now=now,
            )  # fmt: skip
        except Conflict:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "授权了，企业看得到给了谁、看什么、做什么用")
            return HttpResponseRedirect(reverse(GRANTS, args=[public_id]))
    rows = enterprises.grants_of(found, enterprises.family(found.pk), now)
    context = {
        "form": form,
        "enterprise": found,
        "people": people,
        "measures": tables.measure_cards(),
        "rows": tables.grant_lines(rows, now),
    }
    return render(request, "enterprise_file/grants.html", context, status=422 if form.is_bound else 200)


@page("figures.grant", methods=("POST",))
def end_grant(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Somebody may no longer read them."""
    found = enterprises.enterprise_kept_by(actor_of(request), public_id)
    grant = enterprises.grant_about(found, number)
    enterprises_actions.end_grant(author=author_of(request), grant=grant, now=clock.now())
    messages.success(request, "收回了，从现在起他看不到了")
    return HttpResponseRedirect(reverse(GRANTS, args=[public_id]))


@page("figures.granted")
def granted(request: HttpRequest) -> HttpResponse:
    """What one may read by grants; the figures themselves stand behind a button that records the look."""
    now = clock.now()
    rows = enterprises.grants_to(actor_of(request), now)
    return render(request, "enterprise_file/granted.html", {"rows": tables.grant_lines(rows, now)})


@page("figures.granted", methods=("POST",))
def read_granted(request: HttpRequest, number: int) -> HttpResponse:
    """The figures of one grant, once, with a record of who looked."""
    actor, now = actor_of(request), clock.now()
    grant = enterprises.grant_to(actor, number)
    enterprises_actions.open_granted(author=author_of(request), grant=grant, now=now)
    found = enterprises.granted_figures(grant, enterprises.family(grant.enterprise_id))
    context = {
        "grant": grant,
        "figures": tables.granted_table(found),
        "sources": tables.sources_said(found.sources),
    }
    return render(request, "enterprise_file/read_granted.html", context)
