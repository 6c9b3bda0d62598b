"""Some people of a narrowed list are chosen, for one act on all of them."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from qinqing.domains.accounts import actions, forms, queries, tables
from qinqing.domains.accounts.models import Person
from qinqing.kernel import clock
from qinqing.kernel.forms import Form
from qinqing.kernel.pages import actor_of
from qinqing.lib.text import whole_number


@dataclass(frozen=True, slots=True)
class Choosing:
    """Whom a page offers for one act, and who was chosen."""

    found: queries.PeoplePage
    chosen: list[Person]
    here: str
    """The page's address with what it is narrowed to."""
    _narrowed: Form
    _all: str
    _wants_all: bool

    @property
    def choices(self) -> list[tuple[int, str]]:
        """Whom the form may name: those who were, whether or not they are still on the list."""
        return [(one.pk, one.name) for one in self.chosen]

    def context(self, form: Form, beside: dict[int, str] | None = None) -> dict[str, Any]:
        """What `accounts/choosing.html` draws but the units; all are those who have no word `beside` them."""
        said = beside or {}
        everybody = self._wants_all and not form.is_bound
        all_of_them = {one.pk for one in self.found.people if one.pk not in said}
        return {
            "form": form,
            "narrowed": self._narrowed,
            "is_narrowed": self.here.partition("?")[2] != "",
            "here": self.here,
            "rows": tables.people_to_choose(self.found.people, said),
            "more": bool(self.found.after),
            "picked": all_of_them if everybody else {one.pk for one in self.chosen},
            "everybody": everybody,
            "choose_all": self._all,
        }


def choosing(request: HttpRequest, address: str, listed: queries.PeopleFilter) -> Choosing:
    """The people whom the page of this name lists, narrowed as the request says, and whom its form chose.

    As many as one act takes, whoever chooses left out.
    """
    actor = actor_of(request)
    narrowed = forms.PeopleFilterForm(request.GET)
    given = narrowed.cleaned_data if narrowed.is_valid() else {}
    words, unit = given.get("words", ""), given.get("unit")
    sought = replace(listed, words=words, unit_id=unit, but=actor.person_id)
    sent = [number for text in request.POST.getlist("people") if (number := whole_number(text)) is not None]
    page = reverse(address)
    return Choosing(
        queries.people_page(actor, sought, clock.now(), size=actions.MOST_AT_ONCE),
        queries.staff_among(actor, sent),
        page + _narrowed_to(words, unit),
        narrowed,
        page + _narrowed_to(words, unit, chosen="all"),
        request.GET.get("chosen") == "all",
    )


def _narrowed_to(words: str, unit: int | None, **more: str) -> str:
    """The part of an address that keeps whom the list is narrowed to."""
    kept = {"words": words, "unit": str(unit or ""), **more}
    said = urlencode({name: value for name, value in kept.items() if value})
    return f"?{said}" if said else ""
