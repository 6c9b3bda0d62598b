"""Weighty acts ask for a fresh code of whoever does them: a session left open is not enough."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from qinqing.domains.accounts import actions
from qinqing.domains.accounts.models import Grant, OneTimeLink, Person, SecondFactor, Token
from qinqing.domains.accounts.terms import AreaKind, PersonKind, Role
from qinqing.domains.exports import rules
from qinqing.domains.exports.models import Export
from qinqing.kernel import clock, crypto, door, twins
from qinqing.kernel.api import rights
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.pages import new_client_key
from qinqing.kernel.permissions import Actor, system
from qinqing.kernel.refusals import Refused
from qinqing.lib import totp
from tests.builders import accounts, enterprises
from tests.builders.browsers import signed_in
from tests.builders.programs import a_request

pytestmark = pytest.mark.django_db
FIELD = "fresh_code"
ACTS = ("grant", "many", "links", "issue", "reset", "ask", "agree", "log")
SECRET = b"one app for all of them."[: totp.SECRET_BYTES]


@pytest.fixture(autouse=True)
def _two_checks(db: None, monday: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(rules, "AT_ONCE", 2)
    with override_settings(SECOND_FACTOR=True), clock.set_to(monday):
        yield


@dataclass(frozen=True)
class Act:
    """A weighty act: who does it, on which page, by which form, and whether it is done."""

    client: Client
    page: str
    form: str
    fields: dict[str, str]
    done: Callable[[], bool]

    def sent(self, code: str = "") -> HttpResponse:
        return self.client.post(self.form, {**self.fields, FIELD: code})  # type: ignore[return-value]

    def seen(self) -> str:
        return self.client.get(self.page).content.decode()


def with_app(person: Person) -> Person:
    """Somebody whose app is in use."""
    with door.as_system("tests.build"):
        SecondFactor.objects.create(
            person=person, secret=crypto.seal(SECRET.hex()), confirmed_at=accounts.FOUNDED
        )
    return person


def fresh() -> str:
    return totp.code_of(SECRET, totp.span_of(clock.now()))


def count(rows: object) -> int:
    with door.as_system("tests.read"):
        return rows.count()  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def security(monday: datetime) -> Person:
    return with_app(accounts.a_person("安思远", Role.SECURITY_ADMIN))


@pytest.fixture
def system_admin() -> Person:
    return with_app(accounts.a_person("周砚青", Role.SYSTEM_ADMIN))


@pytest.fixture
def acts(security: Person, system_admin: Person, monday: datetime) -> dict[str, Act]:
    area = accounts.an_area("青岚区", AreaKind.DISTRICT, accounts.an_area())
    for name in ("澜川甲公司", "澜川乙公司", "澜川丙公司"):
        enterprises.an_enterprise(area, name)
    lin = with_app(accounts.a_person("林知遥", Role.COORDINATOR, area=area))
    head = with_app(accounts.a_person("骆守真", Role.COORDINATION_HEAD, area=area))
    keeps = signed_in(security, monday)
    token = a_request(lin, system_admin, monday)
    asks = Author(door.become(system_admin.pk, monday))
    actions.ask_second_factor_reset(author=asks, person_id=lin.pk, now=monday)
    door.step_in(Actor())
    with override_settings(SECOND_FACTOR=False):
        new = {"format": "csv", "reason": "年报"}
        asked = signed_in(lin, monday).post("/exports/new/enterprises/", new)["Location"]
    new = accounts.a_person("新来的")
    auditor = with_app(accounts.a_person("申计", Role.AUDIT_ADMIN))
    person, tokens = f"/people/{head.pk}/", f"/tokens/{token.public_id}/"
    resets = "/second-check/resets/"
    of_head = Grant.objects.filter(person=head, role=Role.SUPERVISOR)
    return {
        "grant": Act(
            keeps, person, f"{person}grants/", {"role": "supervisor", "area_id": str(area.pk)},
            lambda: count(of_head) == 1,
        ),
        "many": Act(
            keeps, "/people/grants/", "/people/grants/", {"people": str(new.pk), "role": "officer"},
            lambda: count(Grant.objects.filter(person=new)) == 1,
        ),
        "links": Act(
            signed_in(system_admin, monday), "/people/links/", "/people/links/", {"people": str(new.pk)},
            lambda: count(OneTimeLink.objects.filter(person=new)) == 1,
        ),
        "log": Act(
            signed_in(auditor, monday), "/security-log/", "/security-log/take/", {"reason": "季度检查"},
            lambda: count(Event.objects.filter(name="SecurityLogTaken")) == 1,
        ),
        "issue": Act(
            keeps, tokens, f"{tokens}issue/", {},
            lambda: count(Token.objects.filter(pk=token.pk, issued_at__isnull=False)) == 1,
        ),
        "reset": Act(
            keeps, resets, f"{resets}{lin.pk}/confirm/", {},
            lambda: count(SecondFactor.objects.filter(person=lin)) == 0,
        ),
        "ask": Act(
            signed_in(head, monday), "/exports/new/enterprises/", "/exports/new/enterprises/",
            {"format": "xlsx", "reason": "季度分析"}, lambda: count(Export.objects.filter(person=head)) == 1,
        ),
        "agree": Act(
            signed_in(head, monday), asked, f"{asked}decide/", {"agreed": "yes"},
            lambda: count(Export.objects.filter(person=lin, agreed=True)) == 1,
        ),
    }  # fmt: skip


@pytest.fixture(params=ACTS)
def act(request: pytest.FixtureRequest, acts: dict[str, Act]) -> Act:
    return acts[request.param]


def test_without_a_code_it_is_refused_beside_the_field_and_with_one_it_is_done(act: Act) -> None:
    assert f'name="{FIELD}"' in act.seen()
    refused = act.sent()
    assert (refused.status_code, act.done()) == (422, False)
    assert "请填动态验证码" in refused.content.decode()
    assert act.sent(fresh()).status_code in (200, 302)
    assert act.done()


def test_wrong_codes_are_counted_and_then_have_to_wait(act: Act) -> None:
    said = [act.sent(f"00000{n}").content.decode() for n in range(6)]
    assert "验证码不对" in said[4]
    assert "试错太多次了" in said[5]
    assert "试错太多次了" in act.sent(fresh()).content.decode()
    assert not act.done()


def test_where_nobody_asks_for_a_code_the_same_goes_through(act: Act) -> None:
    """The twin."""
    with override_settings(TWINS=frozenset({twins.PRESENCE})):
        assert FIELD not in act.seen()
        assert act.sent().status_code in (200, 302)
    assert act.done()


def test_a_code_is_good_for_one_act(acts: dict[str, Act]) -> None:
    code = fresh()
    assert acts["grant"].sent(code).status_code == 302
    assert "验证码不对" in acts["issue"].sent(code).content.decode()
    assert not acts["issue"].done()


def test_a_form_that_was_wrong_elsewhere_spends_no_code_and_keeps_what_was_typed(
    acts: dict[str, Act],
) -> None:
    act, code = acts["ask"], fresh()
    bad = replace(act, fields={"format": "xlsx", "reason": ""}).sent(code)
    assert (bad.status_code, "请写用途" in bad.content.decode()) == (422, True)
    missing = act.sent().content.decode()
    assert "季度分析" in missing
    assert 'value="xlsx" checked' in missing.replace("  ", " ")
    assert act.sent(code).status_code == 302


def test_sent_again_with_another_code_it_is_the_same_form(acts: dict[str, Act]) -> None:
    act = replace(acts["ask"], fields={**acts["ask"].fields, "client_key": new_client_key()})
    first, second = (act.sent(code)["Location"] for code in (fresh(), ""))
    assert first == second
    assert act.done()


def test_the_record_says_that_he_was_there(acts: dict[str, Act], security: Person) -> None:
    acts["grant"].sent("000000")
    acts["grant"].sent(fresh())
    with door.as_system("tests.read"):
        of_him = Event.objects.filter(actor_id=security.pk).order_by("pk")
        assert list(of_him.values_list("name", flat=True)) == [
            "SecondFactorFailed", "SecondFactorPassed", "RoleGranted",
        ]  # fmt: skip


def test_a_short_list_and_a_refusal_ask_for_none(acts: dict[str, Act]) -> None:
    short = replace(acts["ask"], page="/exports/new/enterprises/?q=丙", form="/exports/new/enterprises/?q=丙")
    assert FIELD not in short.seen()
    assert short.sent().status_code == 200
    denied = replace(acts["agree"], fields={"agreed": "no", "refusal": "用不着这么多"})
    assert denied.sent().status_code == 302


def test_a_contact_without_an_app_is_asked_for_none_and_one_with_an_app_is(monday: datetime) -> None:
    chen = accounts.a_person("陈若溪", kind=PersonKind.ENTERPRISE)
    author = Author(door.become(chen.pk, monday))
    actions.show_presence(author=author, now=monday)
    with_app(chen)
    with pytest.raises(Refused, match="请填动态验证码"):
        actions.show_presence(author=author, now=monday)


@pytest.mark.parametrize("on", [True, False])
def test_no_program_is_ever_there(on: bool, security: Person, monday: datetime) -> None:
    with override_settings(SECOND_FACTOR=on):
        by_token = replace(door.become(security.pk, monday), token_id=1)
        with pytest.raises(Refused, match="程序不能代办"):
            actions.show_presence(author=Author(by_token), now=monday)


def test_the_system_has_nobody_to_ask(monday: datetime) -> None:
    actions.show_presence(author=Author(system("tests.build")), now=monday)


def test_no_token_can_be_given_these_rights() -> None:
    weighty = {"account.grant", "token.issue", "second_factor.confirm", "export.decide"}
    assert not weighty & set(rights.offered())


def test_a_code_of_a_minute_ago_is_not_fresh(acts: dict[str, Act]) -> None:
    with clock.set_to(clock.now() - timedelta(minutes=2)):
        old = fresh()
    assert "验证码不对" in acts["grant"].sent(old).content.decode()
