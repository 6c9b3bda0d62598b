"""The door: one transaction a request, one statement that reads the session or token and sets the actor.

A response of 400 and above undoes everything the request wrote, unless it says `keep_writes` (a failed
sign-in is counted). A request that meets its own unique key (sent twice, or a drawn number taken) is
undone and run again with `request.repeated` set.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, OperationalError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from psycopg.pq import TransactionStatus

from qinqing.kernel import clock, row_security
from qinqing.kernel.origin import address_of
from qinqing.kernel.permissions import NOBODY, Actor, Lent, system
from qinqing.lib.text import whole_number

Answer = Callable[[HttpRequest], HttpResponseBase]
T = TypeVar("T")

RETRIED = frozenset({"event_client_key"})
"""Unique constraints whose breach means: run the request again (rooms add theirs by `retry_on`)."""
RUNS = 6
"""On a day with 5,000 numbers of 100,000 taken, six draws in a row fail once in 64 million requests."""

_retried: set[str] = set(RETRIED)


def retry_on(constraint: str) -> str:
    """Declare a unique constraint of a drawn value whose breach the door answers by another run."""
    _retried.add(constraint)
    return constraint


class ClosedDoorPaths:
    """Paths that need neither person nor database."""

    PREFIXES = ("/static/", "/health")


SPEAKS_FOR = "speaks_for"
"""The cookie that keeps for whom somebody of several speaks (`kernel.speaking`); it opens nothing."""
PROGRAMS = "/api/"
"""Below this path only a token counts, everywhere else only a session: neither opens the other's doors."""


class Door:
    """Middleware that gives every request its actor inside one transaction."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response
        if not settings.SESSION_KEY_COOKIE:
            raise ImproperlyConfigured("SESSION_KEY_COOKIE is needed")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = NOBODY  # type: ignore[attr-defined]
        request.repeated = False  # type: ignore[attr-defined]
        if request.path.startswith(ClosedDoorPaths.PREFIXES):
            return self._get_response(request)
        # Nothing else asks for whom a mere look is meant; raises DisallowedHost for a name that is not ours.
        request.get_host()
        for run in range(RUNS):
            request.repeated, request.may_repeat = run > 0, run < RUNS - 1  # type: ignore[attr-defined]
            request.met_own_key = False  # type: ignore[attr-defined]
            response = self._attempt(request)
            if not request.met_own_key:  # type: ignore[attr-defined]
                break
        return response

    def _attempt(self, request: HttpRequest) -> HttpResponseBase:
        request.entered = False  # type: ignore[attr-defined]
        try:
            return self._within(request)
        except OperationalError:
            # The database was started anew since this connection was last used: nothing has been done yet.
            if request.entered or connection.in_atomic_block:  # type: ignore[attr-defined]
                raise
        connection.close()
        return self._within(request)

    def _within(self, request: HttpRequest) -> HttpResponseBase:
        with transaction.atomic():
            request.actor = _whoever_knocks(request)  # type: ignore[attr-defined]
            request.entered = True  # type: ignore[attr-defined]
            response = self._get_response(request)
            if response.status_code >= 400 and not getattr(response, "keep_writes", False):
                transaction.set_rollback(True)
        return response

    def process_view(self, request: HttpRequest, view: Answer, args: object, kwargs: dict[str, Any]) -> None:
        """Let no null character in: the database holds none, so no thing is named so and no word is lost."""
        if any("\0" in value for value in kwargs.values() if isinstance(value, str)):
            raise Http404
        request.GET, request.POST = _without_nulls(request.GET), _without_nulls(request.POST)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a breach of a retried key into another run; everything else goes its way."""
        if request.may_repeat and _met_own_key(exception):  # type: ignore[attr-defined]
            request.met_own_key = True  # type: ignore[attr-defined]
            return HttpResponse(status=409)
        return None


def _met_own_key(exception: Exception) -> bool:
    diagnosis = getattr(exception.__cause__, "diag", None) if isinstance(exception, IntegrityError) else None
    return diagnosis is not None and diagnosis.constraint_name in _retried


def drawn_again(run: Callable[[], T]) -> T:
    """What `run` gives without a request: where it drew a value that is taken, undone and run again."""
    runs = 0
    while True:
        runs += 1
        try:
            with transaction.atomic():
                return run()
        except IntegrityError as error:
            if runs == RUNS or not _met_own_key(error):
                raise


