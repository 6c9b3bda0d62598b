"""The index finds exactly what holds the words, of every kind alike, and knows what was there before it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker

from qinqing.domains.advice import actions as advice_actions
from qinqing.domains.advice.models import Talk
from qinqing.domains.claims.hears import HEARS
from qinqing.domains.enterprises import actions as enterprises
from qinqing.domains.enterprises.events import EnterpriseEdited
from qinqing.kernel import door, search
from qinqing.kernel.database.launcher import Server
from qinqing.kernel.models import SearchDocument
from qinqing.kernel.permissions import Actor
from qinqing.lib import text
from tests.builders import advice, claims, policies
from tests.builders.accounts import SYSTEM
from tests.builders.advice import Place
from tests.builders.claims import Office
from tests.builders.problems import at, town
from tests.builders.worker import working

NOW = at("2026-03-02 10:00")
KINDS = tuple(one.kind for one in search.kinds() if one.find is None)
TEXTS = st.lists(st.text("用电路灯不亮补助 aB１", max_size=14), min_size=1, max_size=6)


@pytest.fixture(autouse=True)
def worker(server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test stands in the worker's role, which may look into the index itself; undone afterwards."""
    with django_db_blocker.unblock(), working(server):
        yield


def test_every_kind_says_which_right_it_takes_and_comes_in_its_order() -> None:
    assert [one.label for one in search.kinds()] == [
        "企业", "诉求", "政策兑现", "政策", "政策草稿", "政策咨询", "政策问答", "政策宣讲",
    ]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, st.text("用电路灯不亮补助aB１", min_size=1, max_size=3), st.sampled_from(KINDS))
def test_a_word_finds_exactly_the_texts_it_stands_in(texts: list[str], word: str, kind: str) -> None:
    search.forget(kind, range(1, 10))
    search.file(kind, *(search.Entry(n, one, (("a", 1),)) for n, one in enumerate(texts, start=1)))
    folded = text.normalise(word)
    expected = [n for n, one in enumerate(texts, start=1) if folded in text.normalise(one)]
    assert search.find(kind, word) == sorted(expected, reverse=True)


def test_several_kinds_are_asked_at_once_and_never_mixed() -> None:
    search.file("claim", search.Entry(1, "路灯补助", ()))
    search.file("talk", search.Entry(2, "讲路灯", ()), search.Entry(3, "讲路灯补助", ()))
    assert search.find_each(["claim", "talk", "question"], "路灯") == {"claim": [1], "talk": [3, 2]}
    assert search.find_each([], "路灯") == {}


# --- what was there before --------------------------------------------


@pytest.fixture
def office() -> Office:
    return claims.an_office(town(), NOW)


def a_talk(place: Place, office: Office, **given: str) -> Talk:
    """A talk of the officer at his enterprise, about the office's item."""
    begun = at("2026-03-01 09:00")
    return advice.a_talk(place.people["officer"], [place.enterprise], [office.item.item], begun, NOW, **given)


def known(*kinds: str) -> dict[tuple[str, int], tuple[str, str]]:
    """Every entry with its words and its keys, as the database holds them."""
    rows = SearchDocument.objects.filter(kind__in=kinds)
    return {(row.kind, row.object_id): (row.text, str(row.terms)) for row in rows}


def test_rows_that_were_there_before_get_the_entries_that_changes_write(office: Office) -> None:
    place = advice.a_place(NOW)
    question = place.answered(place.ask(text="上规奖励要自己申请吗？"))
    answer = advice.a_draft_answer(place.people["expert"], NOW, question)
    advice.published(answer, place.people["expert"], place.people["editor"], NOW)
    advice.a_draft_answer(place.people["expert"], NOW, question, question="还没公开的一条")
    advice.a_talk(
        place.people["officer"], [place.enterprise], [office.item.item], at("2026-03-01 09:00"), NOW
    )
    office.applied()
    office.intended(edition=office.edition(title="参展补助"))
    filled = ("claim", "policy_item", "question", "public_answer", "talk")
    with door.as_system("tests.fill"):
        before = known(*filled)
        assert {kind for kind, _ in before} == set(filled)
        SearchDocument.objects.filter(kind__in=filled).delete()
        for kind in filled:
            assert search.fill(kind, 0, NOW) == sum(1 for of, _ in before if of == kind)
        assert known(*filled) == before
        assert [search.fill(kind, 0, NOW) for kind in filled] == [0] * len(filled)
        assert search.fill("gone", 0, NOW) == 0


