"""Making, correcting, closing and opening accounts, one or by thousands; opening a masked number."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from qinqing.domains.accounts import queries, rules
from qinqing.domains.accounts.actions.links import revoke_links_of
from qinqing.domains.accounts.actions.passwords import check_strength, store_password
from qinqing.domains.accounts.actions.sessions import end_sessions_of
from qinqing.domains.accounts.actions.tokens import revoke_tokens_of
from qinqing.domains.accounts.events import (
    PersonChanged,
    PersonCreated,
    PersonDisabled,
    PersonEnabled,
    PhoneRevealed,
)
from qinqing.domains.accounts.models import Credential, Grant, Person
from qinqing.domains.accounts.permissions import PERMISSIONS, require
from qinqing.domains.accounts.terms import PersonKind
from qinqing.kernel import bulk, crypto, door, events, idempotency, numbering
from qinqing.kernel.events import Author, Telling, Told
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.kernel.writing import Writing

ONE_LOGIN = door.retry_on("person_login")
_CHANGEABLE = {
    "name": "姓名",
    "unit_id": "单位",
    "post": "职务",
    "email": "电子邮箱",
    "work_phone": "办公电话",
    "phone_index": "手机号",
}
_COLUMNS = (
    *("login", "name", "pinyin", "kind", "unit_id", "post", "email", "work_phone"),
    *("phone", "phone_index", "is_active", "created_at"),
)


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of somebody; empty where it is not. `phone` None leaves a number as it is."""

    login: str
    name: str
    kind: PersonKind = PersonKind.STAFF
    unit_id: int | None = None
    post: str = ""
    email: str = ""
    work_phone: str = ""
    phone: str | None = ""


def create_person(*, author: Author, facts: PersonFacts, now: datetime, password: str = "") -> Person:
    """Make an account, inert until a role is granted, with a temporary password or none.

    Staff are made by the system administrator; contacts also by whoever may invite them, and
    without a password, which they set themselves. Refuses a login that is taken.
    """
    if first := idempotency.first_result(author):
        return Person.objects.get(pk=first.subject_id)
    keeps = PERMISSIONS.allows(author.actor, "account.keep")
    require(author.actor, "account.keep" if keeps or facts.kind == PersonKind.STAFF else "account.invite")
    person = make_account(author=author, facts=facts, now=now)
    if password:
        require(author.actor, "account.keep")
        check_strength(password, person, "password")
        store_password(person, password, now=now)
    return person


def make_account(*, author: Author, facts: PersonFacts, now: datetime) -> Person:
    """An account without a password and without a role. Refuses a login that is taken. The caller has the
    right."""
    columns = _columns(facts, now)
    with door.as_system("accounts.login_taken"):
        if Person.objects.filter(login=columns["login"]).exists():
            raise Refused("login_taken", "这个账号已经有人用了", "login")
    writing = Writing()
    drawn = writing.draw(Person)
    writing.insert(Person, {"id": drawn, **columns})
    told = Telling(writing, author, now)
    told.add(
        PersonCreated, subject=("person", drawn), about=_unit(facts), layer="H", record={"name": facts.name}
    )
    told.deliver()
    return Person(pk=writing.run()[0], **columns)


def create_people(
    *, author: Author, people: Iterable[PersonFacts], now: datetime, password_hash: str = ""
) -> list[Person]:
    """Make thousands of accounts at once, for imports, the simulation and the demo world.

    With a digest they may all sign in with that one password, which is not a temporary one; without it nobody
    may. Refuses as a whole when a row is wrong or a login is taken.
    """
    require(author.actor, "account.keep")
    rows = [(facts, _columns(facts, now)) for facts in people]
    logins = [columns["login"] for _, columns in rows]
    if len(set(logins)) < len(logins) or Person.objects.filter(login__in=logins).exists():
        raise Refused("login_taken", "有重复的或已经有人用的账号", "login")
    ids = bulk.draw(Person, len(rows))
    bulk.insert(
        Person,
        ("id", *_COLUMNS),
        [
            (number, *(columns[name] for name in _COLUMNS))
            for number, (_, columns) in zip(ids, rows, strict=True)
        ],
    )
    if password_hash:
        with door.as_system("accounts.create_people"):
            columns = ("person_id", "password", "temporary", "changed_at")
            bulk.insert(Credential, columns, [(number, password_hash, False, now) for number in ids])
    told = [
        Told(("person", number), _unit(facts), {"name": facts.name})
        for number, (facts, _) in zip(ids, rows, strict=True)
    ]
    events.tell_many(PersonCreated, told, author=author, at=now, layer="H")
    return [Person(pk=number, **columns) for number, (_, columns) in zip(ids, rows, strict=True)]


