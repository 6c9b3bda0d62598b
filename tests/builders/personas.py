"""A crowd: each kind of person who ever comes to the door, and one of each thing he may knock at.

Every text of it holds a word of its own (`Words`), so that a page tells whose text it shows. The crowd is
made once for a session, in a database of its own with real commits (the fixture `crowd` of the doors); what
a test does to it, it does within `undone`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from qinqing.config import wiring
from qinqing.desks.simulation import world
from qinqing.domains.accounts import actions as account_actions
from qinqing.domains.accounts.models import (
    Feedback,
    Grant,
    Person,
    ProposedStaff,
    SecondFactor,
    Session,
    Token,
)
from qinqing.domains.accounts.terms import AreaKind, PersonKind, Role
from qinqing.domains.advice.models import PublicAnswer, Question, Talk
from qinqing.domains.claims.models import PaperFile
from qinqing.domains.enterprises import actions as enterprise_actions
from qinqing.domains.enterprises.models import Contact, Enterprise, EnterpriseName, RaiseLink, Registration
from qinqing.domains.enterprises.terms import ContactSees, HeldAs, Measure, RollKind
from qinqing.domains.exports.models import Export
from qinqing.domains.inbox.models import Message
from qinqing.domains.officers import actions as officer_actions
from qinqing.domains.officers.models import Assignment, GroupMember, HandoverLine, Officer
from qinqing.domains.officers.terms import Part
from qinqing.domains.policies import actions as policy_actions
from qinqing.domains.policies import facts
from qinqing.domains.policies.models import Edition, KeptMatch, PolicyItem
from qinqing.domains.policies.terms import ClaimMode
from qinqing.domains.problems import actions as problem_actions
from qinqing.domains.problems.models import (
    Attachment,
    Category,
    CategoryRule,
    Duty,
    Problem,
    ProblemLink,
    ProposedDay,
    ProposedRule,
    ReplyDraft,
    ReplyTemplate,
    Task,
)
from qinqing.domains.problems.queries.raising import NOTHING_GIVEN
from qinqing.domains.problems.terms import Channel, Check, DayKind, LaneClass
from qinqing.kernel import clock, crypto, door, events, files, imports
from qinqing.kernel.database.borrowed import Borrowed
from qinqing.kernel.database.launcher import Server
from qinqing.kernel.events import Author
from qinqing.kernel.files import Received
from qinqing.kernel.models import Event, SavedView, WebhookDelivery
from qinqing.kernel.numbering import new_address
from qinqing.kernel.permissions import Actor
from qinqing.kernel.webhooks import DeliveryState
from qinqing.ui.formats import masked_phone
from tests.builders import accounts, advice, claims, enterprises, officers, policies, programs, rules
from tests.builders.accounts import PASSWORD, SYSTEM
from tests.builders.browsers import signed_in
from tests.builders.hashing import QUICK
from tests.builders.problems import Road, Town, at
from tests.conftest import point_at

DATABASE = "qinqing_crowd"
BEGUN, NOW = at("2026-03-02 09:30"), at("2026-03-06 10:00")
BEARERS = ("card_bearer", "link_bearer")
"""Who came by the card of the firm, and by the link of its closed problem, and has nothing else."""
STRANGERS = ("nobody", "disabled", *BEARERS)
"""Whose cookie, if there is one, opens nothing."""
PERSONAS = (
    *STRANGERS,
    *("enterprise", "own_cases_only", "stranger", "former_contact"),
    *("officer", "substitute", "former_officer"),
    *("handler1", "unit_head1", "handler2", "unit_head2"),
    *("coordinator", "coordinator_elsewhere", "head", "callback", "callback_elsewhere"),
    *("leader", "delegate", "expired_delegate", "supervisor"),
    *("adjudicator", "policy_editor", "policy_checker", "personnel_viewer", "integrity"),
    *("system_admin", "security_admin", "audit_admin"),
)
PHONE, MOBILE, NEWCOMERS_MOBILE = "13811120046", "13922230057", "13733340068"
EMAIL = "keeper.of.firm@example.cn"
ASKER = "who.asks.for.an.account@example.cn"


WORDS_BEGIN = "暗记"


class Words(dict[str, str]):
    """By what it stands in, a word that stands nowhere else; made when it is first asked for."""

    def __missing__(self, name: str) -> str:
        self[name] = f"{WORDS_BEGIN}{len(self) + 101}号"
        return self[name]


@dataclass
class Crowd:
    """The people by persona, the things by name with what their addresses need, the planted words."""

    town: Town
    rival: Enterprise
    people: dict[str, Person]
    words: Words = field(default_factory=Words)
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By name, what the address of each thing needs."""
    keys: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    """By who came by a link, the path of it."""
    problems: dict[str, int] = field(default_factory=dict)

    def client(self, who: str) -> Client:
        """The browser of a persona, with his session's key in it if he has one; his link is opened in it."""
        client = Client(raise_request_exception=False)
        if who in self.keys:
            client.cookies[settings.SESSION_KEY_COOKIE] = self.keys[who]
        if who in self.links:
            client.get(self.links[who])
        return client

    def actor(self, who: str) -> Actor:
        """Who a persona is by his rights; the database is left with nobody."""
        return accounts.actor_of(self.people[who], NOW) if who in self.people else Actor()


@contextmanager
def among(server: Server | Borrowed, folder: Path) -> Iterator[None]:
    """Within the block the house stands in the crowd's database, at the crowd's moment."""
    point_at(server.url("qinqing_web", DATABASE))
    try:
        with (
            override_settings(
                FILES=folder,
                PASSWORD_HASHERS=QUICK,
                PROGRAMS_PER_MINUTE=0,
                LISTS_PER_HOUR=0,
                RAISED_PER_HOUR=0,
            ),
            clock.set_to(NOW),
        ):
            yield
    finally:
        point_at(server.url("qinqing_web", "qinqing_test"))


def gather(server: Server | Borrowed) -> Crowd:
    """Make the crowd in its empty database, and tell everybody of everything that happened."""
    _kinds(server)
    with transaction.atomic():
        crowd = _gather()
    _tell(server)
    with transaction.atomic():
        _note_messages(crowd)
    return crowd


