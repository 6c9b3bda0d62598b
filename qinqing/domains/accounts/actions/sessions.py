"""Signing in and out: the same answer and the same cost whoever asks, and a growing delay for who guesses."""

import secrets
from datetime import datetime, timedelta
from functools import cache

from django.contrib.auth.hashers import check_password, get_hasher, is_password_usable, make_password
from django.db import connection
from django.db.models import Count, Max, QuerySet

from qinqing.domains.accounts import rules
from qinqing.domains.accounts.events import SignedIn, SignedOut, SignInFailed
from qinqing.domains.accounts.models import (
    ConfirmationCode,
    Credential,
    Person,
    Session,
    SignInAttempt,
)
from qinqing.domains.accounts.rules import Failures
from qinqing.domains.accounts.terms import PersonKind
from qinqing.kernel import crypto, door, events
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor, system
from qinqing.kernel.refusals import NotFound, Refused

NOT_ACCEPTED = "账号或口令不对。连续输错会要求等一会儿再试"
KEPT_FOR = timedelta(days=200)
"""Tries and ended sessions: at least the six months of the Cybersecurity Law, art. 21."""


def sign_in(
    *,
    login: str,
    password: str,
    address: str | None,
    agent: str,
    now: datetime,
    replaces: int | None = None,
    second_check: bool = False,
    password_days: int = 0,
) -> tuple[str, Person]:
    """Open a session for who knows the password of a login or a phone number; gives its key and the person.

    Refuses with one message whether the account is absent, closed or the password wrong, and with another
    while the delay after failures runs; a try in that time is not heard and not counted. The session
    `replaces` of the same browser ends. With `second_check` the session of somebody of the staff opens
    nothing before it; nor, where his password is older than `password_days`, before he has changed that. What
    the caller answers must be kept even as a failure.
    """
    with door.as_system("accounts.sign_in"):
        typed = rules.normal_login(login)
        person = _person_of(typed)
        index = crypto.blind_index(person.login if person else typed)
        one_at_a_time(f"{index} {address}")
        refuse_hasty(index, address, now, "password")
        credential = _credential_of(person)
        accepted = (
            matches(password, credential)
            and person is not None
            and rules.may_come(person.is_active, person.leaves_on, now)
        )
        attempt = SignInAttempt.objects.create(login_index=index, address=address, at=now, succeeded=accepted)
        if person is None or not accepted:
            _tell_failure(attempt, person, now)
            raise Refused("not_accepted", NOT_ACCEPTED, "password")
        device = rules.device_of(agent)
        is_staff = person.kind == PersonKind.STAFF
        waits = {
            "waits_for_code": second_check and is_staff,
            "waits_for_password": is_staff and _is_aged(credential, password_days, now),
        }
        key = _open(person, address, device, now, replaces, waits)
        events.tell(
            SignedIn,
            subject=("person", person.pk),
            author=Author(Actor(person_id=person.pk, name=person.name, unit_id=person.unit_id)),
            at=now,
            layer="H",
            record={"address": address or "", "device": device},
        )
        return key, person


def matches(password: str, credential: Credential | None) -> bool:
    """Whether the password is this credential's; where there is none, the same work is done for nothing."""
    stored = credential.password if credential and is_password_usable(credential.password) else None

    def renew(raw: str) -> None:
        if credential is not None:
            Credential.objects.filter(pk=credential.pk).update(password=make_password(raw))

    compared = stored or _nobodys_password(get_hasher().algorithm)
    right = check_password(password, compared, setter=renew if stored else None)
    return right and stored is not None


def _is_aged(credential: Credential | None, days: int, now: datetime) -> bool:
    return credential is not None and rules.is_password_aged(credential.changed_at, days, now)


def sign_out(*, author: Author, now: datetime) -> None:
    """End the session of this request."""
    if author.actor.session_id is not None:
        end_session(author=author, session_id=author.actor.session_id, now=now)


def end_session(*, author: Author, session_id: int, now: datetime) -> None:
    """End one of one's own sessions; NotFound for anybody else's."""
    if not _end(Session.objects.filter(person=author.actor.person_id, pk=session_id), now):
        raise NotFound
    _tell_end(author, 1, now)


def sign_out_everywhere(*, author: Author, now: datetime) -> int:
    """End all of one's own sessions but the one of this request; gives how many there were."""
    mine = Session.objects.filter(person=author.actor.person_id)
    ended = _end(mine.exclude(pk=author.actor.session_id or 0), now)
    if ended:
        _tell_end(author, ended, now)
    return ended


