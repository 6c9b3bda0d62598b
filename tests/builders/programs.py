"""Programs at the door: tokens asked for and issued as in the house, and a client driven by the document."""

import json
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from django.http import HttpResponse
from django.test import Client

from qinqing.domains.accounts import actions
from qinqing.domains.accounts.actions import TokenFacts
from qinqing.domains.accounts.models import Person, Token
from qinqing.domains.accounts.queries import rights_of
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import clock, crypto, door, numbering, webhooks
from qinqing.kernel.events import Author
from qinqing.kernel.models import Webhook
from qinqing.kernel.permissions import Actor
from tests.builders import accounts

DOCUMENT = "/api/v1/openapi.json"


def a_request(
    person: Person,
    system: Person,
    now: datetime,
    rights: Collection[str] | None = None,
    *,
    days: int = 30,
    network: str = "",
) -> Token:
    """A token for somebody that the system administrator asks for, with these of his rights or with all."""
    asks = door.become(system.pk, now)
    wanted = rights_of(asks, person.pk, now) if rights is None else rights
    facts = TokenFacts("热线转办", wanted, days, network)
    token = actions.request_token(author=Author(asks), person_id=person.pk, facts=facts, now=now)
    door.step_in(Actor())
    return token


def issued(token: Token, security: Person, now: datetime) -> str:
    """The key of a token that the security administrator issues."""
    author = Author(door.become(security.pk, now))
    key = actions.issue_token(author=author, token_id=token.pk, now=now)
    door.step_in(Actor())
    return key


def a_token(
    person: Person,
    now: datetime,
    rights: Collection[str] | None = None,
    *,
    days: int = 30,
    network: str = "",
) -> str:
    """The key of a token for somebody, with these of his rights or with all of them."""
    system = accounts.a_person("系统管理", Role.SYSTEM_ADMIN)
    security = accounts.a_person("安全管理", Role.SECURITY_ADMIN)
    return issued(a_request(person, system, now, rights, days=days, network=network), security, now)


def forged(person: Person, now: datetime, rights: Collection[str]) -> str:
    """The key of a token that names these rights whether its person has them or not, which nobody would
    issue: what stays shut to it is shut by who the person is."""
    key = f"qq_{secrets.token_urlsafe(32)}"
    with door.as_system("tests.build"):
        asks, issues = Person.objects.exclude(pk=person.pk).order_by("pk")[:2]
        Token.objects.create(
            public_id=numbering.new_address(), person=person, purpose="伪造", rights=list(rights), days=1,
            requested_by=asks, requested_at=now, issued_by=issues, issued_at=now,
            expires_at=now + timedelta(days=1), key_hash=door.session_hash(key),
        )  # fmt: skip
    door.step_in(Actor())
    return key


def a_webhook(token: Token, kinds: Collection[str], address: str = "https://example.com/hook") -> Webhook:
    """A program is told of these events, as far as its token goes."""
    with door.as_system("tests.build"):
        made = Webhook.objects.create(
            public_id=numbering.new_address(), token_id=token.pk, person_id=token.person_id, address=address,
            kinds=list(kinds), secret=crypto.seal(webhooks.new_secret()), created_at=token.requested_at,
        )  # fmt: skip
    door.step_in(Actor())
    return made


@dataclass
class Receiver:
    """A program that is told: what came, and how it answers from now on."""

    address: str
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: int = 204
    says: str = ""


@contextmanager
def a_receiver() -> Iterator[Receiver]:
    """A web server of somebody else's, on this machine."""

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            found.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(found.answers)
            self.send_header("Location", found.address)
            words = found.says.encode()
            self.send_header("Content-Length", str(len(words)))
            self.end_headers()
            self.wfile.write(words)

        do_GET = do_POST

        def log_message(self, *what: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    found = Receiver(f"http://127.0.0.1:{server.server_address[1]}/hook?of=qinqing")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Program:
    """A client that knows nothing but the document: what an operation is called is all one has to say."""

    def __init__(self, key: str, now: datetime) -> None:
        self.now = now
        self._client = Client(
            raise_request_exception=False, headers={"Authorization": f"Bearer {key}"} if key else {}
        )
        self.operations: dict[str, tuple[str, str, dict[str, Any]]] = {}
        for path, methods in self._client.get(DOCUMENT).json()["paths"].items():
            for method, operation in methods.items():
                self.operations[operation["operationId"]] = (method.upper(), path, operation)

    def send(self, name: str, /, *, headers: dict[str, str] | None = None, **given: Any) -> HttpResponse:
        """Call an operation: each value goes where the document says, the path, the query or the body."""
        method, path, operation = self.operations[name]
        query, body = {}, dict(given)
        for parameter in operation["parameters"]:
            if parameter["name"] in body and parameter["in"] != "header":
                value = body.pop(parameter["name"])
                if parameter["in"] == "path":
                    path = path.replace(f"{{{parameter['name']}}}", str(value))
                else:
                    query[parameter["name"]] = value
        with clock.set_to(self.now):
            if method == "GET":
                assert not body, f"{name} takes no {sorted(body)}"
                return self._client.get(path, query, headers=headers)
            return self._client.post(path, json.dumps(body), content_type="application/json", headers=headers)

    def call(self, name: str, /, *, headers: dict[str, str] | None = None, **given: Any) -> Any:
        """Call an operation that is to succeed; gives what it answers, as its schema says."""
        answer = self.send(name, headers=headers, **given)
        assert answer.status_code in (200, 201), (name, answer.status_code, answer.content.decode())
        return answer.json()

    def raw(self, name: str, body: bytes, media_type: str = "application/json") -> HttpResponse:
        """Send an operation without parameters these very bytes."""
        with clock.set_to(self.now):
            return self._client.post(self.operations[name][1], body, content_type=media_type)

    def upload(
        self, name: str, *, public_id: str = "", headers: dict[str, str] | None = None, **given: Any
    ) -> HttpResponse:
        """Call an operation with files, as form data."""
        path = self.operations[name][1].replace("{public_id}", public_id)
        with clock.set_to(self.now):
            return self._client.post(path, given, headers=headers)