@contextmanager
def undone() -> Iterator[None]:
    """Within the block everything happens; afterwards nothing did."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# --- who there is ------------------------------------------------------


def _gather() -> Crowd:
    words = Words()
    crowd = _town(words)
    _life(crowd)
    _short_lives(crowd)
    _things(crowd)
    _changes(crowd)
    for who in PERSONAS:
        if who in crowd.people:
            client = signed_in(crowd.people[who], NOW)
            crowd.keys[who] = client.cookies[settings.SESSION_KEY_COOKIE].value
    with door.as_system("tests.read"):
        session = Session.objects.get(person=crowd.people["enterprise"])
    crowd.things["session"] = {"session_id": session.pk}
    _waiting_for_code(crowd)
    token = programs.a_request(crowd.people["officer"], crowd.people["system_admin"], NOW)
    crowd.things["token"] = {"public_id": token.public_id}
    used = programs.a_request(crowd.people["officer"], crowd.people["system_admin"], NOW)
    programs.issued(used, crowd.people["security_admin"], NOW)
    hook = programs.a_webhook(
        used, ["ProblemSubmitted"], f"https://example.com/{crowd.words['webhook.address']}"
    )
    _said_besides(crowd)
    crowd.things["webhook"] = {"public_id": hook.public_id}
    return crowd


def _town(words: Words) -> Crowd:
    """One city with two districts; everything happens in the first."""
    city = accounts.an_area()
    here = accounts.an_area("青岚区", AreaKind.DISTRICT, city)
    there = accounts.an_area("白鹭区", AreaKind.DISTRICT, city)
    units = [accounts.a_unit(short, area=here) for short in ("城管局", "供电所", "交通局")]
    firm, rival = (
        enterprises.an_enterprise(
            here, f"澜川{words[f'{of}.name']}公司", credit_code=enterprises.a_code(),
            address=words[f"{of}.address"], business_scope=words[f"{of}.scope"],
            type_text=words[f"{of}.type"], capital_text=words[f"{of}.capital"],
            legal_representative=words[f"{of}.representative"],
        )
        for of in ("firm", "rival")
    )  # fmt: skip
    words |= {"firm.code": firm.credit_code or "", "rival.code": rival.credit_code or ""}
    words |= {"phone.clear": PHONE, "phone.masked": masked_phone(PHONE), "phone.email": EMAIL}
    words |= {"registration.email": ASKER}
    words |= {"mobile.clear": MOBILE, "mobile.masked": masked_phone(MOBILE)}
    words |= {"newcomer.clear": NEWCOMERS_MOBILE, "newcomer.masked": masked_phone(NEWCOMERS_MOBILE)}
    members = {
        "enterprise": (firm, ContactSees.ALL, True),
        "own_cases_only": (firm, ContactSees.OWN, False),
        "former_contact": (firm, ContactSees.ALL, False),
        "stranger": (rival, ContactSees.ALL, True),
    }
    for of, amount in ((firm, "87654300"), (rival, "76543200")):
        enterprises.a_statement(of, revenue=Decimal(amount))
    words |= {"firm.revenue": "8,765.43", "rival.revenue": "7,654.32"}
    people = {
        who: enterprises.a_member(of, words[f"{who}.name"], sees=sees, is_main=is_main)
        for who, (of, sees, is_main) in members.items()
    }
    in_area = (
        *("coordinator", "head", "callback", "leader", "supervisor"),
        *("adjudicator", "policy_editor", "policy_checker", "personnel_viewer"),
    )
    roles = {"head": Role.COORDINATION_HEAD, "policy_checker": Role.POLICY_EDITOR}
    for who in in_area:
        role = roles.get(who) or Role(who)
        people[who] = accounts.a_person(role.label, role, area=here, password=PASSWORD)
    people["disabled"] = accounts.a_person("协调员二", Role.COORDINATOR, area=here, password=PASSWORD)
    people["coordinator_elsewhere"] = accounts.a_person("外区协调员", Role.COORDINATOR, area=there)
    people["callback_elsewhere"] = accounts.a_person("外区回访员", Role.CALLBACK, area=there)
    for who in ("integrity", "system_admin", "security_admin", "audit_admin"):
        people[who] = accounts.a_person(Role(who).label, Role(who), password=PASSWORD)
    for who in ("delegate", "expired_delegate"):
        people[who] = accounts.a_person("秘书", password=PASSWORD)
    for number, unit in enumerate(units[:2], start=1):
        people[f"handler{number}"] = accounts.a_person(f"承办{number}", Role.HANDLER, unit=unit)
        people[f"unit_head{number}"] = accounts.a_person(f"负责{number}", Role.UNIT_HEAD, unit=unit)
    _officers(people, firm, units[0])
    town = Town(here, units, firm, people)
    return Crowd(town, rival, people, words)


def _officers(people: dict[str, Person], firm: Enterprise, unit: Any) -> None:
    """The former one until last year, his successor, and who stands in for him from Thursday on."""
    for who in ("officer", "substitute", "former_officer"):
        people[who] = accounts.a_person(
            f"服务官{who[:3]}",
            Role.OFFICER,
            unit=unit,
            phone=MOBILE if who == "officer" else "",
            email=f"{who}@example.cn",
        )
    found = {
        who: officers.an_officer(unit=unit, person=people[who]) for who in ("former_officer", "substitute")
    }
    past = officers.an_assignment(found["former_officer"], firm)
    officers.an_end(past, date(2026, 2, 1))
    officer = officers.an_officer(unit=unit, person=people["officer"])
    officers.an_assignment(officer, firm, from_on=date(2026, 2, 1))
    officers.an_absence(officer, at("2026-03-05 08:00"), at("2026-03-20 08:00"), found["substitute"])


def _changes(crowd: Crowd) -> None:
    """What ended before the crowd came to the door."""
    people = crowd.people
    with door.as_system("tests.build"):
        gone = Contact.objects.select_related("enterprise").get(person=people["former_contact"])
        enterprise_actions.end_contact(author=SYSTEM, contact=gone, now=NOW)
        account_actions.disable_person(
            author=SYSTEM, person_id=people["disabled"].pk, reason=crowd.words["reason.disabled"], now=NOW
        )
        for who, until_at in (("delegate", NOW + timedelta(minutes=10)), ("expired_delegate", NOW)):
            made = account_actions.delegate(
                author=SYSTEM, leader_id=people["leader"].pk, delegate_id=people[who].pk,
                from_at=BEGUN, until_at=until_at, now=BEGUN,
            )  # fmt: skip
            crowd.things.setdefault("delegation", {"number": made.pk})


def _said_besides(crowd: Crowd) -> None:
    """What is written where nobody looks at first: drafts, refusals, outcomes, what something was before."""
    words, people, firm = crowd.words, crowd.people, crowd.town.enterprise
    with door.as_system("tests.build"):
        task = Task.objects.get(problem=crowd.problems["handling"], unit=crowd.town.units[0])
        ReplyDraft.objects.create(
            task=task, unit_id=task.unit_id, version=1, words={"answer": words["unit_draft.reply"]},
            saved_by=people["handler1"], saved_at=BEGUN,
        )  # fmt: skip
        task = Task.objects.filter(problem=crowd.problems["closed"], unit=crowd.town.units[0]).latest("id")
        ReplyDraft.objects.create(
            task=task, unit_id=task.unit_id, version=1, words={"answer": words["left_draft.reply"]},
            saved_by=people["handler1"], saved_at=BEGUN,
        )  # fmt: skip
        said = Feedback.objects.get(pk=crowd.things["feedback"]["number"])
        said.pk, said.outcome, said.dealt_at = None, words["feedback.outcome"], NOW
        said.dealt_by_id = people["coordinator"].pk
        said.save(force_insert=True)
        Token.objects.update(purpose=words["token.purpose"])
        EnterpriseName.objects.create(
            enterprise=firm, name=words["firm.former"], name_key=words["firm.former"], until_on=BEGUN.date()
        )
        refused = Export.objects.get(public_id=crowd.things["export"]["public_id"])
        Export.objects.create(
            public_id=new_address(), person=refused.person, kind="problems", rows=300, areas=refused.areas,
            format="csv", at_once=False, requested_at=BEGUN, reason=words["refused export.reason"],
            agreed=False, decided_by=people["head"], decided_at=NOW, refusal=words["refused export.refusal"],
        )  # fmt: skip
        view = SavedView.objects.create(
            person_id=people["coordinator"].pk, place="problems:list", name=words["view.name"],
            saved_at=NOW,  # the plain list: on it the way to forget it is met
        )  # fmt: skip
        crowd.things["view"] = {"number": view.pk}
        again = Registration.objects.get(pk=crowd.things["registration"]["number"])
        again.pk, again.reason = None, words["registration.reason"]
        again.decided_at, again.decided_by = NOW, people["coordinator"]
        again.save(force_insert=True)


# --- what there is -----------------------------------------------------


def _file(name: str, content: str) -> Received:
    return files.receive(SimpleUploadedFile(f"{name}.txt", content.encode()), field="attachments")


def _raise(
    crowd: Crowd, name: str, who: str = "enterprise", *, with_file: bool = False,
    answered: dict[str, Any] | None = None, now: datetime = BEGUN,
) -> Road:  # fmt: skip
    """A problem of this name is raised by somebody, every field with a word of its own."""
    person, known = crowd.people[who], crowd.words
    firm = crowd.rival if who == "stranger" else crowd.town.enterprise
    staff = person.kind == PersonKind.STAFF
    raised = problem_actions.Raised(
        **{part: known[f"{name}.{part}"] for part in ("title", "facts", "place", "contact_name")},
        channel=Channel.VISIT if staff else Channel.ONLINE, enterprise_id=firm.pk, area_id=firm.area_id,
        contact_person_id=None if staff else person.pk,
    )  # fmt: skip
    road = Road(crowd.town, now)
    submitted = door.drawn_again(
        lambda: problem_actions.submit_problem(
            author=road.author(who), raised=raised, now=now, answered=answered,
            role=Role.OFFICER if staff else Role.ENTERPRISE_USER,
            files=[_file(known[f"{name}.file_e"], known[f"{name}.content_e"])] if with_file else [],
        )
    )  # fmt: skip
    door.step_in(Actor())
    with door.as_system("tests.read"):
        road.problem_id = Problem.objects.values_list("id", flat=True).get(number=submitted.number)
    crowd.problems[name] = road.problem_id
    return road


def _life(crowd: Crowd) -> None:
    """One problem all the way to its end, with nearly every step on the way; unit 1 leads, unit 2 assists."""
    said = _Said(crowd.words, "closed")
    road = _raise(crowd, "closed", with_file=True).take(
        "enterprise", "supplement", **said("supplement", "text")
    )
    road.wait(hours=1).take("officer", "write_note", layer="H", **said("note_h", "text"))
    road.take("officer", "pass_on", **said("pass_on", "summary"))
    road.take(
        "coordinator",
        "write_note",
        layer="R",
        files=[_file(said.word("file_r"), said.word("content_r"))],
        **said("note_r", "text"),
    )
    road.take("coordinator", "escalate", **said("escalate", "asked", "tried", "blocked_by", "wanted"))
    road.take("head", "instruct", **said("instruct", "text"))
    units = [unit.pk for unit in crowd.town.units]
    road.take(
        "coordinator",
        "dispatch",
        lead=units[0],
        assist=[units[1]],
        lane="ordinary",
        **said("dispatch", "message"),
    )
    road.wait(hours=2).take("handler1", "sign", unit=1).take("handler2", "sign", unit=2)
    contact = {"contact_way": "phone", "contact_at": road.now}
    road.take("handler1", "record_contact", unit=1, **contact, **said("contact", "said", "contact_with"))
    road.take("handler1", "answer_interim", **said("interim", "text"))
    road.take("handler2", "reply_assist", unit=2, **said("assist", "opinion"))
    reply = said("reply", "internal", "evidence", "citation") | {"result": "R1"}
    road.take("handler1", "draft_reply", unit=1, **reply, answer=said.word("refused_answer"))
    road.take("unit_head1", "refuse_sign_off", unit=1, **said("refuse_sign_off", "comment"))
    attached = [_file(said.word("file_h"), said.word("content_h"))]
    road.take(
        "handler1", "draft_reply", unit=1, **reply, answer=said.word("sent_back_answer"), files=attached
    )
    road.take("unit_head1", "sign_off", unit=1).wait(hours=1)
    lead = road.task(1).pk
    road.take("head", "send_back", defects=[f"{lead}:unclear"], **said("send_back", "comment"))
    road.take("handler1", "draft_reply", unit=1, **reply, answer=said.word("answer")).take(
        "unit_head1", "sign_off", unit=1
    )
    road.take("head", "approve", checks=Check.values()).wait(days=1)
    road.take("enterprise", "dispute", solved="no", **said("dispute", "words"))
    road.take("head", "explain", **said("explain", "screening", "text", "citation")).wait(hours=1)
    contact = {"contact_way": "phone", "contact_at": road.now, "reached": "yes"}
    road.take("callback", "record_attempt", **contact, **said("attempt", "said"))
    road.take("enterprise", "confirm", solved="partly", grade="1", speed="1", **said("confirm", "words"))


def _short_lives(crowd: Crowd) -> None:
    """A problem in each of the other states."""
    replied = {
        "internal": crowd.words["handling.reply.internal"],
        "answer": crowd.words["handling.reply.answer"],
    }
    _raise(crowd, "submitted", now=NOW - timedelta(hours=2), with_file=True)
    _raise(crowd, "own", "own_cases_only", now=NOW - timedelta(hours=2))
    _raise(crowd, "left", "former_contact", now=NOW - timedelta(hours=2))
    _raise(crowd, "rival", "stranger", now=NOW - timedelta(hours=2), with_file=True)
    _raise(crowd, "handling").passed_on().dispatched().signed().contacted().replied(**replied)
    waiting = (
        _raise(crowd, "waiting")
        .passed_on()
        .dispatched()
        .signed()
        .contacted()
        .replied()
        .signed_off()
        .approved()
    )
    waiting.wait(days=1)
    waiting.take(
        "callback",
        "record_attempt",
        contact_way="phone",
        contact_at=waiting.now,
        reached="yes",
        said=crowd.words["waiting.attempt"],
    )
    spoken = (
        _raise(crowd, "spoken")
        .passed_on()
        .dispatched()
        .signed()
        .contacted()
        .replied()
        .signed_off()
        .approved()
        .wait(days=1)
    )
    spoken.take(
        "callback", "record_attempt", contact_way="phone", contact_at=spoken.now, reached="yes", said="通了"
    )
    spoken.take(
        "callback", "confirm_by_call", solved="yes", grade="2", spoken_words=crowd.words["spoken.words"]
    )
    _raise(crowd, "review").passed_on().dispatched().signed().contacted().replied().signed_off()
    _asked_and_reopened(crowd)
    _concluded(crowd)
    refused = _raise(crowd, "refused").take("officer", "pass_on", summary="不是企业的事")
    said = _Said(crowd.words, "refused")
    refused.take("coordinator", "refuse", reason="in_court", **said("refuse", "other_route", "citation"))
    objected, said = _raise(crowd, "objected"), _Said(crowd.words, "objected")
    objected.take("officer", "pass_on", summary="不归我们").take(
        "coordinator", "refuse", reason="in_court", **said("refuse", "other_route", "citation")
    )
    objected.take("enterprise", "object", **said("object", "why"))
    withdrawn = _raise(crowd, "withdrawn")
    withdrawn.take(
        "officer",
        "withdraw",
        reason="mistaken",
        **_Said(crowd.words, "withdrawn")("withdraw", "confirmation"),
    )
    _raise(crowd, "silenced").take(
        "enterprise", "withdraw", reason="no_longer", pressed="yes",
        pressed_words=crowd.words["silenced.pressed_words"],
    )  # fmt: skip
    _draft(crowd)


def _asked_and_reopened(crowd: Crowd) -> None:
    words, since = crowd.words, NOW - timedelta(hours=2)
    _raise(crowd, "asked", now=since).take("officer", "ask_supplement", items=words["asked.items"])
    answered = _raise(crowd, "supplied", now=since).take(
        "officer", "ask_supplement", items=words["supplied.items"]
    )
    answered.take("enterprise", "supply", text=words["supplied.text"])
    reopened = _raise(crowd, "reopened").take(
        "officer", "withdraw", reason="mistaken", confirmation="电话里说的"
    )
    reopened.take("enterprise", "reopen", unsolved=words["reopened.unsolved"])
    handed_over = _raise(crowd, "handed_over", now=since).take("officer", "pass_on", summary="要派单")
    handed_over.take("coordinator", "hand_over", note=words["handed_over.note"], new_officer="新来的")


def _concluded(crowd: Crowd) -> None:
    said = _Said(crowd.words, "concluded")
    contact = {"contact_way": "phone", "contact_at": BEGUN, "contact_with": "陈若溪"}
    answered = {"result": "R1", "answer": said.word("answer"), **contact}
    road = _raise(crowd, "concluded", "officer", answered=answered).wait(days=1)
    road.take("enterprise", "dispute", solved="no", words="还不行")
    road.take("coordinator", "explain", screening="可以解释", text="说明", citation="条款").wait(days=1)
    road.take("enterprise", "dispute", solved="no", words="仍不行")
    road.take(
        "leader", "conclude", result="R4", **said("conclude", "conclusion", "enterprise_heard", "citation")
    )


def _draft(crowd: Crowd) -> None:
    said = {part: crowd.words[f"draft.{part}"] for part in ("title", "facts", "place", "contact_name")}
    firm, road = crowd.town.enterprise, Road(crowd.town, NOW)
    raised = problem_actions.Raised(**said, enterprise_id=firm.pk, area_id=firm.area_id)
    address = problem_actions.save_draft(author=road.author("enterprise"), raised=raised, now=NOW)
    door.step_in(Actor())
    with door.as_system("tests.read"):
        crowd.problems["draft"] = Problem.objects.values_list("id", flat=True).get(public_id=address)


class _Said:
    """The fields of a step with a word of their own in each."""

    def __init__(self, words: Words, of: str) -> None:
        self._words, self._of = words, of

    def word(self, name: str) -> str:
        return self._words[f"{self._of}.{name}"]

    def __call__(self, step: str, *fields: str) -> dict[str, str]:
        return {field: self.word(f"{step}.{field}") for field in fields}


def _things(crowd: Crowd) -> None:
    """What an address needs to name each thing."""
    firm, people, words = crowd.town.enterprise, crowd.people, crowd.words
    keeper = enterprises.a_contact(firm, words["contact.name"], phone=PHONE)
    with door.as_system("tests.build"):
        Contact.objects.filter(pk=keeper.pk).update(email=EMAIL, post=words["contact.post"])
        things = crowd.things
        rows = Problem.objects.in_bulk(crowd.problems.values())
        for name, number in crowd.problems.items():
            things[name] = {
                "public_id": rows[number].public_id,
                "clock": "X",
                "name": "record_contact",
                "contact_id": keeper.pk,
            }
        for name in ("closed", "handling", "waiting", "review"):
            task = Task.objects.filter(problem=crowd.problems[name], unit=crowd.town.units[0]).latest("id")
            things[f"task of {name}"] = {"task_id": task.pk}
        for file in Attachment.objects.filter(problem__in=crowd.problems.values()):
            name = next(name for name, word in words.items() if word in file.name)
            things[name] = {"public_id": file.public_id}
        for name, enterprise in (("firm", firm), ("rival firm", crowd.rival)):
            contact = Contact.objects.filter(enterprise=enterprise, until_at=None).latest("id")
            things[name] = {"public_id": enterprise.public_id, "contact_id": contact.pk}
        officer = Officer.objects.get(person=people["officer"])
        group = officer_actions.join_theme_group_named(
            author=SYSTEM, officer=officer, group_id=None, name=words["group.name"], now=NOW
        )
        assert isinstance(group, GroupMember)
        absence = officer.absences.get()
        things["officer"] = {"officer_id": officer.pk, "member_id": group.pk, "absence_id": absence.pk}
        things["assignment"] = {"assignment_id": Assignment.objects.get(officer=officer, part=Part.A).pk}
        grant = Grant.objects.get(person=people["handler1"])
        things["person"] = {"person_id": people["handler1"].pk, "grant_id": grant.pk}
    things["unit"] = {"unit_id": crowd.town.units[0].pk}
    things["helping unit"] = {"unit_id": crowd.town.units[2].pk}
    things["template"] = {"template_id": _a_template(crowd)}
    _rules(crowd)
    things["figure"] = {"key": "problems.open"}
    things["workbook"] = {"kind": "xlsx"}
    _import_runs(crowd)
    _exports(crowd)
    twins = [
        enterprises.an_enterprise(crowd.town.area, f"双份{crowd.words['merger.name']}{n}公司") for n in (1, 2)
    ]
    with door.as_system("tests.build"):
        merger = enterprise_actions.propose_merger(
            author=SYSTEM, losing=twins[0], into=twins[1], reason=crowd.words["merger.reason"], now=NOW
        )
    _entering(crowd)
    _edits(crowd)
    _newcomers(crowd)
    _sheet(crowd)
    _policies(crowd)
    _claims(crowd)
    _payout_lists(crowd)
    _questions(crowd)
    _talks_and_answers(crowd)
    # The one that stayed is found by what the other was called
    crowd.things["merger"] = {"number": merger.pk, "public_id": twins[1].public_id}
    title = enterprises.a_title(firm := crowd.town.enterprise, crowd.words["firm.title_paper"])
    entry = enterprises.an_entry(firm, crowd.words["firm.roll"])
    for name, row in (("title", title), ("entry", entry)):
        crowd.things[name] = {"public_id": firm.public_id, "number": row.pk}
    crowd.things["roll"] = {"number": entry.roll_id}
    _grants(crowd)
    with door.as_system("tests.build"):
        retired = enterprise_actions.make_roll(
            author=SYSTEM, kind=RollKind.GROUP, name=crowd.words["retired roll.name"], area_id=firm.area_id
        )
        enterprise_actions.retire_roll(
            author=SYSTEM, roll=retired, from_on=BEGUN.date(), reason=crowd.words["retired roll.reason"],
            now=NOW,
        )  # fmt: skip


def _grants(crowd: Crowd) -> None:
    """The coordinator lets the leader and the head of the unit at work read a figure of the firm."""
    firm = crowd.town.enterprise
    for name, who, held_as, measure in (
        ("grant", "leader", HeldAs.LEADER, Measure.TAX),
        ("grant to a head", "unit_head1", HeldAs.UNIT_HEAD, Measure.STAFF),
    ):
        author = Road(crowd.town, NOW).author("coordinator")
        made = enterprise_actions.grant_figures(
            author=author, enterprise=firm, person=crowd.people[who], held_as=held_as, measures=[measure],
            purpose=crowd.words[f"{name}.purpose"], until_on=NOW.date() + timedelta(days=9), now=NOW,
        )  # fmt: skip
        door.step_in(Actor())
        crowd.things[name] = {"public_id": firm.public_id, "number": made.pk}


def _exports(crowd: Crowd) -> None:
    """A long list that waits for a second person, and one that may be fetched."""
    people, area = crowd.people, crowd.town.area.pk
    known: dict[str, Any] = {"kind": "problems", "rows": 201, "areas": [area], "format": "csv"}
    asked = known | {"at_once": False, "requested_at": BEGUN}
    agreed = {"agreed": True, "decided_by": people["head"], "decided_at": NOW - timedelta(hours=1)}
    with door.as_system("tests.build"):
        for name, who, more in (("export", "coordinator", {}), ("agreed export", "officer", agreed)):
            made = Export.objects.create(
                public_id=new_address(),
                person=people[who],
                reason=crowd.words[f"{name}.reason"],
                **asked,
                **more,
            )
            crowd.things[name] = {"public_id": made.public_id}


def _policies(crowd: Crowd) -> None:
    """An item in force, one that waits to be checked, and a draft; each with words of its own."""
    first, second, words = crowd.people["policy_editor"], crowd.people["policy_checker"], crowd.words
    policy = policies.a_policy(
        crowd.town.area, first, NOW, title=words["policy.title"], issuer=words["policy.issuer"]
    )
    crowd.things["policy document"] = {"policy_id": policy.public_id}
    for name, last in (("policy", "publish"), ("waiting policy", "send"), ("draft policy", "")):
        parts = ("item", "summary", "amount", "procedure", "telephone", "evidence")
        said = {part: words[f"{name}.{part}"] for part in parts}
        paper = [words[f"{name}.wording"], *([] if last else ["还没有条件的一句"])]
        edition = policies.a_draft(
            policy, first, NOW, title=said.pop("item"), papers=(words[f"{name}.paper"],),
            rule=policies.CITED if last else policies.POINTED,
            wording=[{"text": one} for one in paper], **said,
        )  # fmt: skip
        if not last:
            notes = ("season", "rule_note", "changes", "refusal")
            with door.as_system("tests.build"):
                Edition.objects.filter(pk=edition.pk).update(
                    **{part: words[f"{name}.{part}"] for part in notes}
                )
        if last:
            policies.stepped(edition, first, "send", NOW)
        if last == "publish":
            policies.stepped(edition, second, "publish", NOW)
        crowd.things[name] = {
            "public_id": edition.item.public_id, "number": 1, "step": "return", "form": "yaml",
            "part": "benefit.1", "name": "card1",
        }  # fmt: skip
        if last == "publish":
            _pushed(crowd, edition)
        elif last:
            policies.tried(edition, first, NOW)
    asked = min(facts.askable())
    crowd.things["papers of firm"] = {"public_id": crowd.town.enterprise.public_id, "form": "docx"}
    crowd.things["title kind"] = {"kind": "high_tech"}
    crowd.things["asked firm"] = {"public_id": crowd.town.enterprise.public_id, "name": asked}


def _pushed(crowd: Crowd, edition: Edition) -> None:
    """The officer brings the item to the firm, with a word of his own."""
    firm, officer = crowd.town.enterprise, crowd.people["officer"]
    with door.as_system("tests.build"):
        KeptMatch.objects.update_or_create(
            edition=edition, enterprise=firm, defaults={"standing": "fits", "since_on": NOW.date()}
        )
    author = Author(door.become(officer.pk, NOW))
    note = crowd.words["push.note"]
    policy_actions.push_item(author=author, edition=edition, to=[firm.public_id], note=note, now=NOW)
    door.step_in(Actor())


def _claims(crowd: Crowd) -> None:
    """Claims of the firm that the first unit pays, each text said in one; the rival's by another unit."""
    words, town = crowd.words, crowd.town
    paid = claims.an_office(town, at("2026-02-02 10:00"))
    done = paid.at("to_pay")
    done = paid.take("handler1", done, "pay", voucher=words["firm.voucher"])
    office = claims.Office(town, BEGUN, paid.edition(title="技改补助"), paid.listed)
    papers = {
        name: office.a_paper(words[f"{name}.paper_name"], words[f"{name}.paper"])
        for name in ("firm", "rival")
    }
    shown = office.applied(words=words["firm.claim_words"], **papers["firm"])
    bank = {**claims.ACCOUNT, "holder": words["firm.account_holder"], "bank": words["firm.bank"]}
    office.take("enterprise", shown, "give_account", **bank)
    office.take("handler1", shown, "accept")
    shown = office.take("handler1", shown, "approve", reason=words["firm.approval_note"])
    office.take("handler1", shown, "object", objection=words["firm.objection"])
    office.take("unit_head1", shown, "dismiss", reason=words["firm.ruling"])
    refused = office.applied(edition=office.edition(title="上云补助"))
    office.take("handler1", refused, "accept")
    said = {"reason": words["firm.claim_reason"], "citation": words["firm.citation"]}
    refused = office.take("handler1", refused, "refuse", **said)
    own = office.applied("own_cases_only", edition=office.edition(title="参展补助"))
    elsewhere = claims.an_item(town, BEGUN, title="外贸补助", unit_id=town.units[2].pk)
    said = {"words": words["rival.claim_words"], **papers["rival"]}
    rival = office.applied("stranger", edition=elsewhere, firm=crowd.rival, **said)
    with door.as_system("tests.read"):
        for name, claim in (("firm paper", shown), ("rival paper", rival)):
            crowd.things[name] = {"public_id": PaperFile.objects.get(claim=claim.pk).public_id}
    found = {"paid": done, "shown": shown, "refused": refused, "own": own}
    for name, claim in {f"firm claim {name}": one for name, one in found.items()}.items():
        crowd.things[name] = {"public_id": claim.public_id, "step": "withdraw"}
    crowd.things["rival claim"] = {"public_id": rival.public_id, "step": "withdraw"}
    wanted = {"firm item": (office.item, town.enterprise), "rival item": (elsewhere, crowd.rival)}
    for name, (edition, firm) in wanted.items():
        crowd.things[name] = {"item_id": edition.item.public_id, "enterprise_id": firm.public_id}


