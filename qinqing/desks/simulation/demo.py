"""The demo world: a city with its people, and months of problems that end now, on everybody's desk."""

import secrets
import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from qinqing.desks.simulation import knowledge, newcomers, policies, population, rules, service, world, year
from qinqing.desks.simulation.catalogue import load_catalogue
from qinqing.desks.simulation.fates import SCENES, Fate, Scene, arrivals, channel_of, deal
from qinqing.desks.simulation.people import Names, found_places, settle_people
from qinqing.desks.simulation.play import History, looking
from qinqing.desks.simulation.population import Firm
from qinqing.desks.simulation.programs import connect_programs
from qinqing.desks.simulation.world import Text
from qinqing.domains.accounts import actions as accounts
from qinqing.domains.accounts.actions import PersonFacts
from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import PersonKind, Role
from qinqing.domains.enterprises.models import Contact, Enterprise
from qinqing.domains.officers.models import Assignment
from qinqing.domains.problems.terms import Channel
from qinqing.kernel import clock, events, jobs, kept
from qinqing.kernel.events import Author

DAYS, YEAR = 122, 365
"""For how long most problems have come, and for how long policies have been taken up."""
BEFORE = timedelta(days=20)
"""How long the city is there before anything happens."""
EARLIER = (0.11, 0.19)
"""Which part of all problems came in the first half of the time before those months, and in the second."""
RULED = timedelta(days=40)
"""How long after the beginning the place decided some things for itself."""
FOLLOWED = timedelta(hours=3)
"""How long ago the demo officer followed another one at an enterprise."""
REFUSED, KNOWN = 0.5, 0.03
"""Of the matters for which there is another route; of all problems those of the demo enterprise."""
PUSHED = timedelta(hours=20)
"""How long ago the demo officer brought the last policies to his enterprises."""
TOLD = timedelta(days=8)
READ = timedelta(days=2)
"""Since when people are told of what happens, and what they have read by now."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large the world is, and how many days long its history: of most problems, of policies."""

    days: int = DAYS
    taken_up: int = YEAR
    enterprises: int = 300
    problems: int = 276
    scenes: Sequence[Scene] = SCENES


@dataclass(frozen=True, slots=True)
class Login:
    """Who can be tried out, and as what."""

    role: str
    login: str
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class Demo:
    """The world as it was made: whom to sign in as, with which password, and what was refused on the way."""

    logins: list[Login]
    password: str
    problems: int
    refused: dict[str, int]

    def table(self) -> str:
        """What is printed and kept beside the data."""
        rows = "\n".join(f"  {one.login:<16}{one.role}：{one.name}，{one.place}" for one in self.logins)
        return f"演示账号（口令都是 {self.password}）\n{rows}\n"


def build_demo(seed: int, now: datetime, size: Size | None = None) -> Demo:
    """Make the city and let its people live up to `now`, in an empty database.

    Everything follows from the seed and `now`, except ids, numbers and the password. The steps are those that
    the people take in life; what would be refused to them is refused here and counted in the answer.
    """
    size = size or Size()
    rng = Random(seed)  # noqa: S311  (invents a world, guards none)
    password = new_password()
    begun = now - timedelta(days=size.days)
    since = min(begun, now - timedelta(days=size.taken_up))
    with events.kept_back(), looking() as author:
        load_catalogue()
        firms = _found_city(author, rng, password, size, since - BEFORE, now)
    kept.forget_all()
    history = History(rng, since=since, until=now, tells_from=now - TOLD)
    scenes = _scenes(rng, history, firms, size.scenes)
    told = {fate.text.id for fate in scenes}
    fates = scenes + _background(rng, history, firms, size.problems, (since, begun), told)
    history.raise_all(fates)
    rules.let_rules_be_written(history, begun + RULED)
    year.let_the_year_pass(history, firms, since)
    service.let_officers_be_away(history, begun, now)
    history.at(now - FOLLOWED, service.followed(history, world.read("people")["demo"]["officer"]))
    history.at(now - READ, history.everybody_reads)
    freeze_months(history, since, now)
    history.run()
    with events.kept_back(), looking():
        connect_programs(now - READ)
    with events.kept_back(), looking() as author:
        newcomers.arrive(author, now)
        with clock.set_to(now - READ):
            jobs.run("policies.judge_everything")
            policies.try_drafts(now - READ)
        policies.bring_items(now - PUSHED)
    with events.kept_back(), looking() as author:
        give_addresses(author, logins(), now)
        return Demo(logins(), password, len(fates), dict(history.refused))


