"""Whatever is sent to whatever form: never an error of ours, a Chinese sentence, nothing half written.

The forms are those really rendered: people of every kind walk through the house by its links, and each form
they meet is sent with each kind of nonsense in all of its fields, and in one field alone with the others as
somebody of good will fills them. A form that accepts has what it wrote undone; one that refuses must have
written nothing, show what was typed, escaped, and say what is wrong.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import unescape
from itertools import product
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.forms import BoundField, CharField
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from markupsafe import Markup

from qinqing.domains.accounts.models import Person, SecondFactor
from qinqing.domains.enterprises import actions as enterprise_actions
from qinqing.domains.enterprises.models import Contact, Enterprise, Merger
from qinqing.domains.officers import actions as officer_actions
from qinqing.domains.officers.models import Officer
from qinqing.domains.problems import actions as problem_actions
from qinqing.domains.problems.forms import FORMS
from qinqing.domains.problems.queries.hours import written_hours
from qinqing.kernel import declared, door
from qinqing.kernel.calendar import HOURS_KEY
from qinqing.kernel.door import Door
from qinqing.kernel.forms import TextField
from qinqing.kernel.imports import Import, State
from qinqing.kernel.models import CalendarDay, DatedSetting, ImportRun, StoredFile
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused
from qinqing.lib.workdays import DEFAULT_SCHEDULE
from tests.builders import claims, hostility
from tests.builders.accounts import SYSTEM
from tests.builders.browsers import signed_in
from tests.builders.codes import codes_sent, delivered
from tests.builders.enterprises import a_code, a_contact, an_enterprise, struck_off
from tests.builders.hostility import LONG, SCRIPT
from tests.builders.personas import BEGUN, NOW, Crowd, undone
from tests.builders.problems import Road
from tests.builders.rendered import URLENCODED, Field, Form, Page, Pairs, sent, urlencoded, walked
from tests.doors.well_formed import misplaced
from tests.sizes import SOAK

GONE = "澜川已注销公司"
WALKERS = (
    *("nobody", "enterprise", "officer", "handler1", "unit_head1", "handler2", "coordinator", "head"),
    *(
        "callback",
        "leader",
        "policy_editor",
        "policy_checker",
        "system_admin",
        "security_admin",
        "audit_admin",
    ),
    "waiting",
)
OURS = frozenset(
    {"csrfmiddlewaretoken", "client_key", "view", "next", "task_ref", "act", "who", "version", "draft"}
    # What a form carries of an asking for a code and of files, in words of the house.
    | {"stub", "held", "do"}
)
"""Fields that carry no words of a person."""


FOUR_WEEKS = timedelta(days=28)
ALWAYS = frozenset({"after", "before", "page", "q", "elder", "lang"})
"""What every page is asked, whether it knows of it or not."""
STARTS = {"system_admin": ["/people/?active=no"]}
"""What is too many links away."""
KINDS = sorted(one.kind for one in declared.declarations("imports", "IMPORTS") if isinstance(one, Import))
IMPORTS = [f"/import/{kind}/" for kind in KINDS]
Ask = Callable[[], HttpResponse]
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Met:
    """A form, who met it, and on which page."""

    form: Form
    who: str
    page: str

    def __str__(self) -> str:
        return f"{self.form.method} {self.form.address} of {self.who} on {self.page}"


@dataclass(slots=True)
class Reading:
    """A kind of page that is read: by whom first, where, and the names that its links and forms ask by."""

    who: str
    path: str
    names: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Walk:
    """What was met on the way: every kind of form, every kind of page."""

    forms: dict[Any, Met] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)

    def note(self, who: str, page: Page) -> None:
        """A page was met."""
        for form in page.forms:
            self.forms.setdefault(form.shape, Met(form, who, page.path))
        asking = [(form.action, set(form.fields)) for form in page.forms if form.method == "GET"]
        for address, names in [(link, set()) for link in (page.path, *page.links)] + asking:
            parts = urlsplit(address)
            reading = self.readings.setdefault(resolve(parts.path).view_name, Reading(who, parts.path))
            reading.names |= names | {name for name, _ in parse_qsl(parts.query)} | ALWAYS


@pytest.fixture(autouse=True)
def _nothing_noted() -> Iterator[None]:
    """No log: it would keep every request with its body."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def walk(crowd: Crowd) -> Iterator[Walk]:
    """Everything met in the house, with problems at each stop of their road; undone when the module is."""
    with undone():
        _on_the_road(crowd)
        _beside_it(crowd)
        _claims_at_each_stop(crowd)
        found = Walk()
        for who in WALKERS:
            for page in walked(crowd.client(who), "/", *_starts(crowd, who), *IMPORTS):
                found.note(who, page)
        yield found