def _payout_lists(crowd: Crowd) -> None:
    """A list in its unit's hands with an entry and one that was taken out, and one that was confirmed."""
    words, town = crowd.words, crowd.town
    other = enterprises.an_enterprise(town.area, "上规机电公司")
    office = claims.Office(town, BEGUN, claims.an_item(town, BEGUN, title="展位补助"), _listed(crowd))
    made = office.listing("handler1", other)
    office.list_step("handler1", made, "send")
    office.list_step("unit_head1", made, "confirm")
    crowd.things["confirmed list"] = {"public_id": made.public_id, "step": "return", "number": 0}
    office.listed = _listed(crowd)
    made = office.listing("handler1", town.enterprise, other)
    first, second = office.entries(made)
    with door.as_system("tests.build"):
        type(made).objects.filter(pk=made.pk).update(refusal=words["list.refusal"])
        type(first).objects.filter(pk=first.pk).update(added_reason=words["list.added_reason"])
        type(first).objects.filter(pk=second.pk).update(out_reason=words["list.out_reason"])
    crowd.things["list"] = {"public_id": made.public_id, "step": "return", "number": first.pk}


def _listed(crowd: Crowd) -> Edition:
    """Another item that nobody has to apply for."""
    mode = ClaimMode.NO_APPLICATION
    return claims.an_item(crowd.town, BEGUN, title="入库奖励", mode=mode, papers=())