def new_password() -> str:
    """A password that holds every rule of the house and can be typed."""
    draw = secrets.SystemRandom()  # no sign twice: four in a row are refused
    letters, digits = draw.sample(string.ascii_lowercase, 6), draw.sample(string.digits, 4)
    return f"{''.join(letters).capitalize()}-{''.join(digits)}"


def _found_city(
    author: Author, rng: Random, password: str, size: Size, now: datetime, until: datetime
) -> list[tuple[int, Firm]]:
    names = Names(rng)
    digest = accounts.password_hash(password)
    places = found_places(author, now)
    people = settle_people(author, places, names, digest, now, world.read("people")["officers"])
    invented = population.invent(rng, places, size.enterprises)
    ids = population.register(author, rng, invented, names, digest, now)
    firms = list(zip(ids, invented, strict=True))
    population.serve(author, rng, places, firms, people, now)
    knowledge.learn(author, firms, now, until)
    return firms


# --- what will happen ---------------------------------------------------


def _background(
    rng: Random,
    history: History,
    firms: Sequence[tuple[int, Firm]],
    count: int,
    begins: tuple[datetime, datetime],
    told: set[str],
) -> list[Fate]:
    texts = rng.sample([text for text in world.texts() if text.id not in told], count)
    moments = _moments(rng, history, begins, count)
    return [
        Fate(text, at, _firm(rng, firms, text), channel_of(rng, text.source), _fitting(rng, text, marks))
        for text, at, marks in zip(texts, moments, deal(rng, count), strict=True)
    ]


def _moments(rng: Random, history: History, begins: tuple[datetime, datetime], count: int) -> list[datetime]:
    """Few problems while the place was new to it, some more later, most of them in the last months."""
    since, begun = begins
    middle = since + (begun - since) / 2
    early, later = (round(count * part) for part in EARLIER) if since < begun else (0, 0)
    spans = (
        (since, middle, early),
        (middle, begun, later),
        (begun, history.until - timedelta(hours=2), count - early - later),
    )
    return [at for first, last, some in spans for at in arrivals(rng, history.calendar, first, last, some)]


def _fitting(rng: Random, text: Text, marks: frozenset[str]) -> frozenset[str]:
    """The marks without a refusal, except for some of the matters that the law sends elsewhere."""
    refused = {"refused"} if text.route and rng.random() < REFUSED else set()
    return marks - {"refused"} | refused


def _firm(rng: Random, firms: Sequence[tuple[int, Firm]], text: Text) -> int:
    """An enterprise that could have said so: of the place that the text names, if it names one."""
    if rng.random() < KNOWN:
        demo = world.read("people")["demo"]["enterprise"]
        return next(number for number, firm in firms if firm.facts.name == demo)
    roads = world.read("units")["roads"]
    here = [code for code, names in roads.items() if any(name in text.title + text.body for name in names)]
    local = [number for number, firm in firms if firm.area in here]
    return rng.choice(local or [number for number, _ in firms])


def _scenes(
    rng: Random, history: History, firms: Sequence[tuple[int, Firm]], scenes: Sequence[Scene]
) -> list[Fate]:
    near = _Near(rng, firms)
    return [
        Fate(
            text=near.text(scene),
            at=scene.at(history.calendar, history.until),
            enterprise_id=near.enterprise(scene),
            channel=Channel.ONLINE,
            marks=scene.marks,
            rests_in=scene.rests_in,
            lane=scene.lane,
        )
        for scene in scenes
    ]