def test_a_big_table_is_filed_part_by_part(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        office.applied(edition=office.edition(title=f"补助{number}"))
    monkeypatch.setattr(search, "AT_ONCE", 2)
    with door.as_system("tests.fill"):
        rows = SearchDocument.objects.filter(kind="claim").order_by("object_id")
        ids = list(rows.values_list("object_id", flat=True))
        rows.delete()
        assert [search.fill("claim", after, NOW) for after in (0, ids[1], ids[3])] == [2, 2, 1]
        assert list(rows.values_list("object_id", flat=True)) == ids
    assert [(part["kind"], part["after"]) for part in _next_parts()] == [
        ("claim", ids[1]),
        ("claim", ids[3]),
    ]


def _next_parts() -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        asked = "select args::text from procrastinate_jobs where task_name = %s order by id"
        cursor.execute(asked, [search.FILL])
        return [json.loads(args) for (args,) in cursor.fetchall()]


# --- the entry goes with the change -----------------------------------


def test_an_edition_that_takes_anothers_place_is_found_and_so_is_what_still_holds(office: Office) -> None:
    editors = office.people["policy_editor"], office.people["policy_checker"]
    draft = policies.a_next_draft(
        office.item.item, editors[0], NOW, title="研发投入奖补", from_on=at("2026-06-01 09:00").date()
    )
    with door.as_system("tests.find"):
        assert search.find("policy_item", "奖补") == []
    policies.published(draft, *editors, NOW)
    with door.as_system("tests.find"):
        assert search.find("policy_item", "奖补") == [office.item.item_id]
        assert search.find("policy_item", "后补助") == [office.item.item_id]


def test_a_claim_is_found_by_the_name_its_enterprise_has_now(office: Office) -> None:
    claim, firm = office.applied(), office.town.enterprise
    with door.as_system("tests.rename"):
        renamed = replace(enterprises.facts_of(firm), name="澜川听涛电子有限公司")
        enterprises.edit_enterprise(
            author=SYSTEM, enterprise=firm, facts=renamed, version=firm.version, now=NOW
        )
        (hearer,) = HEARS[EnterpriseEdited]
        hearer(EnterpriseEdited(enterprise_id=firm.pk, actor_id=0), NOW)
        assert search.find("claim", "听涛") == [claim.pk]
        assert search.find("claim", "微澜") == []


def test_what_is_withdrawn_is_found_no_more(office: Office) -> None:
    place = advice.a_place(NOW)
    answer = advice.a_draft_answer(place.people["expert"], NOW, place.answered(place.ask()))
    answer = advice.published(answer, place.people["expert"], place.people["editor"], NOW)
    talk = advice.a_talk(
        place.people["officer"],
        [place.enterprise],
        [office.item.item],
        at("2026-03-01 09:00"),
        NOW,
        place="图书馆",
    )
    with door.as_system("tests.find"):
        assert search.find("public_answer", "比对名单") == [answer.pk]
        assert search.find("talk", "图书馆") == [talk.pk]
    advice.answer_stepped(answer, place.people["editor"], "withdraw", NOW, reason="过时了")
    advice_actions.withdraw_talk(
        author=policies.author(place.people["officer"], NOW), talk=talk, reason="记错了", now=NOW
    )
    with door.as_system("tests.find"):
        assert search.find("public_answer", "比对名单") == []
        assert search.find("talk", "图书馆") == []


# --- by pages ----------------------------------------------------------


def kind_of(name: str) -> search.Found:
    return next(one for one in search.kinds() if one.kind == name)


def seen_by(office: Office, who: str, before: int = search.NEWEST) -> list[search.Results]:
    """A page of two claims, as one of the people finds them."""
    actor = door.become(office.people[who].pk, NOW)
    try:
        return search.look(actor, "补助", [kind_of("claim")], NOW, before=before, most=2)
    finally:
        door.step_in(Actor())


def test_a_kind_is_read_page_by_page_to_its_end(office: Office) -> None:
    made = [office.applied(edition=office.edition(title=f"补助{number}")).pk for number in range(5)]
    found, before, pages = [], search.NEWEST, 0
    while before:
        (page,) = seen_by(office, "handler1", before)
        found += [hit.id for hit in page.hits]
        before, pages = page.after, pages + 1
    assert (found, pages) == (made[::-1], 3)


def test_what_the_index_knows_and_the_reader_does_not_see_is_passed_over(office: Office) -> None:
    made = [office.applied(edition=office.edition(title=f"补助{number}")) for number in range(5)]
    with door.as_system("tests.keys"):
        others = office.town.units[1].pk
        search.file("claim", *(search.Entry(one.pk, f"{one.number} 补助", (("u", others),)) for one in made))
        type(made[0]).objects.filter(pk=made[0].pk).update(unit=others)
    (page,) = seen_by(office, "handler2")
    assert [hit.id for hit in page.hits] == [made[0].pk]
    assert page.after == 0