def _questions(crowd: Crowd) -> None:
    """Questions of the firm at three stops, one of its rival with experts who serve nobody."""
    people, words, area = crowd.people, crowd.words, crowd.town.area
    with door.as_system("tests.read"):
        expert = Officer.objects.get(person=people["former_officer"])
    group = advice.a_group(words["experts.name"], expert)
    own = advice.group_of(people["officer"])
    line = advice.a_route(area, own, people["coordinator"], NOW, issuer=words["route.issuer"])
    advice.a_route(area, own, people["coordinator"], NOW)
    advice.a_route(area, group, people["coordinator"], NOW, benefit_class="service")
    crowd.things["route"] = {"number": line.pk}
    for name, who, kind in (
        ("question", "enterprise", ""),
        ("answered question", "enterprise", ""),
        ("calling question", "enterprise", ""),
        ("rival question", "stranger", "service"),
    ):
        firm = crowd.rival if who == "stranger" else crowd.town.enterprise
        made = advice.a_question(firm, people[who], NOW, words[f"{name}.text"], benefit_class=kind)
        crowd.things[name] = {"public_id": made.public_id, "name": "unclear"}
        if name == "answered question":
            advice.answered(made, people["officer"], NOW, words[f"{name}.answer"], words[f"{name}.basis"])
        if name == "calling question":
            for _ in range(3):
                advice.answered(made, people["officer"], NOW, words[f"{name}.answer"])
                advice.stepped(made, people["enterprise"], "unclear", NOW, words=words[f"{name}.words"])
    with door.as_system("tests.read"):
        first = Question.objects.get(public_id=crowd.things["question"]["public_id"])
    # Passed on and back: why is said among those who handle it
    advice.stepped(
        first, people["officer"], "pass_on", NOW, group_id=group.pk, reason=words["question.passed_on"]
    )
    advice.stepped(first, people["coordinator"], "pass_on", NOW, group_id=own.pk, reason="回来")