def _whoever_knocks(request: HttpRequest) -> Actor:
    if not request.path.startswith(PROGRAMS):
        chosen = whole_number(request.COOKIES.get(SPEAKS_FOR, "")) or 0
        return enter(request.COOKIES.get(settings.SESSION_KEY_COOKIE, ""), clock.now(), chosen)
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return enter_by_token(key.strip() if scheme.lower() == "bearer" else "", address_of(request), clock.now())


def _without_nulls(sent: QueryDict) -> Any:
    """The same fields; where one of them holds a null character, a copy in which none does."""
    if not any("\0" in text for name, values in sent.lists() for text in (name, *values)):
        return sent
    clean = QueryDict(mutable=True)
    for name, values in sent.lists():
        clean.setlist(name.replace("\0", ""), [value.replace("\0", "") for value in values])
    return clean


def session_hash(key: str) -> str:
    """What the database keeps of a session key."""
    return hashlib.sha256(key.encode()).hexdigest()


def enter(key: str, now: datetime, speaks_for: int = 0) -> Actor:
    """The actor of a session key, set in the running transaction; NOBODY for no or an ended session.

    Where he speaks for several, he enters for the one named, or for the first of them.
    """
    call = "app_enter(%s::text, %s::timestamptz, %s::bigint)"
    return _actor_by(call, session_hash(key) if key else "", now, speaks_for)


def enter_by_token(key: str, address: str | None, now: datetime) -> Actor:
    """The actor of a program's token used from this address, set in the running transaction, with no more
    rights than the token names; NOBODY for a token that is none, over, revoked or used from elsewhere."""
    call = "app_enter_by_token(%s::text, %s::text, %s::timestamptz)"
    return _actor_by(call, session_hash(key) if key else "", address, now)


def become(person_id: int, now: datetime, speaks_for: int | None = None) -> Actor:
    """The actor a person is now without a session, set in the running transaction; NOBODY if disabled.

    He reaches all for whom he speaks, unless one is named.
    """
    call = "app_become(%s::bigint, %s::timestamptz, false, false, %s::bigint)"
    return _actor_by(call, person_id, now, speaks_for)


def _actor_by(call: str, *params: str | int | datetime | None) -> Actor:
    with connection.cursor() as cursor:
        cursor.execute(f"select {call}", params)
        text = cursor.fetchone()[0]
    if text is None:
        return NOBODY
    found: dict[str, Any] = json.loads(text)
    return Actor(
        person_id=found["person"],
        name=found["name"],
        roles=frozenset(found["roles"] or ()),
        scopes={name: tuple(ids or ()) for name, ids in found["scopes"].items()},
        unit_id=found["unit"],
        unit_name=found["unit_name"] or "",
        session_id=found["session"],
        rights=frozenset(found["rights"]) if "rights" in found else None,
        token_id=found.get("token"),
        lent=Lent(**found["lent"]) if found["lent"] else None,
    )


def step_in(actor: Actor) -> None:
    """Set an actor that is already known (a job's originator, the system, a simulated person)."""
    values = {
        "app.person": str(actor.person_id or ""),
        "app.system": actor.system,
        "app.roles": ",".join(sorted(actor.roles)),
    }
    for scope in row_security.scopes():
        values[f"app.{scope.name}"] = "{" + ",".join(map(str, actor.ids(scope.name))) + "}"
    sql = "select " + ", ".join("set_config(%s::text, %s::text, true)" for _ in values)
    with connection.cursor() as cursor:
        cursor.execute(sql, [text for pair in values.items() for text in pair])


def leave_system() -> None:
    """The database lets no rule see everything from here on; whoever was set beside it stays set."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.system', '', true)")


@contextmanager
def as_system(rule: str) -> Iterator[Actor]:
    """Within the block the database lets the named rule see and write everything; outside as before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('app.system', true), set_config('app.system', %s::text, true)", [rule]
        )
        before = cursor.fetchone()[0] or ""
    try:
        yield system(rule)
    finally:
        # After an error nothing can be said to the database; what undoes the writes undoes the setting too.
        if connection.connection.info.transaction_status != TransactionStatus.INERROR:
            with connection.cursor() as cursor:
                cursor.execute("select set_config('app.system', %s::text, true)", [before])
