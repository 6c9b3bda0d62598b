"""A question goes to its group, is answered by a working day, and ends by its asker's own word."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from qinqing.domains.accounts.models import Person
from qinqing.domains.advice import actions, queries
from qinqing.domains.advice.models import Exchange, Question
from qinqing.domains.advice.notices import NOTICES
from qinqing.domains.advice.terms import QuestionState
from qinqing.domains.officers import actions as officers
from qinqing.domains.officers.models import GroupMember
from qinqing.domains.problems.actions import LimitFacts
from qinqing.kernel import clock, door, events
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Conflict, NotFound, Refused
from tests.builders import advice, rules
from tests.builders.accounts import SYSTEM
from tests.builders.advice import Place
from tests.builders.enterprises import struck_off
from tests.builders.policies import author
from tests.builders.problems import at


def read(question: Question) -> Question:
    """The question as it stands."""
    with door.as_system("tests.read"):
        return Question.objects.get(pk=question.pk)


def exchanges(question: Question) -> list[Exchange]:
    with door.as_system("tests.read"):
        return list(Exchange.objects.filter(question=question).order_by("number"))


def swept(now: datetime) -> None:
    with door.as_system("tests.sweep"):
        actions.sweep(now)


# --- who takes which step where ----------------------------------------

PEOPLE = (
    *("asker", "rival", "expert", "colleague", "other expert", "officer"),
    *("coordinator", "coordinator elsewhere", "supervisor", "editor"),
)
TAKERS: Mapping[tuple[str, str], set[str]] = {
    # By step and state who takes it, said from the procedure; "expert" is who holds it where somebody does.
    ("take", "asked"): {"expert", "colleague"},
    ("give_back", "taken"): {"expert", "coordinator"},
    ("pass_on", "asked"): {"expert", "colleague", "coordinator"},
    ("pass_on", "taken"): {"expert", "colleague", "coordinator"},
    ("answer", "taken"): {"expert"},
    ("understood", "answered"): {"asker"},
    ("unclear", "answered"): {"asker"},
    ("record_call", "to_call"): {"officer", "coordinator"},
    **{("withdraw", state): {"asker"} for state in ("asked", "taken", "answered", "to_call")},
}
STEPS = ("take", "give_back", "pass_on", "answer", "understood", "unclear", "record_call", "withdraw")


def a_question_in(place: Place, state: str) -> Question:
    question = place.ask()
    if state in ("answered", "closed", "lapsed"):
        place.answered(question)
    match state:
        case "taken":
            place.take(question, "expert", "take")
        case "to_call":
            place.to_call(question)
        case "closed":
            place.take(question, "asker", "understood")
        case "withdrawn":
            place.take(question, "asker", "withdraw")
        case "lapsed":
            swept(place.now + timedelta(days=60))
    assert read(question).state == state
    return question


@pytest.mark.parametrize("state", QuestionState.values())
def test_each_step_is_taken_by_those_the_procedure_names_and_by_nobody_else(place: Place, state: str) -> None:
    question = a_question_in(place, state)
    given = {
        "group_id": place.groups[1].pk, "reason": "归他们", "answer": "不用", "words": "为什么",
        "said": "讲了",
    }  # fmt: skip
    took: dict[tuple[str, str], set[str]] = {}
    for step in STEPS:
        for who in PEOPLE:
            try:
                with transaction.atomic():
                    place.take(question, who, step, **given)
                    took.setdefault((step, state), set()).add(who)
                    transaction.set_rollback(True)
            except (Refused, NotFound):
                pass
    assert took == {key: who for key, who in TAKERS.items() if key[1] == state}


def test_out_of_sight_is_not_found(place: Place) -> None:
    question = place.ask()
    for who in ("rival", "other expert", "editor", "coordinator elsewhere"):
        actor = door.become(place.people[who].pk, place.now)
        with pytest.raises(NotFound):
            queries.question_for(actor, question.public_id)
    door.step_in(Actor())


def test_a_question_for_another_enterprise_is_refused(place: Place) -> None:
    with pytest.raises(Refused, match="您的企业"):
        advice.a_question(place.enterprise, place.people["rival"], place.now)


def test_the_database_alone_refuses_a_question_in_anothers_name(place: Place) -> None:
    """The twin without the action: row security lets nobody write for an enterprise that is not his."""
    known = Question(
        public_id="x" * 12, number="ZX1", enterprise=place.enterprise, area=place.area, state="asked",
        asked_by=place.people["rival"], asked_at=place.now,
    )  # fmt: skip
    door.become(place.people["rival"].pk, place.now)
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        known.save()
    door.step_in(Actor())


# --- its way -----------------------------------------------------------


def test_it_must_be_answered_within_three_working_days(place: Place) -> None:
    question = place.ask(now=at("2026-03-06 10:00"))
    assert question.due_at == at("2026-03-11 18:00")
    assert exchanges(question)[0].limit == "3wd"


def test_passing_on_wins_no_time(place: Place) -> None:
    question = place.ask()
    later = place.take(
        question, "expert", "pass_on", at("2026-03-04 10:00"), group_id=place.groups[1].pk, reason="归科技"
    )
    assert later.due_at == question.due_at
    assert later.group_id == place.groups[1].pk
    with pytest.raises(Refused, match="已经在这个组"):
        place.take(question, "coordinator", "pass_on", group_id=place.groups[1].pk, reason="归科技")


def test_who_passed_it_on_still_sees_it(place: Place) -> None:
    question = place.ask()
    place.take(question, "expert", "pass_on", group_id=place.groups[1].pk, reason="归科技")
    seen = {}
    for who in ("expert", "colleague", "other expert"):
        seen[who] = queries.is_in_sight(door.become(place.people[who].pk, place.now), question)
    door.step_in(Actor())
    assert seen == {"expert": True, "colleague": False, "other expert": True}


def test_not_understood_goes_back_to_him_who_answered_with_a_date_of_its_own(place: Place) -> None:
    question = place.answered(place.ask())
    again = place.take(question, "asker", "unclear", at("2026-03-09 10:00"), words="我们是分公司")
    assert (again.state, again.holder_id) == ("taken", place.people["expert"].pk)
    assert again.due_at == at("2026-03-12 18:00")
    assert [one.asked for one in exchanges(question)] == ["要自己申请吗？", "我们是分公司"]


def test_who_left_the_group_gets_nothing_back(place: Place) -> None:
    question = place.answered(place.ask())
    with door.as_system("tests.build"):
        member = GroupMember.objects.select_related("group", "officer__person").get(
            officer__person=place.people["expert"]
        )
        officers.leave_theme_group(author=SYSTEM, member=member, until_on=place.now.date(), now=place.now)
    again = place.take(question, "asker", "unclear", words="还是不懂")
    assert (again.state, again.holder_id) == ("asked", None)


def test_after_three_answers_the_officer_calls_and_the_asker_has_the_word_again(place: Place) -> None:
    question = place.to_call(place.ask())
    assert (question.state, question.answers) == ("to_call", 3)
    assert question.due_at == at("2026-03-04 18:00")
    called = place.take(question, "officer", "record_call", said="电话里一条条讲了")
    assert called.state == "answered"
    assert place.take(question, "asker", "unclear", words="还有一处").state == "to_call"
    place.take(question, "officer", "record_call", said="又讲了")
    closed = place.take(question, "asker", "understood")
    assert (closed.state, closed.closed_at, closed.due_at) == ("closed", place.now, None)


def test_an_officer_asks_for_an_enterprise_but_does_not_say_for_it_that_it_understands(place: Place) -> None:
    question = place.answered(place.ask("officer"))
    assert question.on_behalf
    with pytest.raises(Refused, match="须由提问的企业办理"):
        place.take(question, "officer", "understood")
    assert place.take(question, "asker", "understood").state == "closed"


def test_silence_lets_it_rest_and_is_no_content(place: Place) -> None:
    question = place.answered(place.ask())
    swept(at("2026-03-16 17:00"))
    assert read(question).state == "answered"
    swept(at("2026-03-16 18:01"))
    assert read(question).state == "lapsed"
    assert exchanges(question)[0].verdict == ""


def test_the_second_to_take_it_is_told_that_somebody_was_quicker(place: Place) -> None:
    question = place.ask()
    place.take(question, "expert", "take")
    with pytest.raises(Conflict, match="另一位领走"):
        place.take(question, "colleague", "take")


def test_the_same_form_twice_is_one_step(place: Place) -> None:
    question = place.take(place.ask(), "expert", "take")
    key = uuid4()
    for _ in range(2):
        by = Author(author(place.people["expert"], place.now).actor, client_key=key, client_digest="x")
        given = {"answer": "不用"}
        actions.take_step(author=by, question=question, step="answer", given=given, now=place.now)
    door.step_in(Actor())
    assert read(question).answers == 1


def test_the_same_question_sent_twice_is_one(place: Place) -> None:
    asked, key = actions.Asked(place.enterprise.pk, "要自己申请吗？"), uuid4()
    made = []
    for _ in range(2):
        by = Author(author(place.people["asker"], place.now).actor, client_key=key, client_digest="x")
        made.append(actions.ask(author=by, asked=asked, now=place.now).pk)
    door.step_in(Actor())
    assert made[0] == made[1]


# --- where it goes -----------------------------------------------------


def test_the_line_that_says_most_decides_and_a_new_line_ends_the_one_before(place: Place) -> None:
    first, second = place.groups
    advice.a_route(place.area, second, place.people["coordinator"], place.now, benefit_class="service")
    assert place.ask(benefit_class="service").group_id == second.pk
    assert place.ask(benefit_class="award").group_id == first.pk
    later = at("2026-03-05 10:00")
    advice.a_route(place.area, second, place.people["coordinator"], later)
    assert place.ask(now=later).group_id == second.pk
    assert place.ask(now=at("2026-03-04 10:00")).group_id == first.pk


def test_a_route_of_another_area_is_refused_by_the_table_and_by_the_database(place: Place) -> None:
    facts = actions.RouteFacts(place.area.pk, place.groups[0].pk)
    by = author(place.people["coordinator elsewhere"], place.now)
    with pytest.raises(Refused, match="您协调的区域"):
        actions.write_route(author=by, facts=facts, from_on=at("2026-03-09 10:00").date(), now=place.now)
    with connection.cursor() as cursor:
        cursor.execute("update advice_route set issuer = 'x'")
        assert cursor.rowcount == 0
    door.step_in(Actor())


def test_without_a_line_the_coordinator_gives_it_to_a_group(place: Place) -> None:
    with door.as_system("tests.build"), connection.cursor() as cursor:
        cursor.execute("update advice_route set until_on = from_on")
    question = place.ask()
    assert question.group_id is None
    given = place.take(question, "coordinator", "pass_on", group_id=place.groups[1].pk, reason="科技的事")
    assert given.group_id == place.groups[1].pk


def test_a_place_may_take_another_time_from_a_day_on(place: Place) -> None:
    day = at("2026-03-03 10:00").date()
    facts = LimitFacts("limit.advice.answer", 5, place.area.pk, "区里的会")
    rules.let_hold(place.people["coordinator"], place.people["head"], facts, day, place.now)
    assert place.ask().due_at == at("2026-03-05 18:00")
    assert place.ask(now=at("2026-03-03 10:00")).due_at == at("2026-03-10 18:00")


# --- who is told -------------------------------------------------------


def told(now: datetime) -> Callable[[], dict[str, list[str]]]:
    """What everybody is told from here on, by name."""
    with door.as_system("tests.read"):
        last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def since() -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        with door.as_system("tests.tell"):
            for row in Event.objects.filter(pk__gt=last).order_by("pk"):
                for notice in NOTICES:
                    if notice.event.__name__ == row.name:
                        event = events.revive(notice.event, row)
                        assert notice.text(event)
                        assert notice.url(event)
                        for person in Person.objects.filter(pk__in=list(notice.to(event, now))):
                            found.setdefault(person.name, []).append(notice.key)
        return found

    return since


def test_what_is_overdue_is_told_to_the_holder_and_a_day_later_to_the_coordinator(place: Place) -> None:
    question = place.take(place.ask(), "expert", "take")
    since = told(place.now)
    swept(at("2026-03-05 17:00"))
    assert since() == {}
    swept(at("2026-03-05 18:01"))
    assert since() == {"expert": ["advice.overdue"]}
    swept(at("2026-03-06 18:01"))
    assert since() == {"expert": ["advice.overdue"], "协调员": ["advice.overdue.coordinator"]}
    assert exchanges(question)[0].breached_at == at("2026-03-05 18:01")


def test_the_group_is_told_of_a_question_and_the_asker_of_the_answer(place: Place) -> None:
    since = told(place.now)
    place.answered(place.ask())
    assert since() == {
        "expert": ["advice.asked"], "colleague": ["advice.asked"], "陈若溪": ["advice.answered"],
    }  # fmt: skip


def test_no_word_of_the_business_stands_in_an_event(place: Place) -> None:
    question = place.ask(text="密不可分的话")
    place.take(question, "expert", "take")
    place.take(question, "expert", "answer", answer="不可说的答复")
    with door.as_system("tests.read"):
        records = [str(one.record) for one in Event.objects.filter(subject_kind="question")]
    assert records
    assert not [one for one in records if "密不可分" in one or "不可说" in one]


def test_nothing_is_asked_for_one_that_was_struck_off(place: Place) -> None:
    struck_off(place.enterprise, clock.local(place.now).date())
    with pytest.raises(Refused, match="不再办新的事"):
        place.ask()