def _starts(crowd: Crowd, who: str) -> Iterator[str]:
    """What no link of the house leads to: too many links away, or handed over by somebody."""
    yield from STARTS.get(who, ())
    if who == "system_admin":
        yield f"/people/{crowd.people['expired_delegate'].pk}/"
    if who == "coordinator":
        # The list shows it to whoever asks for those that are no more.
        with door.as_system("tests.read"):
            gone = Enterprise.objects.get(name=GONE)
        yield reverse("enterprise_file:detail", args=[gone.public_id])
        # Where the form that ends an office leads while its officer serves.
        office = Officer.objects.get(person=crowd.people["officer"])
        yield reverse("handover:leave", args=[office.pk])
    if who == "enterprise":
        wanted = crowd.things["wanted item"]
        yield reverse("claims:new", args=[wanted["item_id"], wanted["enterprise_id"]])
        # While a correction waits, nothing leads to another.
        yield reverse("enterprises:propose_edit", args=[crowd.town.enterprise.public_id])
    if who == "nobody":
        yield f"/enter/{crowd.things['one-time link']['key']}/"
        yield f"/r/{crowd.things['raise link']['key']}/"
        yield f"/p/{crowd.things['problem link']['key']}/"


@pytest.fixture
def met(walk: Walk) -> list[Met]:
    """Every form."""
    return list(walk.forms.values())


@pytest.fixture
def readings(walk: Walk) -> Mapping[str, Reading]:
    """Every page that is read."""
    return walk.readings


def _on_the_road(crowd: Crowd) -> None:
    """What the crowd's own problems do not stand at: each with something else to be done next."""

    def road() -> Road:
        return Road(crowd.town, BEGUN).submitted()

    road().take("officer", "take", plan="三天内去看", promised_on=NOW.date())
    road().take("officer", "ask_supplement", items="营业执照")
    road().passed_on().dispatched(assist=(2,))
    road().passed_on().dispatched(parallel=(2,)).signed().contacted().signed(2)
    road().passed_on().dispatched(assist=(2,)).signed().signed(2).contacted()
    road().passed_on().dispatched().signed().contacted().replied().signed_off()
    said = {"other_route": "法院", "citation": "信访工作条例"}
    for step in ("", "object"):
        refused = road().passed_on().take("coordinator", "refuse", reason="in_court", **said)
        if step:
            refused.take("enterprise", step, why="不是一回事")
    for again in (1, 2):
        disputed = (
            road().passed_on().dispatched().signed().contacted().replied().signed_off().approved().disputed()
        )
        if again == 2:
            disputed.take(
                "coordinator", "explain", screening="可以解释", text="说明", citation="条款"
            ).disputed()


