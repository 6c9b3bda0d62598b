"""A program is told: subscribed on a page, told by a signed message of a number and a kind, tried again."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, override_settings

from qinqing.config import wiring
from qinqing.domains.accounts import actions, queries
from qinqing.domains.accounts.models import Grant, Person, Token
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import clock, door, events, webhooks
from qinqing.kernel.models import Event, Webhook, WebhookDelivery
from qinqing.kernel.permissions import system
from qinqing.lib.webhooks import AGAIN_AFTER, signature
from tests.builders import accounts, programs
from tests.builders.accounts import PASSWORD, SYSTEM
from tests.builders.hashing import QUICK
from tests.builders.problems import Road, Town, town
from tests.builders.programs import Receiver, a_receiver
from tests.builders.worker import working
from tests.conftest import Database
from tests.doors.accounts.conftest import browser

SECRET = re.compile(r"whsec_[\w+/=]{44}")


@pytest.fixture(autouse=True)
def _as_the_worker(
    server: Database, django_db_setup: None, django_db_blocker: Any, monday: datetime
) -> Iterator[None]:
    """On the worker's connection: what it sends is seen by the pages and the other way round."""
    wiring.connect()
    settings = override_settings(WEBHOOK_NETWORKS=["127.0.0.0/8"], PASSWORD_HASHERS=QUICK)
    with django_db_blocker.unblock(), working(server), settings, clock.set_to(monday):
        for login, role in (("sa", Role.SYSTEM_ADMIN), ("xa", Role.SECURITY_ADMIN), ("aa", Role.AUDIT_ADMIN)):
            accounts.a_person(f"管理{login}", role, login=login, password=PASSWORD)
        yield


@pytest.fixture
def place(_as_the_worker: None) -> Town:
    return town()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with a_receiver() as found:
        yield found


@pytest.fixture
def token(place: Town, monday: datetime) -> Token:
    """A coordinator's token with every right of his, issued."""
    return a_token_of(place.people["coordinator"], monday)


def a_token_of(person: Person, now: datetime) -> Token:
    programs.a_token(person, now)
    door.step_in(system("tests.read"))
    return Token.objects.latest("pk")


def adding(token: Token) -> str:
    return f"/tokens/{token.public_id}/webhooks/new/"


def wanted(address: str, **other: object) -> dict[str, object]:
    return {"client_key": str(uuid4()), "address": address, "kinds": ["ProblemSubmitted"], **other}


def page_of(client: Client, hook: Webhook) -> str:
    return client.get(f"/tokens/webhooks/{hook.public_id}/").content.decode()


def the_hook() -> Webhook:
    door.step_in(system("tests.read"))
    return Webhook.objects.get()


def told(now: datetime) -> WebhookDelivery | None:
    """The worker hands on every event and sends what is due; what became of the last message."""
    door.step_in(system("tests.tell"))
    events.deliver(Event.objects.values_list("pk", flat=True), now)
    webhooks.send_due(queries.allowed_to, now)
    return WebhookDelivery.objects.order_by("pk").last()


def subscribed(token: Token, receiver: Receiver, **other: object) -> str:
    """A webhook added on its page; gives the secret that stood there."""
    answer = browser("sa").post(adding(token), wanted(receiver.address, **other))
    (secret,) = SECRET.findall(answer.content.decode())
    return str(secret)


# --- adding ------------------------------------------------------------


def test_the_form_offers_what_the_token_may_know_of(place: Town, token: Token) -> None:
    offered = re.findall(r'name="kinds"[^>]*value="(\w+)"', browser("sa").get(adding(token)).content.decode())
    assert {"ProblemSubmitted", "EnterpriseRegistered"} <= set(offered)


def test_the_secret_is_shown_once_and_kept_sealed(token: Token, receiver: Receiver) -> None:
    secret, client = subscribed(token, receiver), browser("sa")
    assert secret not in page_of(client, the_hook())
    assert secret.encode() not in bytes(the_hook().secret)


