"""The system administrator's units."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts import actions, forms, queries, tables
from qinqing.domains.accounts.models import Unit
from qinqing.domains.accounts.terms import Role, UnitFunction, UnitKind, UnitLevel
from qinqing.kernel import clock
from qinqing.kernel.forms import Form, sent
from qinqing.kernel.pages import author_of, page
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render


@page("unit.keep")
def units(request: HttpRequest) -> HttpResponse:
    """All units, those of the past below."""
    found = queries.all_units()
    context = {"columns": tables.UNITS, "rows": tables.unit_rows(found), "count": len(found)}
    return render(request, "accounts/units.html", context)


@page("unit.keep", methods=("GET", "POST"))
def new_unit(request: HttpRequest) -> HttpResponse:
    """Add a unit."""
    form = forms.UnitForm(sent(request), initial={"level": UnitLevel.DISTRICT.value})
    if form.is_valid():
        now = clock.now()
        founded = form.cleaned_data["founded_on"] or clock.local(now).date()
        try:
            made = actions.create_unit(
                author=author_of(request), facts=_facts(form), founded_on=founded, now=now
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{made.short}加好了")
            return HttpResponseRedirect(reverse("accounts:units"))
    return _shown(request, form, None)


@page("unit.keep", methods=("GET", "POST"))
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Correct a unit."""
    found = queries.unit_for(unit_id)
    form = forms.UnitForm(
        sent(request), initial={name: getattr(found, name) for name in forms.UnitForm.base_fields}
    )
    if form.is_valid():
        try:
            actions.change_unit(
                author=author_of(request), unit_id=found.pk, facts=_facts(form), now=clock.now()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "改好了")
            return HttpResponseRedirect(reverse("accounts:units"))
    return _shown(request, form, found)


@page("unit.keep", methods=("POST",))
def end_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Dissolve a unit from a day on."""
    found = queries.unit_for(unit_id)
    form = forms.EndUnitForm(request.POST, auto_id="end_%s")
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.end_unit(
                author=author_of(request),
                unit_id=found.pk,
                on=given["on"],
                successor_id=given["successor_id"],
                now=clock.now(),
            )
        except Refused as refused:
            if found.ended_on is not None:  # Somebody was quicker: the page shows this form no more.
                raise
            form.refuse(refused)
        else:
            messages.success(request, f"记下了：{found.short}撤并，手上的事由承接单位接着办")
            return HttpResponseRedirect(reverse("accounts:units"))
    names = forms.UnitForm.base_fields
    return _shown(
        request, forms.UnitForm(initial={name: getattr(found, name) for name in names}), found, form
    )


def _facts(form: Form) -> actions.UnitFacts:
    given = form.cleaned_data
    return actions.UnitFacts(
        code=given["code"],
        name=given["name"],
        short=given["short"],
        kind=UnitKind[given["kind"].upper()],
        level=UnitLevel[given["level"].upper()],
        parent_id=given["parent_id"],
        area_id=given["area_id"],
        signs_off_id=given["signs_off_id"],
        function=UnitFunction[given["function"].upper() or "NONE"],
    )


def _shown(request: HttpRequest, form: Form, found: Unit | None, ending: Form | None = None) -> HttpResponse:
    now = clock.now()
    others = [
        one for one in queries.units_for_choice(clock.local(now).date()) if not found or one[0] != found.pk
    ]
    heads = [(head.pk, f"{head.name}　{head.login}") for head in queries.holders(Role.UNIT_HEAD, now)]
    context = {
        "form": form,
        "unit": found,
        "ending": ending or forms.EndUnitForm(auto_id="end_%s"),
        "others": others,
        "heads": heads,
        "areas": [(node.id, "　" * node.depth + node.name) for node in queries.area_tree()],
    }
    wrong = form.is_bound or (ending is not None and ending.is_bound)
    return render(request, "accounts/unit.html", context, status=422 if wrong else 200)