def _beside_it(crowd: Crowd) -> None:
    """A second device of somebody, who speaks for two; an enterprise that sleeps, one that is no more; a day
    and hours of the area, imports."""
    signed_in(crowd.people["enterprise"], NOW)
    struck_off(an_enterprise(crowd.town.area, GONE), NOW.date())
    a_contact(an_enterprise(crowd.town.area, "澜川另一家公司"), "陈若溪", person=crowd.people["enterprise"])
    author = Road(crowd.town, NOW).author("enterprise")
    himself = Contact.objects.get(person=crowd.people["enterprise"], enterprise=crowd.town.enterprise)
    problem_actions.give_link(author=author, problem_id=crowd.problems["handling"], contact=himself, now=NOW)
    door.step_in(Actor())
    with door.as_system("tests.build"):
        Enterprise.objects.filter(pk=crowd.rival.pk).update(dormant_on=NOW.date(), dormant_reason="停产")
        if not Merger.objects.filter(losing=crowd.rival, ended_at=None).exists():
            Merger.objects.create(
                losing=crowd.rival, into=crowd.town.enterprise, reason="同一家", proposed_at=NOW
            )
        Person.objects.filter(pk=crowd.people["expired_delegate"].pk).update(leaves_on=NOW.date())
        # So that he has a handover sheet to confirm.
        leaves_on = NOW.date() + timedelta(days=20)
        Person.objects.filter(pk=crowd.people["officer"].pk).update(leaves_on=leaves_on)
        asks, leads = crowd.people["system_admin"], crowd.people["leader"]
        lost = SecondFactor.objects.get(person=crowd.people["handler1"])
        SecondFactor.objects.create(
            person=crowd.people["handler2"], secret=lost.secret, confirmed_at=lost.confirmed_at
        )
        lost.reset_asked_by, lost.reset_asked_at = asks, NOW
        lost.save(update_fields=["reset_asked_by", "reset_asked_at"])
        officer_actions.pair_leader(
            author=SYSTEM, enterprise=crowd.town.enterprise, leader_id=leads.pk, from_on=NOW.date(), now=NOW
        )
        enterprise_actions.make_raise_link(author=SYSTEM, enterprise=crowd.town.enterprise, now=NOW)
        CalendarDay.objects.create(
            area_id=crowd.town.area.pk, on=date(2026, 6, 6), works=True, source="某号", version="2026.1-0001"
        )
        DatedSetting.objects.create(
            key=HOURS_KEY, area_id=crowd.town.area.pk, effective_on=NOW.date(), source="某号",
            value=written_hours(DEFAULT_SCHEDULE),
        )  # fmt: skip
        run = ImportRun.objects.latest("id")
        for kind, state in product(KINDS, (State.MAPPING, State.PREVIEW, State.DONE)):
            run.pk, run.kind, run.state = None, kind, state
            run.save()


def _claims_at_each_stop(crowd: Crowd) -> None:
    """Claims with each thing to be done next, lists in both hands, items to be listed and to be claimed."""
    office = claims.an_office(crowd.town, BEGUN - FOUR_WEEKS)
    for state in ("intended", "applied", "supplement", "accepted", "notice", "objected", "account", "to_pay"):
        office.item = office.edition(title=f"补助 {state}")
        office.at(state)
    office.now = BEGUN
    office.list_step("handler1", office.listing("handler1", crowd.town.enterprise), "send")
    asks = {"conditions": {"fact": "ip_class1", "op": ">=", "value": 1}}
    office.edition(title="专利奖励", rule=asks)
    wanted = claims.an_office(crowd.town, BEGUN).item.item.public_id
    crowd.things["wanted item"] = {"item_id": wanted, "enterprise_id": crowd.town.enterprise.public_id}


# --- who stands where --------------------------------------------------


