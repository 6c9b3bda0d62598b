"""Who may act for a problem at a moment, asked of the rooms; grants do not change while history is played."""

from datetime import datetime
from functools import cached_property
from random import Random

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.models import Unit
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import queries as officers
from qinqing.domains.problems.models import Category, Duty, Problem, Task


class Cast:
    """The people of the city by what they do, and the ids of what people speak of. Reads as the system."""

    def __init__(self, rng: Random, since: datetime) -> None:
        self._rng, self._since = rng, since
        self._known: dict[tuple[Role, int], list[int]] = {}
        self._contacts: dict[int, list[int]] = {}

    def of_area(self, role: Role, area_id: int) -> list[int]:
        """The people of an area role who reach this area."""
        key = (role, area_id)
        if key not in self._known:
            found = accounts.people_of_area(area_id, role, self._since)
            self._known[key] = [person.pk for person in found]
        return self._known[key]

    def of_unit(self, role: Role, unit_id: int) -> list[int]:
        """The people of a unit role; of heads also whoever signs off for a unit that has none."""
        key = (role, unit_id)
        if key not in self._known:
            found = (
                accounts.sign_off_of(unit_id, self._since)
                if role is Role.UNIT_HEAD
                else accounts.people_of_unit(unit_id, role, self._since)
            )
            self._known[key] = [person.pk for person in found]
        return self._known[key]

    def contacts(self, enterprise_id: int) -> list[int]:
        """Who speaks for an enterprise, the main contact first."""
        if enterprise_id not in self._contacts:
            self._contacts[enterprise_id] = enterprises.speakers([enterprise_id])[enterprise_id]
        return self._contacts[enterprise_id]

    @cached_property
    def units(self) -> dict[str, int]:
        """Units by code."""
        return dict(Unit.objects.values_list("code", "id"))

    @cached_property
    def unit_names(self) -> dict[int, str]:
        """Short names of units."""
        return dict(Unit.objects.values_list("id", "short"))

    @cached_property
    def categories(self) -> dict[str, int]:
        """Categories by code."""
        return dict(Category.objects.values_list("code", "id"))

    @cached_property
    def duties(self) -> dict[tuple[int, str], int]:
        """The first duty of a category that a unit leads, by category and the unit's code."""
        return {(duty.category_id, duty.lead): duty.pk for duty in Duty.objects.order_by("-code")}

    @cached_property
    def places(self) -> dict[int, tuple[int, str]]:
        """The area of each enterprise, and its code."""
        rows = Enterprise.objects.values_list("id", "area_id", "area__code")
        return {number: (area, code) for number, area, code in rows}

    def unit(self, code: str, enterprise_id: int) -> int:
        """The unit of a code; of a placeholder the town or park where the enterprise stands."""
        return self.units[self.places[enterprise_id][1] if code.startswith("@") else code]

    def find(
        self, who: str, problem: Problem, task: Task | None, now: datetime, *, first: bool = False
    ) -> int | None:
        """The person who takes a step as `who`; None where nobody can. `first` asks for no other handler."""
        match who:
            case "enterprise":
                return self._speaker(problem)
            case "officer":
                assert problem.enterprise_id is not None
                return officers.present_officer(problem.enterprise_id, now)
            case "handler":
                assert task is not None
                handlers = self.of_unit(Role.HANDLER, task.unit_id)
                return task.handler_id or self._one(handlers[:1] if first else handlers)
            case "unit_head":
                assert task is not None
                heads = self.of_unit(Role.UNIT_HEAD, task.unit_id)
                return self._one(
                    [head for head in heads if head not in (task.drafted_by_id, task.handler_id)]
                )
            case "lead_handler" | "lead_head":
                lead = problem.tasks.filter(part="lead", round=problem.round).exclude(state="recalled").get()
                as_task = {"lead_handler": "handler", "lead_head": "unit_head"}[who]
                return self.find(as_task, problem, lead, now, first=first)
        return self._one(self.of_area(Role.of(who), problem.area_id))

    def _speaker(self, problem: Problem) -> int | None:
        assert problem.enterprise_id is not None
        if problem.contact_person_id is not None:
            return problem.contact_person_id
        return next(iter(self.contacts(problem.enterprise_id)), None)

    def _one(self, people: list[int]) -> int | None:
        return self._rng.choice(people) if people else None
