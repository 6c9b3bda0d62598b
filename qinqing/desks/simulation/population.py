"""Some hundreds of enterprises with their contacts, and who of the officers serves which of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle
from random import Random
from typing import Any

from qinqing.desks.simulation import world
from qinqing.desks.simulation.people import Names, Places
from qinqing.domains.accounts import actions as accounts
from qinqing.domains.enterprises import actions as enterprises
from qinqing.domains.enterprises.actions import Capital, Facts, NewContact
from qinqing.domains.enterprises.terms import ContactSees, Currency, EnterpriseType
from qinqing.domains.officers import actions as officers
from qinqing.domains.officers.actions import NewAssignment, NewOfficer, OfficerFacts
from qinqing.domains.officers.models import Officer
from qinqing.domains.officers.terms import Part, Rank, TenRole
from qinqing.kernel import clock
from qinqing.kernel.events import Author
from qinqing.lib import credit_code

NO_REGION = "91990201"
"""A company of a region that does not exist."""
SERVED = 0.9
SECOND_CONTACT = 0.35
BESIDE = 0.15
"""How many have an officer, a second contact, an officer B."""
_FORM = {"（个体工商户）": EnterpriseType.HOUSEHOLD}
_ASSISTING = (Rank.CLERK_1, Rank.CLERK_2)


@dataclass(frozen=True, slots=True)
class Firm:
    """An enterprise of the world, before and after it is registered."""

    facts: Facts
    area: str


def invent(rng: Random, places: Places, count: int) -> list[Firm]:
    """The flagships, and others by the grammar until there are `count`; no code twice."""
    firms = [_flagship(rng, places, one) for one in world.read("enterprises")["flagships"]][:count]
    grammar = world.read("enterprises")["grammar"]
    brands = [first + second for first in grammar["brand_first"] for second in grammar["brand_second"]]
    rng.shuffle(brands)
    more = range(count - len(firms))
    return firms + [_by_grammar(rng, places, brand, n) for n, brand in zip(more, cycle(brands), strict=False)]


def _flagship(rng: Random, places: Places, one: dict[str, Any]) -> Firm:
    facts = Facts(
        name=one["name"],
        area_id=places.areas[one["area"]].pk,
        credit_code=one["credit_code"],
        type=EnterpriseType.COMPANY,
        type_text="有限责任公司",
        registered_on=date.fromisoformat(one["registered"]),
        business_scope=_scope(one["product"], one["division"]),
        address=_address(rng, places, one["area"]),
        industry=one["division"][1:],
        is_key=one["size_class"] != "small",
        **_capital(one["credit_code"], least=1000),
    )
    return Firm(facts, one["area"])


def _by_grammar(rng: Random, places: Places, brand: str, number: int) -> Firm:
    grammar = world.read("enterprises")["grammar"]
    industry = rng.choices(grammar["industries"], [one["weight"] for one in grammar["industries"]])[0]
    area = rng.choice(industry["areas"])
    place, form = _drawn(rng, grammar["places"]), _drawn(rng, grammar["form"])
    years = _drawn(rng, grammar["registered_years"]).split("-")
    day = date(rng.randint(int(years[0]), int(years[1])), rng.randint(1, 12), rng.randint(1, 28))
    facts = Facts(
        name=f"{place}{brand}{rng.choice(industry['name_words'])}{form}",
        area_id=places.areas[area].pk,
        credit_code=_code(number),
        type=_FORM.get(form, EnterpriseType.COMPANY),
        type_text="个体工商户" if form in _FORM else "有限责任公司",
        registered_on=day,
        business_scope=_scope(rng.choice(industry["products"]), industry["division"]),
        address=_address(rng, places, area),
        industry=industry["division"][1:],
        **({} if form in _FORM else _capital(_code(number))),
    )
    return Firm(facts, area)


_CAPITALS = (50, 100, 200, 300, 500, 500, 800, 1000, 1000, 1200, 2000, 3000, 5000, 10_000)
"""Registered capital in 万元 as it is met: small firms are many."""


def _capital(credit_code: str, least: int = 0) -> dict[str, Any]:
    """What a company's founders promised to bring in; drawn by its own code, so that nothing else changes."""
    wan = Random(credit_code).choice([one for one in _CAPITALS if one >= least])  # noqa: S311
    return {"capital": Capital(Decimal(wan * 10_000), Currency.CNY), "capital_text": f"{wan}万元人民币"}


def _address(rng: Random, places: Places, area: str) -> str:
    road = rng.choice(world.read("units")["roads"][area])
    return f"澜川市青岚区{places.units[area].short}{road}{rng.randint(1, 399)}号"