def test_a_form_sent_twice_adds_one_and_shows_no_second_secret(token: Token, receiver: Receiver) -> None:
    client, given = browser("sa"), wanted(receiver.address)
    first, again = (client.post(adding(token), given) for _ in range(2))
    assert (len(SECRET.findall(first.content.decode())), SECRET.findall(again.content.decode())) == (1, [])
    assert the_hook().address == receiver.address


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("address", "", "请填写"),
        ("address", "https://10.1.2.3/hook", "内部网络"),
        ("address", "ftp://example.com/hook", "https://"),
        ("kinds", [], "请"),
        ("kinds", ["NoteWritten"], ""),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    field: str, value: object, says: str, token: Token
) -> None:
    given = wanted("https://rexian.example.gov.cn/hook") | {field: value}
    answer = browser("sa").post(adding(token), given)
    page = answer.content.decode()
    assert (answer.status_code, Webhook.objects.exists()) == (422, False)
    assert says in page
    assert f'id="id_{field}_error"' in page
    assert str(given["address"]) in page


@pytest.mark.parametrize("who", ["xa", "aa"])
def test_the_other_administrators_look_on(who: str, token: Token, receiver: Receiver) -> None:
    subscribed(token, receiver)
    client, hook = browser(who), the_hook()
    assert receiver.address.split("?")[0] in page_of(client, hook)
    for path in (
        adding(token),
        f"/tokens/webhooks/{hook.public_id}/end/",
        f"/tokens/webhooks/{hook.public_id}/again/",
    ):
        assert client.post(path, wanted(receiver.address)).status_code == 403
    assert the_hook().ended_at is None


def test_a_token_that_opens_nothing_is_given_none(place: Town, monday: datetime, receiver: Receiver) -> None:
    person = accounts.a_person("系统二", Role.SYSTEM_ADMIN)
    token = programs.a_request(place.people["coordinator"], person, monday)
    answer = browser("sa").post(adding(token), wanted(receiver.address))
    assert answer.status_code == 422
    assert "这个令牌现在不能用" in answer.content.decode()


# --- telling -----------------------------------------------------------


def test_a_program_is_told_signed_and_nothing_but_a_kind_and_a_number(
    place: Town, token: Token, receiver: Receiver, monday: datetime
) -> None:
    secret = subscribed(token, receiver)
    problem = Road(place, monday).submitted(title="夜班路灯坏了").problem
    sent = told(monday)
    ((headers, body),) = receiver.came
    assert sent is not None
    assert (sent.state, sent.status, sent.tries) == ("sent", 204, 1)
    said = json.loads(body)
    assert said == {
        "id": headers["webhook-id"],
        "kind": "ProblemSubmitted",
        "at": said["at"],
        "subject": {"kind": "problem", "public_id": problem.public_id},
    }
    assert datetime.fromisoformat(said["at"]) == problem.submitted_at
    moment = datetime.fromtimestamp(int(headers["webhook-timestamp"]), monday.tzinfo)
    assert headers["webhook-signature"] == signature(secret, headers["webhook-id"], moment, body)
    assert "送到了" in page_of(browser("sa"), the_hook())


def test_what_was_not_asked_for_is_not_told(
    place: Town, token: Token, receiver: Receiver, monday: datetime
) -> None:
    subscribed(token, receiver, kinds=["ProblemAccepted"])
    Road(place, monday).submitted()
    assert (told(monday), receiver.came) == (None, [])


def test_delivering_an_event_again_tells_it_once(
    place: Town, token: Token, receiver: Receiver, monday: datetime
) -> None:
    subscribed(token, receiver)
    Road(place, monday).submitted()
    told(monday)
    told(monday + timedelta(hours=1))
    assert len(receiver.came) == 1


def test_what_fails_is_tried_again_later_and_later_under_the_same_number(
    place: Town, token: Token, receiver: Receiver, monday: datetime
) -> None:
    subscribed(token, receiver)
    receiver.answers = 500
    Road(place, monday).submitted()
    now, found = monday, told(monday)
    for wait in AGAIN_AFTER:
        assert found is not None
        assert (found.state, found.next_at) == ("waiting", now + wait)
        told(now + wait - timedelta(seconds=1))
        now += wait
        found = told(now)
    assert found is not None
    assert (found.state, found.status, found.tries) == ("failed", 500, 1 + len(AGAIN_AFTER))
    assert len(receiver.came) == 1 + len(AGAIN_AFTER)
    assert len({headers["webhook-id"] for headers, _ in receiver.came}) == 1
    assert len({headers["webhook-timestamp"] for headers, _ in receiver.came}) > 1