def _addresses(
    patterns: Iterable[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _addresses(pattern.url_patterns, inner)
        elif hasattr(pattern.callback, "methods") and not prefix.startswith("api:"):
            # A page; what programs send is tried where their doors are.
            yield f"{prefix}{pattern.name}", pattern


HOUSE = dict(_addresses(get_resolver().url_patterns))
TAKING = {name for name, pattern in HOUSE.items() if "POST" in pattern.callback.methods}


def test_every_address_that_takes_a_form_is_met_with_its_form(met: list[Met]) -> None:
    """So that a new form cannot stay outside of this suite."""
    found = {one.form.address.partition(" ")[0] for one in met if one.form.method == "POST"}
    assert found == TAKING


def test_every_step_is_met_with_its_form(met: list[Met]) -> None:
    found = {
        one.form.address.partition(" ")[2] for one in met if one.form.address.startswith("problems:step")
    }
    assert found == set(FORMS) - {"submit"}


# --- what must hold ----------------------------------------------------


def faults(answer: HttpResponse, form: Form, typed: Mapping[str, str]) -> list[str]:
    """What is wrong with an answer to what was sent."""
    text = b"".join(answer).decode(errors="replace")
    fine = (200, 302, 404) if form.method == "GET" else (200, 302, 400, 403, 404, 409, 422)
    wrong = [] if answer.status_code in fine else [f"answered {answer.status_code}"]
    if hostility.SCRIPT in text and "attachment" not in answer.headers.get("Content-Disposition", ""):
        wrong.append("shows a script as it is")
    if markup := misplaced(text):
        wrong.append(f"has markup where none is read: {markup}")
    if answer.status_code >= 400 and not re.search("<title[^>]*>[^<]*[\u4e00-\u9fff]", text):
        wrong.append("says nothing in Chinese")
    if answer.status_code == 302 and not answer["Location"].startswith(("/", "?")) | answer[
        "Location"
    ].startswith("//"):
        wrong.append(f"leads to {answer['Location']}")
    if answer.status_code == 422:
        if 'class="qq-error' not in text and "qq-note-red" not in text:
            wrong.append("says nothing beside a field")
        shown = unescape(text)
        wrong += [f"{name} is lost" for name, words in typed.items() if words not in shown]
    return wrong


def kept(form: Form, values: Mapping[str, str]) -> dict[str, str]:
    """What must be shown again: all that somebody typed as far as a page can show it."""
    return {
        name: value
        for name, value in values.items()
        if (one := form.fields.get(name))
        and one.is_typed
        and one.kind not in {"password", "search"}
        and value.isprintable()
        and name not in OURS
    }


def state() -> Mapping[str, str]:
    """Every table the house may read, with the digest of all it holds."""
    with transaction.atomic(), door.as_system("tests.read"), connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
            " and has_table_privilege(oid, 'select') order by 1"
        )
        tables = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            " union all ".join(
                f"select '{table}', md5(string_agg(t::text, ';' order by t::text)) from {table} t"
                for table in tables
            )
        )
        return dict(cursor.fetchall())


class Sending:
    """One form, sent again and again: what was accepted is undone, what was refused left no trace."""

    def __init__(self, crowd: Crowd, one: Met) -> None:
        self.one, self.form = one, one.form
        self.client = crowd.client(one.who)
        self.wrong: list[str] = []

    def send(self, called: str, values: Mapping[str, str], more: Pairs = (), files: Any = ()) -> HttpResponse:
        """Send it, and write down whatever is wrong with the answer; `more` stands behind what was typed."""
        pairs = [*values.items(), *more]
        typed = {} if more or called.removeprefix("without ") in OURS else kept(self.form, values)
        return self.answered(called, lambda: sent(self.client, self.form, pairs, files), typed)

    def answered(self, called: str, ask: Ask, typed: Mapping[str, str] | None = None) -> HttpResponse:
        """Ask, and write down whatever is wrong with the answer."""
        with transaction.atomic():
            answer = ask()
            found = faults(answer, self.form, typed or {})
            self.wrong += [f"{self.one}: {called}: {fault}" for fault in found]
            if answer.status_code < 400 or getattr(answer, "keep_writes", False):
                transaction.set_rollback(True)
        return answer

    @property
    def open(self) -> list[Field]:
        """The fields that take something of a person's."""
        return [one for one in self.form.fields.values() if one.name not in OURS and one.kind != "file"]


def judged(crowd: Crowd, met: Iterable[Met], play: Callable[[Sending], None]) -> str:
    """What is wrong with every form after a play of sendings; nothing may be left of those refused."""
    before, wrong = state(), []
    for one in met:
        sending = Sending(crowd, one)
        play(sending)
        wrong += sending.wrong
    after = state()
    wrong += [f"half written: {table}" for table in after if before[table] != after[table]]
    return "\n".join(wrong)


# --- the plays ---------------------------------------------------------

TURNS = 1 if SOAK else 3
"""In the gate each form and page meets every third kind of nonsense, and each kind every third of them."""