def change_person(*, author: Author, person_id: int, facts: PersonFacts, now: datetime) -> Person:
    """Correct where somebody belongs and how to reach him; his login and kind stay what they are."""
    require(author.actor, "account.keep")
    person = queries.person_for(author.actor, person_id)
    columns = _columns(replace(facts, login=person.login, kind=_kind_of(person)), now)
    if facts.phone is None:
        columns["phone_index"] = person.phone_index
    changed = [name for name in _CHANGEABLE if getattr(person, name) != columns[name]]
    if not changed:
        return person
    if "phone_index" in changed:
        person.phone = columns["phone"]
    for name in changed:
        setattr(person, name, columns[name])
    person.pinyin = columns["pinyin"]
    person.save(update_fields=[*changed, "phone", "pinyin"])
    events.tell(
        PersonChanged,
        subject=("person", person.pk),
        about=_unit(facts),
        author=author,
        at=now,
        layer="H",
        record={"fields": "、".join(_CHANGEABLE[name] for name in changed)},
    )
    return person


def disable_person(*, author: Author, person_id: int, reason: str, now: datetime) -> None:
    """Close an account: its sessions, tokens and grants end now; what he did stays under his name.

    Contacts are closed also by those who invite them, as far as they see them. Nobody closes his own account.
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound
    keeps = PERMISSIONS.allows(author.actor, "account.keep")
    require(author.actor, "account.keep" if keeps or person.kind == PersonKind.STAFF else "account.invite")
    if person.pk == author.actor.person_id:
        raise Refused("own_account", "不能停用自己的账号")
    if not person.is_active:
        raise Refused("disabled", "这个账号已经停用了")
    if not reason.strip():
        raise Refused("missing", "请写停用的原因", "reason")
    Person.objects.filter(pk=person.pk).update(is_active=False)
    end_access(author=author, person_id=person.pk, reason="账号停用", now=now)
    with door.as_system("accounts.disable_person"):
        held = Grant.objects.filter(queries.current(now), person=person.pk)
        roles = list(held.values_list("role", flat=True))
        held.update(until_at=now)
    record = {"reason": reason.strip(), "roles": roles}
    events.tell(
        PersonDisabled, subject=("person", person.pk), author=author, at=now, layer="H", record=record
    )


def end_access(*, author: Author, person_id: int, reason: str, now: datetime) -> None:
    """End somebody's sessions, tokens and one-time links; his account stays. The caller has the right."""
    end_sessions_of(person_id, now)
    revoke_links_of(person_id, now)
    revoke_tokens_of(person_id, author=author.besides, reason=reason, now=now)


def drawn_login() -> str:
    """A login for somebody who signs in by his number: short, and nobody's yet."""
    return f"qy-{numbering.new_address()[:8]}"


def enable_person(*, author: Author, person_id: int, now: datetime) -> None:
    """Open a closed account again; its roles must be granted anew."""
    require(author.actor, "account.keep")
    if not Person.objects.filter(pk=person_id, is_active=False).update(is_active=True):
        raise NotFound
    events.tell(PersonEnabled, subject=("person", person_id), author=author, at=now, layer="H")


def reveal_phone(*, author: Author, person_id: int, reason: str, now: datetime) -> str:
    """A number that the actor sees masked, in clear, for a reason that is recorded with his name."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None or person.phone is None:
        raise NotFound
    if not queries.may_reveal(author.actor, person):
        raise Refused("no_right", "您的角色不能查看这个号码")
    if not reason.strip():
        raise Refused("missing", "请写为什么要看这个号码", "reason")
    record = {"reason": reason.strip()}
    events.tell(PhoneRevealed, subject=("person", person.pk), author=author, at=now, layer="H", record=record)
    return crypto.unseal(person.phone)


def _kind_of(person: Person) -> PersonKind:
    return PersonKind.STAFF if person.kind == PersonKind.STAFF else PersonKind.ENTERPRISE


def _unit(facts: PersonFacts) -> tuple[tuple[str, int], ...]:
    return () if facts.unit_id is None else (("unit", facts.unit_id),)


def _columns(facts: PersonFacts, now: datetime) -> dict[str, Any]:
    login = rules.normal_login(facts.login)
    if fault := rules.login_fault(login):
        raise Refused("bad_login", fault, "login")
    known = known_of(facts)
    return {
        "login": login,
        "pinyin": rules.pinyin_of(known["name"]),
        "kind": facts.kind.value,
        **known,
        "is_active": True,
        "created_at": now,
    }


def known_of(facts: PersonFacts) -> dict[str, Any]:
    """The columns of who somebody is, where he belongs and how to reach him. Refuses what cannot be."""
    name = " ".join(facts.name.split())
    if not 1 <= len(name) <= 60:
        raise Refused("missing", "请写姓名，最多 60 个字", "name")
    if facts.kind == PersonKind.ENTERPRISE and facts.unit_id is not None:
        raise Refused("unit_of_contact", "企业人员不属于单位", "unit_id")
    phone = rules.normal_phone(facts.phone or "")
    if facts.phone and not phone:
        raise Refused("bad_phone", "手机号是 11 位，以 1 开头", "phone")
    return {
        "name": name,
        "unit_id": facts.unit_id,
        "post": facts.post.strip(),
        "email": facts.email.strip(),
        "work_phone": facts.work_phone.strip(),
        "phone": crypto.seal(phone) if phone else None,
        "phone_index": crypto.blind_index(phone) if phone else "",
    }
