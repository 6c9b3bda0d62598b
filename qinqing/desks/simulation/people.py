"""The city's places, units and people, with the roles that they hold from the first day on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random
from typing import Any

from qinqing.desks.simulation import world
from qinqing.domains.accounts import actions
from qinqing.domains.accounts.actions import PersonFacts, UnitFacts
from qinqing.domains.accounts.models import Area, Unit
from qinqing.domains.accounts.terms import (
    AREA_ROLES,
    UNIT_ROLES,
    AreaKind,
    PersonKind,
    Role,
    UnitFunction,
    UnitKind,
    UnitLevel,
)
from qinqing.kernel.events import Author
from qinqing.lib import pinyin

FOUNDED_ON = date(2010, 1, 1)
NOBODYS_NUMBER = 19_000_000_000
"""The first of ten thousand mobile numbers that belong to nobody."""


class Names:
    """Invented names, none twice, each with a login of its own and a number that nobody answers."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        written = world.read("people")
        self._given = written["given"]
        self._surnames, self._weights = zip(*written["surnames"].items(), strict=True)
        fixed = [one["name"] for part in ("leaders", "hub", "officers") for one in written[part]]
        self._used = set(fixed)
        self._logins: set[str] = set()
        self._phones = iter(rng.sample(range(10_000), 10_000))

    def new(self) -> str:
        """A name that nobody has yet."""
        while True:
            name = self._rng.choices(self._surnames, self._weights)[0] + self._own_name()
            if name not in self._used:
                self._used.add(name)
                return name

    def _own_name(self) -> str:
        if self._rng.random() > 0.86:
            return self._rng.choice(self._given["single"])
        sex = "male" if self._rng.random() < 0.62 else "female"
        return self._rng.choice(self._given[f"{sex}_first"]) + self._rng.choice(self._given[f"{sex}_second"])

    def facts(self, name: str, post: str, unit_id: int | None = None) -> PersonFacts:
        """The account of somebody: of staff with a unit, else of an enterprise."""
        kind = PersonKind.ENTERPRISE if unit_id is None else PersonKind.STAFF
        return PersonFacts(
            login=self._login(name), name=name, kind=kind, unit_id=unit_id, post=post, phone=self.phone()
        )

    def phone(self) -> str:
        """A mobile number of nobody's."""
        return str(NOBODYS_NUMBER + next(self._phones))

    def _login(self, name: str) -> str:
        sound = "".join(pinyin.syllables(name))
        login = next(one for one in _numbered(sound) if one not in self._logins)
        self._logins.add(login)
        return login


def _numbered(word: str) -> Iterator[str]:
    yield word
    number = 2
    while True:
        yield f"{word}{number}"
        number += 1


@dataclass(frozen=True, slots=True)
class Places:
    """Areas and units by the codes of the world."""

    areas: dict[str, Area]
    units: dict[str, Unit]


def found_places(author: Author, now: datetime) -> Places:
    """The city, its district with towns and parks, and all units."""
    written = world.read("units")
    areas: dict[str, Area] = {}

    def area(code: str, name: str, kind: AreaKind, above: str = "") -> None:
        parent = areas[above].pk if above else None
        areas[code] = actions.create_area(
            author=author, code=code, name=name, kind=kind, parent_id=parent, now=now
        )

    city, district = written["city"]["code"], written["district"]["code"]
    area(city, written["city"]["name"], AreaKind.CITY)
    area(district, written["district"]["name"], AreaKind.DISTRICT, city)
    short = {one["code"]: one["short"] for one in written["units"]}
    for code in written["towns"]:
        area(code, short[code], AreaKind.TOWN, district)
    for code in written["parks"]:
        area(code, short[code], AreaKind.PARK, district)
    places = Places(areas, {})
    for one in sorted(written["units"], key=lambda one: "parent" in one):
        facts = _facts_of(one, places)
        places.units[one["code"]] = actions.create_unit(
            author=author, facts=facts, founded_on=FOUNDED_ON, now=now
        )
    return places