def _drawn(rng: Random, weights: dict[str, float]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def _code(number: int) -> str:
    organisation = f"MA8{number:05}"
    body = f"{NO_REGION}{organisation}{credit_code.inner_check_digit(organisation)}"
    return body + credit_code.check_digit(body)


def _scope(product: str, division: str) -> str:
    grammar = world.read("enterprises")["grammar"]
    phrases = grammar["scope_phrases"]
    making = phrases[0] if division.startswith("C") else phrases[1]
    said = [making.format(product=product), phrases[1].format(product=product), *phrases[2:4]]
    if division in grammar["permits"]:
        said.append(phrases[-1].format(permit=grammar["permits"][division]))
    return "；".join(dict.fromkeys(said)) + "。"


# --- registered, with somebody to speak and somebody to serve -----------


def register(
    author: Author,
    rng: Random,
    firms: Sequence[Firm],
    names: Names,
    password_hash: str,
    now: datetime,
    spoken_for: int | None = None,
) -> list[int]:
    """Register the enterprises; the first so many, else all, have a main contact and sometimes a second.

    Gives their ids in order.
    """
    ids = enterprises.register_enterprises(author=author, facts=[firm.facts for firm in firms], now=now)
    posts = world.read("enterprises")["grammar"]["contact_posts"]
    speaking = [(number, True) for number in ids[:spoken_for]]
    speaking += [(number, False) for number in ids[:spoken_for] if rng.random() < SECOND_CONTACT]
    people = [names.facts(names.new(), rng.choice(posts)) for _ in speaking]
    made = accounts.create_people(author=author, people=people, now=now, password_hash=password_hash)
    contacts = [
        (
            number,
            NewContact(
                name=facts.name,
                post=facts.post,
                phone=facts.phone or "",
                person_id=person.pk,
                sees=ContactSees.ALL if is_main else ContactSees.OWN,
                is_main=is_main,
            ),
        )
        for (number, is_main), facts, person in zip(speaking, people, made, strict=True)
    ]
    enterprises.add_contacts(author=author, contacts=contacts, now=now)
    return ids


def serve(
    author: Author,
    rng: Random,
    places: Places,
    firms: Sequence[tuple[int, Firm]],
    people: dict[str, int],
    now: datetime,
) -> None:
    """Appoint the officers and give them their enterprises: those of parks and towns their own first."""
    written = world.read("people")["officers"]
    day = clock.local(now).date()
    made = appoint(author, places, written, people, now)
    assignments = _assignments(rng, firms, list(zip(written, made, strict=True)), day)
    officers.assign_officers(author=author, assignments=assignments, now=now + timedelta(minutes=1))
    groups = {
        name: officers.create_theme_group(author=author, name=name, now=now)
        for name in world.read("people")["theme_groups"]
    }
    for one, officer in zip(written, made, strict=True):
        if "theme_group" in one:
            officers.join_theme_group(
                author=author, officer=officer, group=groups[one["theme_group"]], from_on=day, now=now
            )


def appoint(
    author: Author,
    places: Places,
    written: Sequence[Mapping[str, Any]],
    people: Mapping[str, int],
    now: datetime,
) -> list[Officer]:
    """Appoint these people officers from now on; gives them in order."""
    day = clock.local(now).date()
    new = [
        NewOfficer(
            people[one["name"]],
            OfficerFacts(
                places.units[one["unit"]].pk,
                Rank.of(one["rank"]),
                tuple(one["specialities"]),
                tuple(TenRole.of(role) for role in one["roles"]),
            ),
            day,
        )
        for one in written
    ]
    return list(officers.appoint_officers(author=author, officers=new, now=now))


def _assignments(
    rng: Random, firms: Sequence[tuple[int, Firm]], written: Sequence[tuple[dict[str, Any], Any]], day: date
) -> list[NewAssignment]:
    holding = [(one["unit"], row.pk) for one, row in written if row.rank not in _ASSISTING]
    beside = [row.pk for _, row in written if row.rank in _ASSISTING]
    load = dict.fromkeys((number for _, number in holding), 0)
    found = []
    for enterprise_id, firm in firms:
        if not firm.facts.is_key and rng.random() > SERVED:
            continue
        local = [number for unit, number in holding if unit == firm.area and load[number] < 14]
        officer = local[0] if local else min(load, key=lambda number: (load[number], rng.random()))
        load[officer] += 1
        found.append(NewAssignment(officer, enterprise_id, Part.A, day))
        if firm.facts.is_key or rng.random() < BESIDE:
            found.append(NewAssignment(rng.choice(beside), enterprise_id, Part.B, day))
    return found
