"""Business hours of areas, beside the calendar: what holds, what was ever set; others proposed, or an end."""

from datetime import date, time
from typing import Any

from django.http import HttpRequest, HttpResponse

from qinqing.domains.problems import actions, forms, tables
from qinqing.domains.problems.pages import proposing
from qinqing.domains.problems.queries import catalogue, hours
from qinqing.kernel import clock
from qinqing.kernel.forms import Form
from qinqing.kernel.pages import actor_of, page
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number
from qinqing.lib.workdays import Interval, Receipt, Schedule

_MIDDAY = time(12)


@page("rule.see")
def shown(request: HttpRequest) -> HttpResponse:
    """The hours of every area within reach, and all that was ever set."""
    return _shown(request)


@page("rule.keep", methods=("POST",))
def another(request: HttpRequest) -> HttpResponse:
    """Propose others from a day on."""
    form = forms.HoursForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        facts = actions.HoursFacts(given["area"], form.hours, given["source"])
        if done := proposing.propose(request, form, facts, given["from_on"]):
            return done
    return _shown(request, form=form)


@page("rule.keep", methods=("POST",))
def end(request: HttpRequest) -> HttpResponse:
    """Propose that an area go back to the hours above it, from a day on."""
    ending = forms.EndHoursForm(request.POST, auto_id="end_%s")
    if ending.is_valid():
        given = ending.cleaned_data
        if done := proposing.propose(request, ending, actions.EndHours(given["area"]), given["on"]):
            return done
    return _shown(request, ending=ending)


def _shown(
    request: HttpRequest, form: forms.HoursForm | None = None, ending: Form | None = None
) -> HttpResponse:
    actor, today = actor_of(request), clock.today()
    areas, words = catalogue.areas_for_choice(actor), hours.words_on_hours(actor)
    mine = set(actor.ids("coordinator"))
    kept = [(number, name) for number, name in areas if number in mine]
    own = {word.area_id for word in words if word.schedule is not None}
    holding = hours.hours_of(areas, words, today)
    context: dict[str, Any] = {
        "tabs": tables.rule_tabs("problems:hours"),
        "columns": tables.HOURS,
        "rows": tables.hours_rows(holding, today),
        "count": len(holding),
        "set_here": sum(one.word is not None for one in holding),
        "history": tables.hours_history(words, today),
        "areas": kept,
        "receipts": [{"value": value, "label": label} for value, label in Receipt.choices()],
        "own": [(number, name) for number, name in kept if number in own],
        "form": form or forms.HoursForm(initial=_initial(request, kept, holding, today)),
        "ending": ending or forms.EndHoursForm(initial={"on": today}, auto_id="end_%s"),
        **proposing.waiting(request, "hours"),
    }
    wrong = form is not None or ending is not None
    return render(request, "problems/hours.html", context, status=422 if wrong else 200)


def _initial(
    request: HttpRequest, areas: list[tuple[int, str]], holding: list[hours.HoursHolding], today: date
) -> dict[str, Any]:
    """An area, and the hours that hold there, for the form to begin with."""
    wanted = whole_number(request.GET.get("area", ""))
    area = next((number for number, _ in areas if number == wanted), proposing.first_of(areas))
    holds = next((one.schedule for one in holding if one.area_id == area), None)
    return {"area": area, "from_on": today, **(_typed(holds) if holds else {})}


def _typed(holds: Schedule) -> dict[str, str]:
    """Hours as somebody would type them."""
    several = len(holds.seasons) > 1
    found = {"receipt": holds.receipt.value}
    for number, one in enumerate(holds.seasons[:2], start=1):
        opens, leaves, returns, closes = _moments(one.intervals)
        said = {
            "morning_opens": opens, "morning_closes": leaves, "afternoon_opens": returns,
            "afternoon_closes": closes,
        }  # fmt: skip
        found |= {f"{part}_{number}": f"{moment:%H:%M}" for part, moment in said.items()}
        if several:
            found[f"begins_{number}"] = f"{one.month:02}-{one.day:02}"
    return found


def _moments(intervals: tuple[Interval, ...]) -> tuple[time, time, time, time]:
    """When a day begins, pauses, goes on and ends; hours without a pause are parted at midday."""
    opens, closes = intervals[0][0], intervals[-1][1]
    if len(intervals) == 1:
        return opens, _MIDDAY, _MIDDAY, closes
    return opens, intervals[0][1], intervals[1][0], closes