def _facts_of(one: dict[str, Any], places: Places) -> UnitFacts:
    written = world.read("units")
    around = written["city" if one["level"] == "city" else "district"]["code"]
    return UnitFacts(
        code=one["code"],
        name=one["name"],
        short=one["short"],
        kind=UnitKind.of(one["kind"]),
        level=UnitLevel.of(one["level"]),
        parent_id=places.units[one["parent"]].pk if "parent" in one else None,
        area_id=places.areas.get(one["code"], places.areas[around]).pk,
        function=UnitFunction.of(one.get("function", "")),
    )


class Staffing:
    """Who works where: accounts made in one go, then the roles."""

    def __init__(self, author: Author, places: Places, names: Names, now: datetime) -> None:
        self._author, self._places, self._names, self._now = author, places, names, now
        self._people: list[PersonFacts] = []
        self._roles: list[tuple[int, Role, str]] = []

    def add(self, name: str, unit: str, post: str, *roles: tuple[Role, str]) -> int:
        """Somebody, and in which roles for which area or unit; gives his place in the list."""
        self._people.append(self._names.facts(name, post, self._places.units[unit].pk))
        self._roles += [(len(self._people) - 1, role, where) for role, where in roles]
        return len(self._people) - 1

    def settle(self, password_hash: str) -> list[int]:
        """Make the accounts and grant the roles; gives the people's ids in order."""
        made = actions.create_people(
            author=self._author, people=self._people, now=self._now, password_hash=password_hash
        )
        for index, role, where in self._roles:
            actions.grant_role(
                author=self._author,
                person_id=made[index].pk,
                role=role,
                area_id=self._places.areas[where].pk if role in AREA_ROLES else None,
                unit_id=self._places.units[where].pk if role in UNIT_ROLES else None,
                now=self._now,
            )
        return [person.pk for person in made]


def settle_people(
    author: Author,
    places: Places,
    names: Names,
    password_hash: str,
    now: datetime,
    appointed: Sequence[Mapping[str, Any]],
) -> dict[str, int]:
    """Everybody on the staff, these officers among them; gives the officers' people by name."""
    written = world.read("people")
    staffing = Staffing(author, places, names, now)
    district = world.read("units")["district"]["code"]
    for one in written["hub"]:
        role = Role.of(one["role"])
        staffing.add(one["name"], one["unit"], one["post"], (role, district if role in AREA_ROLES else ""))
    for park in ("gxy", "zzy"):
        staffing.add(names.new(), park, "企业服务专员", (Role.COORDINATOR, park))
    for one in written["leaders"]:
        staffing.add(one["name"], "zfb", one["post"], (Role.LEADER, district))
    heads = {unit["code"]: _staff_unit(staffing, unit, names) for unit in world.read("units")["units"]}
    officers = {
        one["name"]: staffing.add(one["name"], one["unit"], one["post"], (Role.OFFICER, ""))
        for one in appointed
    }
    ids = staffing.settle(password_hash)
    for unit in world.read("units")["units"]:
        if unit.get("alone"):
            head = heads[unit["parent"]]
            assert head is not None
            facts = replace(_facts_of(unit, places), signs_off_id=ids[head])
            actions.change_unit(author=author, unit_id=places.units[unit["code"]].pk, facts=facts, now=now)
    return {name: ids[index] for name, index in officers.items()}


def _staff_unit(staffing: Staffing, unit: dict[str, Any], names: Names) -> int | None:
    """A head and handlers, or one person alone; gives the head's place in the list."""
    code = unit["code"]
    posts = world.read("people")["posts"]
    post = posts.get(unit["kind"], posts["agency"])
    head = None
    if not unit.get("alone"):
        head = staffing.add(names.new(), code, post[1], (Role.UNIT_HEAD, code))
    for _ in range(1 if unit.get("alone") else unit.get("handlers", 2)):
        staffing.add(names.new(), code, post[-1], (Role.HANDLER, code))
    return head