def _talks_and_answers(crowd: Crowd) -> None:
    """An answer for everybody and a draft of one, both of an expert; a talk at which the firm was."""
    people, words = crowd.people, crowd.words
    with door.as_system("tests.read"):
        source = Question.objects.get(public_id=crowd.things["answered question"]["public_id"])
        item = PolicyItem.objects.get(public_id=crowd.things["policy"]["public_id"])
    for name in ("public answer", "draft answer"):
        parts = {part: words[f"{name}.{part}"] for part in ("question", "answer", "basis")}
        made = advice.a_draft_answer(people["officer"], NOW, source, **parts)
        crowd.things[name] = {"public_id": made.public_id, "name": "withdraw"}
        if name == "public answer":
            advice.published(made, people["officer"], people["policy_editor"], NOW)
        else:
            advice.answer_stepped(made, people["officer"], "send", NOW)
            advice.answer_stepped(
                made, people["policy_editor"], "return", NOW, reason=words["draft answer.refusal"]
            )
            with door.as_system("tests.build"):
                PublicAnswer.objects.filter(pk=made.pk).update(withdrawal=words["draft answer.withdrawal"])
    given = {"place": words["talk.place"], "asked": words["talk.asked"]}
    talk = advice.a_talk(people["officer"], [crowd.town.enterprise], [item], BEGUN, NOW, **given)
    with door.as_system("tests.build"):
        Talk.objects.filter(pk=talk.pk).update(withdrawal=words["talk.withdrawal"])
    crowd.things["talk"] = {"public_id": talk.public_id, "enterprise_id": crowd.town.enterprise.pk}


