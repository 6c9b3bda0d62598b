"""An answer becomes everybody's by two people, holds nothing of whoever asked, and is marked when it ages."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from qinqing.domains.advice import actions, queries
from qinqing.domains.advice.hears import HEARS
from qinqing.domains.advice.models import FoundAnswer, PublicAnswer, Question
from qinqing.domains.policies.events import EditionPublished
from qinqing.domains.policies.models import PolicyItem
from qinqing.kernel import door, events
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound, Refused
from tests.builders import advice, policies
from tests.builders.advice import Place
from tests.builders.policies import author
from tests.builders.problems import at


def read(answer: PublicAnswer) -> PublicAnswer:
    with door.as_system("tests.read"):
        return PublicAnswer.objects.get(pk=answer.pk)


def an_item(place: Place) -> PolicyItem:
    editors = place.people["editor"], place.people["second editor"]
    draft = policies.a_draft(policies.a_policy(place.area, editors[0], place.now), editors[0], place.now)
    return policies.published(draft, *editors, place.now).item


def a_draft(place: Place, **given: str) -> PublicAnswer:
    """What the expert made of an answered question."""
    return advice.a_draft_answer(place.people["expert"], place.now, source_of(place), **given)


def source_of(place: Place) -> Question:
    return place.answered(place.ask(text="我们微澜电子去年十月上规，奖励是不是要自己报？"))


def open_to_all(place: Place) -> PublicAnswer:
    return advice.published(a_draft(place), place.people["expert"], place.people["editor"], place.now)


PEOPLE = ("asker", "rival", "expert", "colleague", "other expert", "officer", "coordinator", "supervisor",
          "editor", "second editor")  # fmt: skip
CHECKERS = {"colleague", "editor", "second editor"}
TAKERS = {
    ("send", "draft"): {"expert"},
    ("drop", "draft"): {"expert"},
    ("take_back", "to_check"): {"expert"},
    ("return", "to_check"): CHECKERS,
    ("publish", "to_check"): CHECKERS,
    ("withdraw", "published"): CHECKERS | {"expert"},
}
STEPS = ("send", "drop", "take_back", "return", "publish", "still_right", "withdraw")


@pytest.mark.parametrize("state", ["draft", "to_check", "published", "withdrawn"])
def test_each_step_is_taken_by_those_the_procedure_names_and_by_nobody_else(place: Place, state: str) -> None:
    answer = a_draft(place)
    if state != "draft":
        advice.answer_stepped(answer, place.people["expert"], "send", place.now)
    if state in ("published", "withdrawn"):
        advice.answer_stepped(answer, place.people["editor"], "publish", place.now)
    if state == "withdrawn":
        advice.answer_stepped(answer, place.people["editor"], "withdraw", place.now, reason="错了")
    took: dict[tuple[str, str], set[str]] = {}
    for step in STEPS:
        for who in PEOPLE:
            try:
                with transaction.atomic():
                    advice.answer_stepped(answer, place.people[who], step, place.now, reason="请再看")
                    took.setdefault((step, state), set()).add(who)
                    transaction.set_rollback(True)
            except (Refused, NotFound):
                pass
    assert took == {key: who for key, who in TAKERS.items() if key[1] == state}


def test_the_database_lets_nobody_publish_what_he_wrote(place: Place) -> None:
    """The twin without the table: the constraint alone holds."""
    answer = a_draft(place)
    with pytest.raises(IntegrityError, match="public_answer_by_another"), door.as_system("tests.twin"):
        PublicAnswer.objects.filter(pk=answer.pk).update(
            state="published", published_at=place.now, checked_by=place.people["expert"]
        )


def test_what_is_published_stands_even_for_the_system(place: Place) -> None:
    answer = open_to_all(place)
    with (
        pytest.raises(DatabaseError, match="not changed"),
        transaction.atomic(),
        door.as_system("tests.twin"),
    ):
        PublicAnswer.objects.filter(pk=answer.pk).update(answer="别的")


@pytest.mark.parametrize(
    ("given", "because"),
    [
        ({"question": "微澜电子上规奖励怎么报？"}, "企业的名字"),
        ({"answer": "澜川微澜电子有限公司不用申请。"}, "企业的名字"),
        ({"question": "我们微澜去年十月上规，奖励是不是要自己报？"}, "原话几乎一样"),
    ],
)
def test_no_trace_of_who_asked_is_let_through(place: Place, given: dict[str, str], because: str) -> None:
    source = source_of(place)
    with pytest.raises(Refused, match=because):
        advice.a_draft_answer(place.people["expert"], place.now, source, **given)


def test_a_question_of_another_group_makes_no_answer(place: Place) -> None:
    source = source_of(place)
    with pytest.raises(Refused, match="由答复它的专题组"):
        advice.a_draft_answer(place.people["other expert"], place.now, source)


def test_a_draft_is_seen_by_its_group_and_the_editors_alone(place: Place) -> None:
    answer = a_draft(place)
    seen = set()
    for who in PEOPLE:
        actor = door.become(place.people[who].pk, place.now)
        if queries.answers_visible_to(actor).filter(pk=answer.pk).exists():
            seen.add(who)
    door.step_in(Actor())
    assert seen == CHECKERS | {"expert"}


def test_a_new_edition_marks_the_answers_of_its_item_until_somebody_looks(place: Place) -> None:
    item = an_item(place)
    editor, second = place.people["editor"], place.people["second editor"]
    about = advice.a_draft_answer(editor, place.now, item_id=item.pk)
    advice.published(about, editor, second, place.now)
    beside = open_to_all(place)
    later = at("2026-03-09 10:00")
    amended = policies.a_next_draft(item, editor, later, from_on=at("2026-04-01 00:00").date())
    policies.published(amended, editor, second, later)
    with door.as_system("tests.tell"):
        row = Event.objects.get(name="EditionPublished", at=later)
        for hear in HEARS[EditionPublished]:
            hear(events.revive(EditionPublished, row), later)
    assert (read(about).outdated_at, read(beside).outdated_at) == (later, None)
    advice.answer_stepped(about, second, "still_right", later)
    assert read(about).outdated_at is None
    with pytest.raises(Refused, match="没有标"):
        advice.answer_stepped(about, second, "still_right", later)


# --- found before asking -----------------------------------------------


def test_while_somebody_writes_likely_answers_are_offered(place: Place) -> None:
    open_to_all(place)
    actor = door.become(place.people["rival"].pk, place.now)

    def offered(text: str) -> list[str]:
        rows = queries.likely_answers(actor, text, None, place.area.pk)
        return [row.answer.question for row in rows]

    assert offered("首次上规的奖励，要自己申请吗") == ["上规奖励要不要自己申请？"]
    assert offered("厂门口的路灯坏了三个月没人修") == []
    assert offered("") == []
    door.step_in(Actor())


def test_this_is_what_i_wanted_to_ask_counts_once_and_for_its_enterprise(place: Place) -> None:
    answer = open_to_all(place)
    for _ in range(2):
        actions.found_it(author=author(place.people["rival"], place.now), answer=answer, now=place.now)
        door.step_in(Actor())
    with door.as_system("tests.read"):
        assert [one.enterprise_id for one in FoundAnswer.objects.all()] == [place.rival.pk]
    with pytest.raises(Refused, match="企业的联系人"):
        actions.found_it(author=author(place.people["officer"], place.now), answer=answer, now=place.now)
    door.step_in(Actor())
