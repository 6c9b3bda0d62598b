"""Setting passwords: one's own, or a temporary one that its person must change."""

from datetime import datetime

from django.contrib.auth.hashers import make_password

from qinqing.domains.accounts import rules
from qinqing.domains.accounts.actions.sessions import end_sessions_of, matches, sign_out_everywhere
from qinqing.domains.accounts.events import PasswordChanged
from qinqing.domains.accounts.models import Credential, Person, Session
from qinqing.domains.accounts.permissions import require
from qinqing.kernel import door, events
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import NotFound, Refused


def password_hash(password: str) -> str:
    """The digest to hand to `create_people`, so that thousands share the cost of one."""
    return make_password(password)


def change_password(*, author: Author, old: str, new: str, now: datetime) -> None:
    """Change one's own password; every other session of this person ends, and this one waits for it no more.

    Refuses a wrong old one, a weak new one, and one that does not differ.
    """
    credential = (
        Credential.objects.filter(person=author.actor.person_id).select_related("person__unit").first()
    )
    if credential is None or not matches(old, credential):
        raise Refused("wrong_password", "现在的口令不对", "old")
    if old == new:
        raise Refused("same_password", "新口令和现在的一样，换一个", "new")
    choose_password(author=author, person=credential.person, password=new, field="new", now=now)
    Session.objects.filter(pk=author.actor.session_id or 0).update(waits_for_password=False)
    sign_out_everywhere(author=Author(author.actor), now=now)


def reset_password(*, author: Author, person_id: int, password: str, now: datetime) -> None:
    """Give somebody a temporary password, which opens nothing before he has changed it. His sessions end."""
    require(author.actor, "account.keep")
    person = Person.objects.select_related("unit").filter(pk=person_id).first()
    if person is None:
        raise NotFound
    if person.pk == author.actor.person_id:
        raise Refused("own_password", "自己的口令请在“我的账号”里修改")
    check_strength(password, person, "password")
    store_password(person, password, now=now)
    end_sessions_of(person.pk, now)
    _tell(author, person, temporary=True, now=now)


def choose_password(*, author: Author, person: Person, password: str, field: str, now: datetime) -> None:
    """The password that somebody chose himself; the caller knows that it is he, and ends his sessions."""
    check_strength(password, person, field)
    _store(person, password, temporary=False, now=now)
    _tell(author, person, temporary=False, now=now)


def store_password(person: Person, password: str, *, now: datetime) -> None:
    """Store a temporary password; the caller has the right and tells."""
    with door.as_system("accounts.store_password"):
        _store(person, password, temporary=True, now=now)


def check_strength(password: str, person: Person, field: str) -> None:
    """Refuse a password that is weak for this person, beside the field it was typed in."""
    words = [person.login, person.name, person.pinyin.replace(" ", ""), person.work_phone]
    if person.unit is not None:
        words += [person.unit.short, person.unit.code]
    if fault := rules.password_fault(password, person.kind, words):
        raise Refused("weak_password", fault, field)


def _store(person: Person, password: str, *, temporary: bool, now: datetime) -> None:
    values = {"password": make_password(password), "temporary": temporary, "changed_at": now}
    if not Credential.objects.filter(person=person).update(**values):
        Credential.objects.create(person=person, **values)


def _tell(author: Author, person: Person, *, temporary: bool, now: datetime) -> None:
    events.tell(
        PasswordChanged,
        subject=("person", person.pk),
        author=author,
        at=now,
        layer="H",
        record={"temporary": temporary},
    )