def _entering(crowd: Crowd) -> None:
    """A link that waits for its person, and somebody who asked to speak for the firm himself."""
    firm, words = crowd.town.enterprise, crowd.words
    invited = enterprises.a_member(firm, "受邀的人")
    with door.as_system("tests.build"):
        key = account_actions.make_one_time_link(author=SYSTEM, person_id=invited.pk, now=NOW)
    crowd.things["one-time link"] = {"key": key}
    asking = enterprise_actions.Asking(
        credit_code=firm.credit_code or "",
        enterprise_name=words["registration.firm"],
        name=words["registration.name"],
        post=words["registration.post"],
        phone="13711110001",
        email=words["registration.email"],
    )
    _linked(crowd)
    _bearers(crowd)
    said = account_actions.give_feedback(
        author=Author(Actor()),
        words=words["feedback.words"],
        reach=words["feedback.reach"],
        address="10.1.1.2",
        now=NOW,
    )
    crowd.things["feedback"] = {"number": said.pk}
    made = enterprise_actions.ask_registration(asking=asking, address="10.1.1.1", now=NOW)
    crowd.things["registration"] = {"number": made.pk}


def _waiting_for_code(crowd: Crowd) -> None:
    """A handler whose password was right, and who has not passed his second check yet."""
    person = crowd.people["handler1"]
    with door.as_system("tests.build"):
        sealed = crypto.seal(b"x".hex() * 20)
        SecondFactor.objects.create(person=person, secret=sealed, confirmed_at=BEGUN)
    key = signed_in(person, NOW).cookies[settings.SESSION_KEY_COOKIE].value
    with door.as_system("tests.build"):
        Session.objects.filter(key_hash=door.session_hash(key)).update(waits_for_code=True)
    crowd.keys["waiting"] = key