def test_what_did_not_arrive_is_sent_again_by_hand(
    place: Town, token: Token, receiver: Receiver, monday: datetime
) -> None:
    subscribed(token, receiver)
    receiver.answers = 404
    Road(place, monday).submitted()
    now = monday
    for wait in (timedelta(0), *AGAIN_AFTER):
        told(now := now + wait)
    client, path = browser("sa"), f"/tokens/webhooks/{the_hook().public_id}/again/"
    assert "没送到的 1 条" in page_of(client, the_hook())
    assert client.post(path).status_code == 302
    receiver.answers = 200
    found = told(now)
    assert found is not None
    assert (found.state, found.tries) == ("sent", 1)
    assert len({headers["webhook-id"] for headers, _ in receiver.came}) == 1
    assert client.post(path).status_code == 409


def test_one_that_is_ended_tells_nothing_more(
    place: Town, token: Token, receiver: Receiver, monday: datetime
) -> None:
    subscribed(token, receiver)
    client, path = browser("sa"), f"/tokens/webhooks/{the_hook().public_id}/end/"
    Road(place, monday).submitted()
    door.step_in(system("tests.tell"))
    events.deliver(Event.objects.values_list("pk", flat=True), monday)
    assert client.post(path).status_code == 302
    found = told(monday)
    assert found is not None
    assert (found.state, receiver.came) == ("suppressed", [])
    assert client.post(path).status_code == 404
    assert "已停用" in page_of(client, the_hook())


# --- never more than its person ----------------------------------------


def lose_role(place: Town, token: Token, now: datetime) -> None:
    actions.end_role(author=SYSTEM, grant_id=Grant.objects.get(person=token.person_id).pk, now=now)


def leave(place: Town, token: Token, now: datetime) -> None:
    actions.disable_person(author=SYSTEM, person_id=token.person_id, reason="调走了", now=now)


def run_out(place: Town, token: Token, now: datetime) -> None:
    Token.objects.filter(pk=token.pk).update(expires_at=now)


def revoke(place: Town, token: Token, now: datetime) -> None:
    Token.objects.filter(pk=token.pk).update(revoked_at=now)


def stay(place: Town, token: Token, now: datetime) -> None:
    """The twin: nothing ended, and it is told."""


@pytest.mark.parametrize("end", [lose_role, leave, run_out, revoke, stay])
def test_the_right_is_asked_when_it_is_sent(
    end: object, place: Town, token: Token, receiver: Receiver, monday: datetime
) -> None:
    subscribed(token, receiver)
    Road(place, monday).submitted()
    door.step_in(system("tests.tell"))
    end(place, token, monday)  # type: ignore[operator]
    found = told(monday)
    assert found is not None
    assert (found.state, len(receiver.came)) == (("sent", 1) if end is stay else ("suppressed", 0))


def test_what_its_person_does_not_see_is_not_told(place: Town, receiver: Receiver, monday: datetime) -> None:
    token = a_token_of(place.people["handler1"], monday)
    subscribed(token, receiver)
    Road(place, monday).submitted()
    found = told(monday)
    assert found is not None
    assert (found.state, receiver.came) == ("suppressed", [])


def test_one_receiver_that_is_dead_does_not_hold_up_another(
    place: Town, token: Token, receiver: Receiver, monday: datetime
) -> None:
    subscribed(token, receiver)
    with a_receiver() as gone:
        pass
    other = programs.a_webhook(token, ["ProblemSubmitted"], gone.address)
    door.step_in(system("tests.tell"))
    for _ in range(3):
        Road(place, monday).submitted()
    with clock.set_to(monday):
        told(monday)
    assert len(receiver.came) == 3
    states = WebhookDelivery.objects.filter(webhook=other).order_by("pk").values_list("tries", "says")
    assert list(states) == [(1, "连不上"), (0, ""), (0, "")]
