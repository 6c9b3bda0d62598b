"""Without signing in: raised by the QR code of an enterprise, followed by a link, and no more."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from qinqing.domains.accounts.models import Person
from qinqing.domains.enterprises.models import Contact
from qinqing.domains.problems.models import Problem, ProblemLink
from qinqing.domains.problems.terms import Channel
from qinqing.kernel import clock, door
from qinqing.kernel.models import Event
from tests.builders.browsers import signed_in
from tests.builders.enterprises import a_contact
from tests.builders.hashing import QUICK
from tests.builders.problems import Road, Town, at
from tests.builders.problems import town as a_town

pytestmark = pytest.mark.django_db
NOW = at("2026-03-02 09:30")
SAID = {"facts": "门口的路灯坏了三天", "contact_name": "冯亦可", "phone": "13911112222"}


@pytest.fixture
def town() -> Iterator[Town]:
    with clock.set_to(NOW), override_settings(PASSWORD_HASHERS=QUICK):
        yield a_town()


def member(town: Town) -> Client:
    return signed_in(town.people["enterprise"], NOW)


def card(town: Town) -> str:
    """The path behind the QR code that the main contact prints."""
    answer = member(town).post(f"/enterprises/{town.enterprise.public_id}/card/")
    found = re.search(r'data-copy="(http[^"]+/r/[^"]+)"', answer.content.decode())
    assert found, answer.status_code
    assert "<svg" in answer.content.decode()
    return urlsplit(found[1]).path


def raises(path: str, **changed: str) -> HttpResponse:
    return Client().post(path, {**SAID, **changed})  # type: ignore[return-value]


def followed(town: Town) -> str:
    """The path by which somebody follows what he raised by the card."""
    return urlsplit(raises(card(town)).url).path  # type: ignore[attr-defined]


def stored() -> Problem:
    with door.as_system("tests.read"):
        return Problem.objects.latest("pk")


def test_whoever_holds_the_card_raises_a_problem_and_follows_it(town: Town) -> None:
    answer = Client().get(followed(town))
    assert answer.status_code == 200
    assert "门口的路灯坏了三天" in answer.content.decode()
    problem = stored()
    assert (problem.channel, problem.contact_name, problem.enterprise_id) == (
        Channel.LINK,
        "冯亦可",
        town.enterprise.pk,
    )


def test_what_a_link_shows_is_kept_by_no_browser_and_found_by_no_search(town: Town) -> None:
    for path in (card(town), followed(town), "/p/nothing/"):
        answer = Client().get(path)
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"


def test_looking_at_links_changes_nothing(town: Town) -> None:
    paths = [followed(town), card(town)]
    with door.as_system("tests.read"):
        before = Event.objects.count(), Problem.objects.count(), Person.objects.count()
    for path in paths:
        for ask in (Client().get, Client().head, Client().options):
            ask(path)
    with door.as_system("tests.read"):
        assert (Event.objects.count(), Problem.objects.count(), Person.objects.count()) == before


def test_the_officer_is_told_that_nobody_has_verified_him(town: Town) -> None:
    followed(town)
    page = signed_in(town.people["officer"], NOW).get(f"/problems/{stored().public_id}/").content.decode()
    assert "扫码来的，未核实" in page
    assert "139****2222" in page


def test_the_same_form_sent_twice_is_one_problem_with_one_link(town: Town) -> None:
    path = card(town)
    given = {"client_key": "00000000-0000-4000-8000-000000000007"}
    first, second = raises(path, **given), raises(path, **given)
    assert first.url == second.url  # type: ignore[attr-defined]
    with door.as_system("tests.read"):
        assert Problem.objects.filter(channel=Channel.LINK).count() == 1
        assert ProblemLink.objects.count() == 1


def test_who_came_by_the_card_reads_nothing_else_of_the_enterprise(town: Town) -> None:
    other = Road(town, NOW).submitted()
    path = followed(town)
    with door.as_system("tests.read"):
        others = Problem.objects.get(pk=other.problem_id)
        bearer = Contact.objects.get(name="冯亦可")
    assert others.title not in Client().get(path).content.decode()
    client = signed_in(bearer.person, NOW)  # type: ignore[arg-type]
    for address in (f"/problems/{others.public_id}/", f"/enterprises/{town.enterprise.public_id}/"):
        assert client.get(address).status_code == 404


def test_a_link_takes_the_steps_of_the_enterprise_but_reopens_nothing(town: Town) -> None:
    path = followed(town)
    assert Client().post(f"{path}step/supplement/", {"text": "还有一处"}).status_code == 302
    assert "还有一处" in Client().get(path).content.decode()
    assert Client().post(f"{path}step/withdraw/", {"reason": "mistaken"}).status_code == 302
    assert Client().post(f"{path}step/reopen/", {"unsolved": "又坏了"}).status_code == 404
    assert "重新打开" not in Client().get(path).content.decode()


@pytest.mark.parametrize("step", ["take", "dispatch", "write_note", "nothing"])
def test_a_link_takes_no_step_of_the_staff(step: str, town: Town) -> None:
    assert Client().post(f"{followed(town)}step/{step}/", {"text": "x"}).status_code == 404


def test_what_was_typed_is_kept_and_what_is_wrong_is_said(town: Town) -> None:
    answer = raises(card(town), phone="12")
    assert answer.status_code == 422
    assert "手机号是 11 位" in answer.content.decode()
    assert "门口的路灯坏了三天" in answer.content.decode()
    answer = Client().post(f"{followed(town)}step/supplement/", {"text": ""})
    assert answer.status_code == 422


def test_a_new_card_voids_the_old_one_and_a_void_card_raises_nothing(town: Town) -> None:
    old, new = card(town), card(town)
    assert [raises(path).status_code for path in (old, new)] == [404, 302]
    member(town).post(f"/enterprises/{town.enterprise.public_id}/card/end/")
    assert raises(new).status_code == 404


def test_a_card_is_over_after_a_year(town: Town) -> None:
    path = card(town)
    with clock.set_to(at("2027-03-02 09:29")):
        assert Client().get(path).status_code == 200
    with clock.set_to(at("2027-03-02 09:30")):
        assert Client().get(path).status_code == 404


def test_one_enterprise_raises_thirty_an_hour_by_its_card(town: Town) -> None:
    path = card(town)
    with override_settings(RAISED_PER_HOUR=2):
        assert [raises(path).status_code for _ in range(3)] == [302, 302, 429]


# --- given to a colleague ----------------------------------------------


def given(town: Town, road: Road, contact: Contact, who: str = "enterprise") -> str:
    with door.as_system("tests.read"):
        public_id = Problem.objects.get(pk=road.problem_id).public_id
    client = signed_in(town.people[who], NOW)
    answer = client.post(f"/problems/{public_id}/links/", {"contact": str(contact.pk)})
    found = re.search(r"<code[^>]*>(http[^<]+)</code>", answer.content.decode())
    assert found, answer.status_code
    return urlsplit(found[1]).path


def test_a_colleague_without_account_follows_and_rates_by_his_link(town: Town) -> None:
    road = Road(town, NOW).submitted().passed_on().dispatched().signed().contacted().replied().signed_off()
    road.approved()
    path = given(town, road, a_contact(town.enterprise, "丁一"))
    with clock.set_to(road.now):
        answer = Client().post(f"{path}step/confirm/", {"solved": "yes", "grade": "5"})
        assert answer.status_code == 302
        assert "已办结" in Client().get(path).content.decode()
    with door.as_system("tests.read"):
        assert Problem.objects.get(pk=road.problem_id).rated_by_enterprise


def test_a_link_that_was_taken_back_opens_nothing(town: Town) -> None:
    road = Road(town, NOW).submitted()
    path = given(town, road, a_contact(town.enterprise, "丁一"))
    assert Client().get(path).status_code == 200
    with door.as_system("tests.read"):
        public_id = Problem.objects.get(pk=road.problem_id).public_id
    assert member(town).post(f"/problems/{public_id}/links/end/").status_code == 302
    assert Client().get(path).status_code == 404
    assert Client().post(f"{path}step/supplement/", {"text": "还在"}).status_code == 404


def test_the_link_of_a_contact_who_left_opens_nothing(town: Town) -> None:
    contact = a_contact(town.enterprise, "丁一")
    path = given(town, Road(town, NOW).submitted(), contact)
    with door.as_system("tests.build"):
        from_system = Contact.objects.select_related("enterprise").get(pk=contact.pk)
    member(town).post(f"/enterprises/{town.enterprise.public_id}/contacts/{from_system.pk}/end/")
    assert Client().get(path).status_code == 404


def test_a_unit_gives_no_link(town: Town) -> None:
    road = Road(town, NOW).submitted().passed_on().dispatched()
    with door.as_system("tests.read"):
        public_id = Problem.objects.get(pk=road.problem_id).public_id
    assert signed_in(town.people["handler1"], NOW).get(f"/problems/{public_id}/links/").status_code == 403


def test_only_the_digest_of_a_key_is_kept(town: Town) -> None:
    key = followed(town).strip("/").removeprefix("p/")
    with door.as_system("tests.read"):
        (link,) = ProblemLink.objects.all()
    assert link.key_hash == door.session_hash(key)
    assert key not in str(vars(link))