def _linked(crowd: Crowd) -> None:
    """A card with a QR code, and what somebody said by it: of a firm that is no business of anybody here."""
    away = accounts.an_area("云溪区", AreaKind.DISTRICT, crowd.town.area.parent)
    firm = enterprises.an_enterprise(away, "贴了码的公司")
    with door.as_system("tests.build"):
        key = enterprise_actions.make_raise_link(author=SYSTEM, enterprise=firm, now=NOW)
        follow = problem_actions.raise_by_link(
            enterprise=firm,
            given={**NOTHING_GIVEN, "facts": "门口积水", "contact_name": "路人", "phone": "13711110002"},
            author=SYSTEM,
            files=[_file("积水", "照片里的话")],
            now=NOW,
        )
        (file,) = Attachment.objects.filter(problem__enterprise=firm)
    crowd.things["raise link"] = {"key": key}
    crowd.things["problem link"] = {"key": follow, "name": "supplement", "public_id": file.public_id}


def _bearers(crowd: Crowd) -> None:
    """The card of the firm, and a colleague's link of its closed problem; and keys that open nothing."""
    firm, words, things, road = crowd.town.enterprise, crowd.words, crowd.things, Road(crowd.town, NOW)
    colleague = enterprises.a_contact(firm, words["link_bearer.name"])
    another = enterprises.a_contact(firm, "另一位同事")

    def card(of: Enterprise) -> str:
        with door.as_system("tests.build"):
            return enterprise_actions.make_raise_link(author=SYSTEM, enterprise=of, now=BEGUN)

    def link(to: Contact) -> str:
        made = problem_actions.give_link(
            author=road.author("enterprise"), problem_id=crowd.problems["closed"], contact=to, now=BEGUN
        )
        door.step_in(Actor())
        return made

    # An earlier one is taken back by the next
    cards = {"revoked card": card(firm), "firm card": card(firm), "expired card": card(crowd.rival)}
    links = {"revoked link": link(colleague), "closed link": link(colleague), "expired link": link(another)}
    with door.as_system("tests.build"):
        RaiseLink.objects.filter(enterprise=crowd.rival).update(expires_at=NOW)
        ProblemLink.objects.filter(contact=another).update(expires_at=NOW)
    digests = {f"digest of {name}": door.session_hash(key) for name, key in (cards | links).items()}
    file = things["closed.file_e"]["public_id"]
    for name, key in (cards | links | digests).items():
        things[name] = {"key": key, "name": "supplement", "public_id": file}
    for name in ("closed.file_h", "closed.file_r", "submitted.file_e", "rival.file_e"):
        things[f"{name} by link"] = {"key": links["closed link"], **things[name]}
    for step in ("take", "write_note", "reopen"):
        things[f"{step} by link"] = {"key": links["closed link"], "name": step}
    crowd.links["card_bearer"] = reverse("problems:raise_by_link", args=[cards["firm card"]])
    crowd.links["link_bearer"] = reverse("problems:follow", args=[links["closed link"]])


def _import_runs(crowd: Crowd) -> None:
    """A table of each kind that waits for the confirmation of whoever keeps such things."""
    title, body = crowd.words["import.title"], crowd.words["import.body"]
    firm = f"澜川{crowd.words['firm.name']}公司"
    contents = {
        "contacts": f"企业名称,联系人,手机\n{firm},{crowd.words['import.contact']},{PHONE}\n",
        "figures": f"企业名称,年度,从业人员\n{firm},2024,350\n",
        "titles": f"企业名称,称号,认定日期,文号\n{firm},瞪羚企业,2025-05-01,{crowd.words['import.paper']}\n",
        "rolls": f"企业名称,名单\n{firm},{crowd.words['import.on_roll']}\n",
        "enterprises": f"企业名称\n澜川{crowd.words['import.row']}公司\n",
        "problems": f"编号,时间,标题,内容\nA1,2026/3/1 10:00:00,{title},{body}\n",
        "officers": f"姓名,职级\n{crowd.words['import.officer']},正科\n",
        "assignments": f"企业名称,首席服务官\n{firm},{crowd.words['import.served_by']}\n",
        "units": f"单位名称\n{crowd.words['import.unit']}局\n",
        "people": f"姓名\n{crowd.words['import.person']}\n",
    }
    administrator = Author(accounts.actor_of(crowd.people["system_admin"], NOW))
    for kind, content in contents.items():
        author = administrator if kind in ("units", "people") else Road(crowd.town, NOW).author("coordinator")
        door.step_in(author.actor)
        run = imports.preview(
            imports.import_of(kind), author=author, content=content.encode(), area_id=crowd.town.area.pk,
            file_name=f"{crowd.words[f'import.{kind}.file']}.csv", now=NOW,
        )  # fmt: skip
        door.step_in(Actor())
        crowd.things[f"import of {kind}"] = {"number": run.pk}


def _a_template(crowd: Crowd) -> int:
    facts = problem_actions.TemplateFacts(
        area_id=crowd.town.area.pk,
        **{part: crowd.words[f"template.{part}"] for part in ("title", "text", "citation")},
    )
    _let_hold(crowd, facts, BEGUN.date())
    with door.as_system("tests.read"):
        return ReplyTemplate.objects.latest("id").pk


def _let_hold(crowd: Crowd, facts: Any, from_on: date) -> None:
    """A rule of the area by its two persons."""
    people = crowd.people
    rules.let_hold(people["coordinator"], people["head"], facts, from_on, NOW)