class _Near:
    """Whose desk a scene is to lie on."""

    def __init__(self, rng: Random, firms: Sequence[tuple[int, Firm]]) -> None:
        self._rng = rng
        self._demo = world.read("people")["demo"]
        self._told: set[str] = set()
        self._mine = next(number for number, firm in firms if firm.facts.name == self._demo["enterprise"])
        with looking():
            served = Assignment.objects.filter(part="A")
            of_officer = served.filter(officer__person__name=self._demo["officer"])
            self._officers = list(of_officer.order_by("enterprise").values_list("enterprise", flat=True))
            everyone = set(served.values_list("enterprise", flat=True))
        self._unserved = [number for number, _ in firms if number not in everyone]
        self._others = [number for number, _ in firms if number in everyone and number not in self._officers]

    def enterprise(self, scene: Scene) -> int:
        """Whose problem it is."""
        match scene.near:
            case "enterprise":
                return self._mine
            case "officer":
                return self._rng.choice(self._officers)
            case "nobody":
                return self._rng.choice(self._unserved or self._others)
        return self._rng.choice(self._others)

    def text(self, scene: Scene) -> Text:
        """A text that is not told yet; of the demo unit's matters where the scene is its."""
        fit = [text for text in world.texts() if text.id not in self._told and self._fits(scene, text)]
        chosen = self._rng.choice(fit)
        self._told.add(chosen.id)
        return chosen

    def _fits(self, scene: Scene, text: Text) -> bool:
        if scene.near == "assist":
            return self._demo["unit"] in text.assist[:2]
        return text.lead == self._demo["unit"] if scene.near == "unit" else not text.lead.startswith("@")


def freeze_months(history: History, since: datetime, until: datetime) -> None:
    """Let the figures of each month be kept a quarter of an hour after the midnight that ends it."""
    days = (since + timedelta(days=n) for n in range((until - since).days + 2))
    midnights = (datetime.combine(clock.local(day).date(), time(0, 15), clock.LOCAL) for day in days)
    for at in midnights:
        if at.day == 1 and since < at < until:
            history.at(at, accounts.freeze_month)


# --- whom to sign in as -------------------------------------------------


def logins() -> list[Login]:
    """One or two people of each role, those that the scenes were set for."""
    demo = world.read("people")["demo"]
    firm = Enterprise.objects.get(name=demo["enterprise"])
    contacts = Contact.objects.filter(enterprise=firm, until_at=None).order_by("-is_main", "pk")
    main = contacts[0].person
    assert main is not None
    found = [Login("企业联系人", main.login, main.name, firm.name)]
    found.append(_staff(Role.OFFICER, name=demo["officer"]))
    found.append(_staff(Role.HANDLER, unit=demo["unit"]))
    found.append(_staff(Role.UNIT_HEAD, unit=demo["unit"]))
    found.append(_staff(Role.COORDINATOR))
    found.append(_staff(Role.COORDINATION_HEAD))
    found.append(_staff(Role.CALLBACK))
    found.append(_staff(Role.SUPERVISOR))
    found.append(_staff(Role.LEADER, name=demo["leader"]))
    found += [_staff(Role.POLICY_EDITOR, name=name) for name in demo["policy_editors"]]
    found += [_staff(role) for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)]
    return found


def give_addresses(author: Author, people: Sequence[Login], now: datetime) -> None:
    """Each of them an address of his own, in a domain that is kept for examples: nobody reads there."""
    for person in Person.objects.filter(login__in=[one.login for one in people]).order_by("pk"):
        facts = PersonFacts(
            login=person.login, name=person.name, kind=PersonKind.of(person.kind), unit_id=person.unit_id,
            post=person.post, email=f"{person.login}@example.com", work_phone=person.work_phone, phone=None,
        )  # fmt: skip
        accounts.change_person(author=author, person_id=person.pk, facts=facts, now=now)


def _staff(role: Role, *, unit: str = "", name: str = "") -> Login:
    people = Person.objects.filter(grants__role=role, is_active=True).select_related("unit")
    people = people.order_by("pinyin", "pk")
    if unit:
        people = people.filter(unit__code=unit)
    if name:
        people = people.filter(name=name)
    person = people[0]
    assert person.unit is not None
    return Login(role.label, person.login, person.name, person.unit.short)