def in_turn(things: Iterable[Thing], called: str, kinds: Iterable[str]) -> list[Thing]:
    """Those whose turn it is to meet this kind; with `TURNS` one all of them."""
    number = list(kinds).index(called)
    return [one for at, one in enumerate(things) if (at + number) % TURNS == 0]


@pytest.mark.parametrize("called", hostility.WORDS)
def test_every_form_bears_words_in_all_its_fields(called: str, crowd: Crowd, met: list[Met]) -> None:
    words = hostility.WORDS[called]

    def play(sending: Sending) -> None:
        sending.send("all", sending.form.filled(**{one.name: words for one in sending.open}))

    assert judged(crowd, in_turn(met, called, hostility.WORDS), play) == ""


ALONE = tuple(hostility.WORDS) if SOAK else (
    "a null character", "a script", "a huge number", "full-width digits", "the last of all days",
)  # fmt: skip


@pytest.mark.parametrize("called", ALONE)
def test_every_field_bears_words_alone(called: str, crowd: Crowd, met: list[Met]) -> None:
    words = hostility.WORDS[called]

    def play(sending: Sending) -> None:
        for one in sending.form.fields.values():
            if one.kind != "file":
                sending.send(one.name, sending.form.filled(**{one.name: words}))

    assert judged(crowd, in_turn(met, called, ALONE), play) == ""


def test_every_form_bears_unknown_repeated_and_missing_fields(crowd: Crowd, met: list[Met]) -> None:
    def play(sending: Sending) -> None:
        filled = sending.form.filled()
        strange = {
            "id": "1",
            "is_superuser": "on",
            "actor": "1",
            "__proto__": "x",
            "ids[]": "1",
            "": "nameless",
        }
        sending.send("unknown", filled | strange)
        sending.send("repeated", filled, more=[(name, "9" * 25) for name in filled])
        sending.send("none", {})
        for name in filled:
            sending.send(f"without {name}", {other: filled[other] for other in filled if other != name})

    assert judged(crowd, met, play) == ""


@pytest.mark.parametrize("called", hostility.BODIES)
def test_every_form_bears_a_body_of_another_kind(called: str, crowd: Crowd, met: list[Met]) -> None:
    kind, body = hostility.BODIES[called]

    def play(sending: Sending) -> None:
        if sending.form.method == "POST":
            sending.answered("body", lambda: sending.client.generic("POST", sending.form.action, body, kind))

    assert judged(crowd, in_turn(met, called, hostility.BODIES), play) == ""


KEYS = ("", "x", "0" * 36, "9" * LONG, "\0", "{12345678-1234-5678-1234-567812345678}")


@pytest.mark.parametrize("key", KEYS)
def test_every_form_bears_a_strange_client_key(key: str, crowd: Crowd, met: list[Met]) -> None:
    def play(sending: Sending) -> None:
        if "client_key" in sending.form.fields:
            sending.send("key", sending.form.filled(client_key=key))

    assert judged(crowd, in_turn(met, key, KEYS), play) == ""


def test_every_form_bears_strange_files(crowd: Crowd, met: list[Met]) -> None:
    def play(sending: Sending) -> None:
        for at, (called, (name, content)) in product(sending.form.files, hostility.FILES.items()):
            answer = sending.send(called, sending.form.filled(), files=[(at, name, content)])
            if answer.status_code == 302 and sending.form.address.startswith("problems"):
                sending.wrong.append(f"{sending.one}: {called}: was taken")

    assert judged(crowd, met, play) == ""


def test_every_form_of_an_old_page_is_told_so(crowd: Crowd, met: list[Met]) -> None:
    """Somebody has done it already, under another key: whoever still has the page open is told in words."""

    def play(sending: Sending) -> None:
        with transaction.atomic():
            for key in ("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"):
                values = sending.form.filled(client_key=key)
                answer = sent(sending.client, sending.form, list(values.items()))
                sending.wrong += [
                    f"{sending.one}: again: {fault}" for fault in faults(answer, sending.form, {})
                ]
            transaction.set_rollback(True)

    assert judged(crowd, met, play) == ""


