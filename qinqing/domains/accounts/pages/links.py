"""Links by which the staff choose their passwords: for one, or for many on a sheet that is cut into slips."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from markupsafe import Markup

from qinqing.domains.accounts import actions, forms, queries
from qinqing.domains.accounts.pages.choosing import choosing
from qinqing.kernel import clock
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render
from qinqing.ui.formats import full_day
from qinqing.ui.qr import qr_code


@page("account.keep", methods=("POST",))
def give_link(request: HttpRequest, person_id: int) -> HttpResponse:
    """A link by which somebody chooses his password himself; shown this once."""
    found = queries.person_for(actor_of(request), person_id)
    key = actions.make_one_time_link(author=author_of(request), person_id=found.pk, now=clock.now())
    context = {"account": found, "address": _address(key), "days": queries.LINK_DAYS}
    return render(request, "accounts/given_link.html", context)


@page("account.keep", methods=("GET", "POST"))
def give_links(request: HttpRequest) -> HttpResponse:
    """Links for several of those who cannot come in yet, with one code; shown this once, to be printed."""
    now = clock.now()
    people = choosing(request, "accounts:give_links", queries.PeopleFilter(outside=True))
    form = forms.LinksForm(
        sent(request),
        choices={"people": people.choices},
        asks=queries.asks_for_code(actor_of(request)),
    )
    if form.is_valid():
        try:
            made = actions.make_one_time_links(
                author=author_of(request), people=form.cleaned_data["people"], now=now
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            context = {
                "slips": [_slip(one) for one in made],
                "until": made[0].until,
                "place": queries.place_name(),
                "back": people.here,
            }
            return render(request, "accounts/given_links.html", context)
    running = queries.links_of([one.pk for one in people.found.people], now)
    beside = {number: f"给过链接，{full_day(until)}前有效" for number, until in running.items()}
    context = {**people.context(form, beside), "units": queries.units_for_choice(clock.local(now).date())}
    return form.keeping(
        render(request, "accounts/give_links.html", context, status=422 if form.is_bound else 200)
    )


@dataclass(frozen=True, slots=True)
class Slip:
    """What is handed to one of them: whose it is, and the address in words and as a code."""

    name: str
    unit: str
    login: str
    address: str
    code: Markup


def _slip(link: actions.PersonsLink) -> Slip:
    person, address = link.person, _address(link.key)
    unit = person.unit.short if person.unit else ""
    return Slip(person.name, unit, person.login, address, qr_code(address, f"给{person.name}的链接"))


def _address(key: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse('accounts:enter', args=[key])}"