def forget_old(*, now: datetime) -> None:
    """Delete tries, codes and ended sessions of which nobody needs to know any more."""
    ConfirmationCode.objects.filter(asked_at__lt=now - rules.CODES_KEPT_FOR).delete()
    SignInAttempt.objects.filter(at__lt=now - KEPT_FOR).delete()
    Session.objects.filter(started_at__lt=now - KEPT_FOR).delete()


def end_sessions_of(person_id: int, now: datetime) -> None:
    """End every session of a person, whoever asks for it; the caller has the right."""
    with door.as_system("accounts.end_sessions"):
        _end(Session.objects.filter(person=person_id), now)


def _person_of(typed: str) -> Person | None:
    if phone := rules.normal_phone(typed):
        numbered = Person.objects.filter(phone_index=crypto.blind_index(phone), is_active=True)
        # Whoever has no password cannot sign in and is in nobody's way.
        found = list(numbered.filter(pk__in=Credential.objects.values("person"))[:2])
        # A number that two people share signs in neither: they use their logins.
        return found[0] if len(found) == 1 else None
    return Person.objects.filter(login=typed).first()


def _credential_of(person: Person | None) -> Credential | None:
    return Credential.objects.filter(person=person).first() if person else None


@cache
def _nobodys_password(algorithm: str) -> str:
    return make_password(secrets.token_urlsafe(), hasher=algorithm)


def one_at_a_time(what: str) -> None:
    with connection.cursor() as cursor:
        # Guesses sent at once would otherwise all be heard before the first is counted.
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [what])


def refuse_hasty(index: str, address: str | None, now: datetime, field: str) -> None:
    """Refuse a guess that comes before the delay after those that failed is over."""
    if until := _waits_until(index, address, now):
        raise Refused("too_many", f"试错太多次了，请 {rules.wait_in_words(until - now)}后再试", field)


def _waits_until(index: str, address: str | None, now: datetime) -> datetime | None:
    tries = SignInAttempt.objects.filter(at__gt=now - rules.WINDOW)
    pair = tries.filter(login_index=index, address=address)
    since = pair.filter(succeeded=True).aggregate(last=Max("at"))["last"]
    return rules.waits_until(
        _failures(pair.filter(at__gt=since) if since else pair),
        _failures(tries.filter(login_index=index)),
        _failures(tries.filter(address=address)) if address else Failures(0, None),
        familiar=SignInAttempt.objects.filter(
            login_index=index, address=address, succeeded=True, at__gt=now - rules.FAMILIAR_FOR
        ).exists(),
        now=now,
    )


def _failures(tries: QuerySet[SignInAttempt]) -> Failures:
    return Failures(*tries.filter(succeeded=False).aggregate(count=Count("id"), last=Max("at")).values())


def _tell_failure(attempt: SignInAttempt, person: Person | None, now: datetime) -> None:
    events.tell(
        SignInFailed,
        subject=("attempt", attempt.pk),
        about=[("person", person.pk)] if person else [],
        author=Author(system("accounts.sign_in")),
        at=now,
        layer="H",
        record={"person_id": person.pk if person else None, "address": attempt.address or ""},
    )


def _open(
    person: Person,
    address: str | None,
    device: str,
    now: datetime,
    replaces: int | None,
    waits: dict[str, bool],
) -> str:
    key = secrets.token_urlsafe(32)
    running = Session.objects.filter(person=person, ended_at__isnull=True)
    if replaces is not None:
        _end(Session.objects.filter(pk=replaces), now)
    oldest = running.order_by("-seen_at").values_list("pk", flat=True)[rules.MOST_SESSIONS - 1 :]
    _end(Session.objects.filter(pk__in=list(oldest)), now)
    Session.objects.create(
        key_hash=door.session_hash(key),
        person=person,
        started_at=now,
        seen_at=now,
        address=address,
        device=device,
        **waits,
    )
    return key


def _end(sessions: QuerySet[Session], now: datetime) -> int:
    return sessions.filter(ended_at__isnull=True).update(ended_at=now)


def _tell_end(author: Author, ended: int, now: datetime) -> None:
    me = author.actor.person_id
    if me is None:
        raise NotFound
    record = {"sessions": ended}
    events.tell(SignedOut, subject=("person", me), author=author, at=now, layer="H", record=record)