# --- confirmed by a code -----------------------------------------------

CONFIRMED = {"problems:raise_by_link", "enterprises:sign_up"}


@pytest.fixture
def confirmed(crowd: Crowd, met: list[Met], tmp_path: Path) -> Iterator[list[Met]]:
    """Where codes are sent: both steps of each form that is confirmed by one, with a code that was sent."""
    steps = []
    with undone(), codes_sent(tmp_path, by_mail=True):
        for one in met:
            if one.form.address in CONFIRMED and one.form.method == "POST":
                first = _asks(crowd, one.page, crowd.client(one.who).get(one.page))
                typed = first.form.filled(credit_code=a_code(), phone=f"1391111{len(steps):04}")
                second = _asks(crowd, one.page, sent(crowd.client(one.who), first.form, list(typed.items())))
                delivered(NOW)
                # Each button beside the form's own is pressed apart.
                del second.form.fields["do"]
                steps += [first, second]
        yield steps


def _asks(crowd: Crowd, path: str, answer: HttpResponse) -> Met:
    """The form of a page that takes what somebody types."""
    forms = Page(path, answer.content.decode()).forms
    return next(Met(form, "nobody", path) for form in forms if form.address in CONFIRMED)


def test_both_steps_of_what_a_code_confirms_are_met(confirmed: list[Met]) -> None:
    asks_for_code = [one.form.address for one in confirmed if "confirmation" in one.form.fields]
    assert set(asks_for_code) == CONFIRMED
    assert len(confirmed) == 2 * len(asks_for_code)


def test_both_steps_bear_words_in_all_fields_and_in_each_alone(crowd: Crowd, confirmed: list[Met]) -> None:
    def play(sending: Sending) -> None:
        for called, words in hostility.WORDS.items():
            sending.send(called, sending.form.filled(**{one.name: words for one in sending.open}))
        for called, one in product(ALONE, sending.form.fields.values()):
            if one.kind != "file":
                instead = {one.name: hostility.WORDS[called]}
                sending.send(f"{called} in {one.name}", sending.form.filled(**instead))

    assert judged(crowd, confirmed, play) == ""


def test_both_steps_bear_missing_and_repeated_fields_and_strange_keys_and_files(
    crowd: Crowd, confirmed: list[Met]
) -> None:
    def play(sending: Sending) -> None:
        filled = sending.form.filled()
        sending.send("none", {})
        sending.send("repeated", filled, more=[(name, "9" * 25) for name in filled])
        for name in filled:
            sending.send(f"without {name}", {other: filled[other] for other in filled if other != name})
        for key in KEYS:
            sending.send("key", filled | {"client_key": key})
        for pressed in ("again", "back", "x"):
            sending.send(pressed, filled | {"do": pressed})
        for called, (name, content) in hostility.FILES.items():
            sending.send(called, filled, files=[("attachments", name, content)])

    assert judged(crowd, confirmed, play) == ""


# --- addresses ---------------------------------------------------------


def test_every_address_bears_strange_questions(crowd: Crowd, readings: Mapping[str, Reading]) -> None:
    wrong = []
    for called, words in hostility.CURSORS.items():
        for reading in in_turn(readings.values(), called, hostility.CURSORS):
            client = crowd.client(reading.who)
            alone = [[name] for name in sorted(reading.names)] if SOAK or called == "a null character" else []
            for names in (sorted(reading.names), *alone):
                answer = client.get(f"{reading.path}?{urlencoded([(name, words) for name in names])}")
                found = faults(answer, Form(reading.path, "GET", URLENCODED), {})
                wrong += [f"{reading.path} {called} {names}: {fault}" for fault in found]
    assert "\n".join(wrong) == ""