def _of_the_release(name: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """A kind as it ships, with its English; its group before it."""
    for group in world.read("categories")["categories"]:
        for kind in group["children"]:
            if kind["name"] == name:
                yield group, ""
                yield kind, group["code"]


def _kinds(server: Server | Borrowed) -> None:
    """The catalogue is the system's."""
    group, kind = (
        problem_actions.NewCategory(*(one[part] for part in ("code", "name", "definition")), parent=parent)
        for one, parent in _of_the_release("路灯照明")
    )
    point_at(server.url("qinqing_worker", DATABASE))
    with transaction.atomic(), door.as_system("tests.build"):
        problem_actions.keep_catalogue(author=SYSTEM, categories=[group, kind], duties=[])
    point_at(server.url("qinqing_web", DATABASE))


def _edits(crowd: Crowd) -> None:
    """What one firm wants corrected waits; what the other wanted was refused with a reason."""
    words, road = crowd.words, Road(crowd.town, NOW)
    found = {}
    for name, who, firm in (
        ("edit", "enterprise", crowd.town.enterprise), ("rival edit", "stranger", crowd.rival),
    ):  # fmt: skip
        wanted = replace(enterprise_actions.facts_of(firm), address=words[f"{name}.address"])
        found[name] = enterprise_actions.propose_edit(
            author=road.author(who), enterprise=firm, wanted=wanted, why=words["edit.why"], now=NOW
        )
    enterprise_actions.refuse_edit(
        author=road.author("coordinator"), proposed=found["rival edit"], reason=words["rival edit.refusal"],
        now=NOW,
    )  # fmt: skip
    door.step_in(Actor())
    crowd.things["edit"] = {"number": found["edit"].pk}


def _newcomers(crowd: Crowd) -> None:
    """Whom the first unit says to have got waits to be confirmed; another one was refused with a reason."""
    said = {part: crowd.words[f"newcomer.{part}"] for part in ("name", "post", "work_phone", "email")}
    number = account_actions.propose_joining(
        author=Road(crowd.town, NOW).author("unit_head1"), why=crowd.words["newcomer.why"], now=NOW,
        facts=account_actions.PersonFacts(
            login="", unit_id=crowd.town.units[0].pk, phone=NEWCOMERS_MOBILE, **said
        ),
    )  # fmt: skip
    door.step_in(Actor())
    with door.as_system("tests.build"):
        refused = ProposedStaff.objects.get(pk=number)
        refused.pk, refused.state, refused.reason = None, "refused", crowd.words["newcomer.refusal"]
        refused.decided_by, refused.decided_at = crowd.people["coordinator"], NOW
        refused.phone, refused.phone_index = None, ""
        refused.save(force_insert=True)
    crowd.things["proposed staff"] = {"proposed_id": number}


def _sheet(crowd: Crowd) -> None:
    """What the officer of last year left behind, more than thirty days ago."""
    words, thing = crowd.words, crowd.problems["submitted"]
    with door.as_system("tests.build"):
        past = Assignment.objects.get(officer__person=crowd.people["former_officer"])
        officer_actions.list_what_is_open(
            assignment=past,
            things=[officer_actions.OpenThing("problem", thing, words["sheet.title"])],
            now=NOW,
        )
        HandoverLine.objects.update(words=words["sheet.words"], note=words["sheet.note"])
    crowd.things["sheet"] = {"assignment_id": past.pk}


def _rules(crowd: Crowd) -> None:
    """What the coordinator decided for his area: a matter of the catalogue, a kind, a limit."""
    area, today = crowd.town.area.pk, NOW.date()
    kind = Category.objects.get(name="路灯照明")
    matter = problem_actions.DutyFacts(
        category_id=kind.pk, area_id=area, lead=crowd.town.units[0].code,
        **{part: crowd.words[f"duty.{part}"] for part in ("matter", "basis", "not_this")},
    )  # fmt: skip
    _let_hold(crowd, matter, today)
    said = problem_actions.RuleFacts(kind.pk, area, LaneClass.COMPLEX, False, name=crowd.words["kind.name"])
    _let_hold(crowd, said, today)
    _let_hold(crowd, problem_actions.LimitFacts("limit.A", 240, area, crowd.words["limit.source"]), today)
    own, more = (
        problem_actions.KindFacts(
            area, kind.parent_id or 0, crowd.words[f"{of}.name"], crowd.words[f"{of}.definition"],
            LaneClass.ORDINARY, False,
        )
        for of in ("own_kind", "new_kind")
    )  # fmt: skip
    _let_hold(crowd, own, today)
    with door.as_system("tests.build"):
        made = Category.objects.get(name=own.name)
        Problem.objects.filter(pk__in=crowd.problems.values()).update(category=made)
    number = rules.proposed(crowd.people["coordinator"], more, today, NOW, crowd.words["proposed_rule.why"])
    crowd.things["proposed rule"] = {"proposed_id": number}
    with door.as_system("tests.build"):
        no = ProposedRule.objects.get(pk=number)
        no.pk, no.state, no.reason = None, "refused", crowd.words["proposed_rule.refusal"]
        no.decided_by, no.decided_at = crowd.people["head"], NOW
        no.save(force_insert=True)
    proposed = problem_actions.propose_day(
        author=Road(crowd.town, NOW).author("coordinator"), now=NOW,
        facts=problem_actions.DayFacts(
            area, date(2026, 4, 2), DayKind.REST, crowd.words["proposed.name"], crowd.words["proposed.source"]
        ),
    )  # fmt: skip
    crowd.things["proposed day"] = {"proposed_id": proposed}
    with door.as_system("tests.build"):
        refused = ProposedDay.objects.get(pk=proposed)
        refused.pk, refused.state, refused.reason = None, "refused", crowd.words["proposed.refusal"]
        refused.decided_by, refused.decided_at = crowd.people["head"], NOW
        refused.save(force_insert=True)
    with door.as_system("tests.read"):
        duty = Duty.objects.get(area=area)
        ruled = CategoryRule.objects.get(area=area)
    door.step_in(Actor())
    crowd.things["duty"] = {"duty_id": duty.pk}
    crowd.things["kind"] = {"category_id": kind.pk, "rule_id": ruled.pk}
    crowd.things["limit"] = {"key": "limit.A"}


def _tell(server: Server | Borrowed) -> None:
    """The worker tells everybody of everything that happened, but programs in vain."""
    wiring.connect()
    point_at(server.url("qinqing_worker", DATABASE))
    with transaction.atomic(), door.as_system("tests.tell"):
        events.deliver(Event.objects.values_list("id", flat=True), NOW)
        WebhookDelivery.objects.update(state=DeliveryState.FAILED.value, next_at=None, tries=7, status=500)
    point_at(server.url("qinqing_web", DATABASE))


def _note_messages(crowd: Crowd) -> None:
    with door.as_system("tests.read"):
        for who in ("enterprise", "handler1"):
            message = Message.objects.filter(person=crowd.people[who]).latest("id")
            crowd.things[f"message of {who}"] = {"message_id": message.pk}


def absent(arguments: dict[str, Any]) -> dict[str, Any]:
    """The address of something that is not there, of the same shape."""
    other = {name: 2**40 if isinstance(value, int) else value for name, value in arguments.items()}
    drawn = {name: new_address() for name in ("public_id", "key") if name in arguments}
    return other | drawn
