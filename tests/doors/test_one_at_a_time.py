"""Who is a contact of two firms reads one at a time; what is the other's asks him to change over first."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from qinqing.domains.enterprises.models import Contact, Enterprise
from qinqing.domains.enterprises.terms import ContactSees
from qinqing.kernel import clock, door, speaking
from tests.builders.personas import BEGUN, NOW, Crowd, undone
from tests.doors.access_matrix import OF_THE_FIRM
from tests.doors.knocking import Found, doors, look, text_of, words_in

ONLY_NAMES = frozenset({"firm.name", "rival.name", "enterprise.name"})
"""He is called by his name everywhere, and the name of the other firm stands at the top, to change over."""


@pytest.fixture(autouse=True)
def _of_both(crowd: Crowd) -> Iterator[None]:
    """The firm's main contact is one of its rival's, too."""
    with undone():
        with door.as_system("tests.build"):
            Contact.objects.create(
                enterprise=crowd.rival, person=crowd.people["enterprise"], name="他", sees=ContactSees.ALL,
                is_main=False, from_at=BEGUN,
            )  # fmt: skip
        yield


def speaks_for(crowd: Crowd, firm: Enterprise | None) -> Client:
    """His browser, with the choice he made in it."""
    client = crowd.client("enterprise")
    if firm is not None:
        client.cookies[door.SPEAKS_FOR] = str(firm.pk)
    return client


def lists(crowd: Crowd, client: Client) -> list[Found]:
    """Every page that is about nothing in particular: lists, counts, forms, the search for everything."""
    opens = [one for one in doors(crowd) if not one.thing and one.refusal("enterprise", "GET") is None]
    searches = [f"/search/?q={crowd.words[word][:2]}" for word in ("firm.name", "rival.name")]
    return [look(client, path) for path in [*(one.path for one in opens), *searches]]


def of_whom(crowd: Crowd, pages: list[Found]) -> tuple[set[str], set[str]]:
    """The words of the firm and those of its rival that stand on these pages."""
    words = {word for page in pages for word in words_in(crowd, page.body)} - ONLY_NAMES
    mine = {word for word in words if word.partition(".")[0] in OF_THE_FIRM | {"firm"}}
    return mine, {word for word in words if word.startswith("rival")}


def test_no_list_has_words_of_both_and_the_choice_says_of_which(crowd: Crowd) -> None:
    firm, rival = crowd.town.enterprise, crowd.rival
    for chosen in (None, firm):
        own, others = of_whom(crowd, lists(crowd, speaks_for(crowd, chosen)))
        assert own
        assert not others
    own, others = of_whom(crowd, lists(crowd, speaks_for(crowd, rival)))
    assert "rival.title" in others
    assert not own


def test_without_the_narrowing_both_stand_in_one_list(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    enter = door.enter
    monkeypatch.setattr(door, "enter", lambda key, now, speaks_for=0: enter(key, now, None))  # type: ignore[arg-type]
    own, others = of_whom(crowd, lists(crowd, speaks_for(crowd, crowd.town.enterprise)))
    assert own
    assert "rival.title" in others


def test_what_is_the_others_names_it_and_asks_and_is_never_lost(crowd: Crowd) -> None:
    client, asked = speaks_for(crowd, crowd.town.enterprise), 0
    for one in doors(crowd):
        if not one.thing or one.refusal("enterprise", "GET") is None:
            continue
        page, opened = look(client, one.path), look(speaks_for(crowd, crowd.rival), one.path)
        assert (page.status == 409) is (opened.status == 200), one
        if page.status != 409:
            continue
        asked += 1
        assert crowd.rival.name in page.body.partition("<main")[2]
        assert of_whom(crowd, [page]) == (set(), set()), one
        onward = re.search(r'name="next" value="([^"]*)"', page.body)
        assert onward is not None
        assert onward[1] == one.path
    assert asked > 3


def test_what_nobody_of_his_firms_has_is_not_found_as_before(crowd: Crowd) -> None:
    for one in doors(crowd):
        if one.elsewhere not in {"", one.path} and one.refusal("enterprise", "GET") is None:
            assert look(speaks_for(crowd, None), one.elsewhere).status == 404, one


def test_a_choice_that_is_not_his_opens_nothing(crowd: Crowd) -> None:
    stranger = crowd.client("stranger")
    stranger.cookies[door.SPEAKS_FOR] = str(crowd.town.enterprise.pk)
    own, others = of_whom(crowd, lists(crowd, stranger))
    assert not own
    assert "rival.title" in others
    stranger = crowd.client("stranger")
    stranger.cookies[door.SPEAKS_FOR] = "1 or 1"
    assert look(stranger, "/mine/").status == 200


def test_he_changes_over_at_the_top_of_a_page_and_goes_on_there(crowd: Crowd) -> None:
    client = speaks_for(crowd, None)
    page = look(client, "/mine/").body
    assert f'您现在代表 <b translate="no">{crowd.town.enterprise.name}</b>' in page
    answer = client.post("/speak-for/", {"number": crowd.rival.pk, "next": "/mine/?show=open"})
    assert (answer.status_code, answer["Location"]) == (302, "/mine/?show=open")
    page = look(client, "/mine/").body
    assert f'您现在代表 <b translate="no">{crowd.rival.name}</b>' in page
    for wanted in ("https://example.com/", "//example.com/", ""):
        assert client.post("/speak-for/", {"number": crowd.rival.pk, "next": wanted})["Location"] == "/"
    assert client.post("/speak-for/", {"number": "7" * 18}).status_code == 409


def test_who_speaks_for_one_notices_nothing(crowd: Crowd) -> None:
    page = look(crowd.client("stranger"), "/mine/").body
    assert "您现在代表" not in page
    assert speaking.FIELD not in page


def test_a_form_begun_for_one_is_not_sent_in_the_name_of_the_other(crowd: Crowd) -> None:
    client = speaks_for(crowd, crowd.town.enterprise)
    page = client.get("/raise/").content.decode()
    begun = re.findall(rf'name="{speaking.FIELD}" value="(\d+)"', page)
    assert set(begun) == {str(crowd.town.enterprise.pk)}
    client.cookies[door.SPEAKS_FOR] = str(crowd.rival.pk)
    sent = {speaking.FIELD: begun[0], "facts": "门口的路灯坏了", "act": "submit", "looked": "1"}
    answer = client.post("/raise/", sent)
    assert answer.status_code == 409
    assert "这张表是代表另一家填的" in answer.content.decode()
    answer = client.post("/raise/", {**sent, speaking.FIELD: "7" * 18})
    assert answer.status_code == 409
    assert "您不再代表那一家" in answer.content.decode()
    assert client.post("/raise/", {**sent, speaking.FIELD: str(crowd.rival.pk)}).status_code == 302


def test_a_program_speaks_for_all_and_each_row_says_for_whom(crowd: Crowd) -> None:
    actor = door.become(crowd.people["enterprise"].pk, clock.now())
    assert set(actor.ids("member")) == {crowd.town.enterprise.pk, crowd.rival.pk}
    assert clock.now() == NOW


def test_a_file_holds_what_is_of_the_firm_he_asked_for(crowd: Crowd) -> None:
    for firm in (crowd.town.enterprise, crowd.rival):
        client = speaks_for(crowd, firm)
        answer = client.post("/exports/new/own_problems/?whole=1", {"format": "csv", "reason": "核对"})
        assert answer.status_code == 200
        own, others = of_whom(crowd, [Found("", 200, "", text_of(answer))])
        assert bool(own) is (firm == crowd.town.enterprise)
        assert bool(others) is (firm == crowd.rival)