@pytest.mark.parametrize("called", hostility.PATHS)
def test_every_address_bears_a_strange_name_of_a_thing(called: str, crowd: Crowd) -> None:
    words, wrong = hostility.PATHS[called], []
    for who in ("nobody", "enterprise", "coordinator", "handler1", "system_admin"):
        client = crowd.client(who)
        for name, pattern in in_turn(HOUSE.items(), called, hostility.PATHS):
            if pattern.pattern.converters:
                route = "/" + re.sub(r"<[^>]+>", lambda _: words, str(pattern.pattern))
                for method in ("GET", "POST"):
                    answer = client.generic(method, route)
                    if answer.status_code not in {302, 403, 404, 405}:
                        wrong.append(f"{method} {name} of {who}: {answer.status_code}")
    assert "\n".join(wrong) == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": 'qq_session="a\\000b"; csrftoken=x; messages=[["x"; elder=1; compact=2'},
        {"cookie": f"qq_session={'9' * LONG}; messages={'a' * LONG}"},
        {"cookie": "messages=W10:1abc:xyz; qq_session=\u00ff"},
        {"x-forwarded-for": "999.1.1.1, <script>", "hx-request": "true", "hx-target": "'"},
        {"accept-language": "x" * LONG, "user-agent": SCRIPT, "referer": "javascript:1"},
        {"host": "evil.example"},
        {"host": 'a b"<'},
        {"if-none-match": "*", "range": "bytes=9-1", "accept-encoding": "klingon"},
    ],
)
def test_the_house_bears_strange_headers(headers: dict[str, str], crowd: Crowd) -> None:
    for who in ("nobody", "coordinator"):
        client = crowd.client(who)
        for path in ("/", "/sign-in/", "/problems/", "/static/ui/qinqing.css"):
            answer = client.get(path, headers=headers)
            b"".join(answer)
            assert answer.status_code in {200, 302, 304, 400, 404, 416}, (who, path)


# --- the twins ---------------------------------------------------------


def test_a_form_that_drops_no_null_character_is_found(crowd: Crowd, met: list[Met]) -> None:
    """The twin: without the cleaning of words the same play finds faults."""
    contact = [one for one in met if one.form.address == "problems:step record_contact"]

    def play(sending: Sending) -> None:
        sending.send("said", sending.form.filled(said="前\0后"))

    assert judged(crowd, contact, play) == ""
    with (
        patch.object(door, "_without_nulls", lambda fields: fields),
        patch.object(TextField, "to_python", CharField.to_python),
        patch.object(TextField, "run_validators", lambda *_: None),
    ):
        assert "answered 500" in judged(crowd, contact, play)


def test_a_page_that_escapes_nothing_is_found(crowd: Crowd, met: list[Met]) -> None:
    """The twin: with words shown as markup the same play finds them."""
    contact = [one for one in met if one.form.address == "problems:step record_contact"]

    def play(sending: Sending) -> None:
        sending.send("said", sending.form.filled(said=SCRIPT, contact_at="x"))

    assert judged(crowd, contact, play) == ""
    with patch.object(BoundField, "value", lambda field: Markup(field.data)):
        assert "shows a script as it is" in judged(crowd, contact, play)


def test_a_refusal_that_leaves_something_is_found(crowd: Crowd, met: list[Met]) -> None:
    """The twin: behind a door that undoes nothing, what was begun before a refusal stays and is seen."""
    note = [one for one in met if one.form.address == "problems:step write_note"][:1]

    def begin_and_refuse(**given: Any) -> None:
        with door.as_system("tests.begin"):
            StoredFile.objects.create(sha256="f" * 64, size=1, media_type="text/plain", at=NOW)
        raise Refused("late", "到一半才发现不行")

    def play(sending: Sending) -> None:
        assert sending.send("all", sending.form.filled()).status_code == 422

    with patch.object(problem_actions, "take_step", begin_and_refuse), undone():
        assert judged(crowd, note, play) == ""
        with patch.object(Door, "_attempt", lambda door, request: door._get_response(_known(request))):
            assert "half written: kernel_storedfile" in judged(crowd, note, play)


def _known(request: Any) -> Any:
    """The request with its actor, in no transaction of its own."""
    request.actor = door.enter(request.COOKIES[settings.SESSION_KEY_COOKIE], NOW)
    return request
