"""Each figure counts the rows that a person would count by hand, and no others."""

from datetime import date, timedelta

import pytest

from qinqing.domains.advice import actions, figures
from qinqing.domains.officers.models import Assignment
from qinqing.kernel import door
from qinqing.kernel.figures import Period, Statistic
from qinqing.kernel.permissions import Actor
from tests.builders import advice, officers, policies
from tests.builders.advice import Place
from tests.builders.policies import author
from tests.builders.problems import at

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def value(place: Place, statistic: Statistic, who: str = "coordinator", period: Period = MARCH) -> object:
    actor = door.become(place.people[who].pk, place.now)
    found = statistic.value(actor, period)
    door.step_in(Actor())
    return found


@pytest.fixture
def asked(place: Place) -> Place:
    """Four questions: content at once, content at the second answer, late, withdrawn before an answer."""
    place.take(place.answered(place.ask()), "asker", "understood")
    again = place.take(place.answered(place.ask()), "asker", "unclear", words="再讲讲")
    place.take(place.answered(again), "asker", "understood")
    place.answered(place.ask("rival"), at("2026-03-06 09:00"))
    place.take(place.ask(), "asker", "withdraw")
    return place


def test_questions_are_counted_as_they_ended(asked: Place) -> None:
    assert value(asked, figures.ASKED) == 4
    assert value(asked, figures.AT_ONCE_SHARE) == (1, 2)
    assert value(asked, figures.ON_TIME_SHARE) == (3, 4)
    assert value(asked, figures.ASKED, period=Period(date(2026, 2, 1), date(2026, 2, 28))) == 0


def test_each_counts_what_he_may_read(asked: Place) -> None:
    seen = {who: value(asked, figures.ASKED, who) for who in ("asker", "rival", "officer", "supervisor")}
    assert seen == {"asker": 3, "rival": 1, "officer": 3, "supervisor": 4}
    assert value(asked, figures.ASKED, "other expert") == 0


def test_what_falls_apart_by_group_is_the_whole(asked: Place) -> None:
    actor = door.become(asked.people["coordinator"].pk, asked.now)
    assert figures.ASKED.by("group", actor, MARCH) == {asked.groups[0].pk: 4}
    door.step_in(Actor())


def test_an_answer_found_without_asking_counts(place: Place) -> None:
    source = place.answered(place.ask())
    made = advice.a_draft_answer(place.people["expert"], place.now, source)
    advice.published(made, place.people["expert"], place.people["editor"], place.now)
    actions.found_it(author=author(place.people["rival"], place.now), answer=made, now=place.now)
    door.step_in(Actor())
    assert value(place, figures.FOUND_ALONE) == 1
    assert value(place, figures.FOUND_ALONE, "asker") == 0


def test_an_enterprise_counts_once_however_often_it_was_there_and_not_where_it_was_not(place: Place) -> None:
    editors = place.people["editor"], place.people["second editor"]
    draft = policies.a_draft(policies.a_policy(place.area, editors[0], place.now), editors[0], place.now)
    item = policies.published(draft, *editors, place.now).item
    officer, hour = place.people["officer"], at("2026-03-01 09:00")
    talks = [
        advice.a_talk(officer, [place.enterprise, place.rival], [item], hour + timedelta(hours=n), place.now)
        for n in (0, 2)
    ]
    assert (value(place, figures.GIVEN), value(place, figures.REACHED)) == (2, 2)
    assert value(place, figures.SPOKEN_OF) == 2
    for talk in talks:
        by = author(place.people["rival"], place.now)
        actions.deny_talk(author=by, talk=talk, enterprise_id=place.rival.pk, now=place.now)
        door.step_in(Actor())
    assert (value(place, figures.GIVEN), value(place, figures.REACHED)) == (2, 1)
    by = author(officer, place.now)
    actions.withdraw_talk(author=by, talk=talks[0], reason="记重了", now=place.now)
    door.step_in(Actor())
    assert (value(place, figures.GIVEN), value(place, figures.REACHED)) == (1, 1)


def test_a_speaker_counts_whom_he_reached_for_good_and_reads_names_while_he_serves(place: Place) -> None:
    editors = place.people["editor"], place.people["second editor"]
    draft = policies.a_draft(policies.a_policy(place.area, editors[0], place.now), editors[0], place.now)
    item = policies.published(draft, *editors, place.now).item
    officer, hour = place.people["officer"], at("2026-03-01 09:00")
    advice.a_talk(officer, [place.enterprise, place.rival], [item], hour, place.now)

    def opened(who: str = "officer") -> tuple[object, list[str]]:
        actor = door.become(place.people[who].pk, place.now)
        rows = figures.REACHED.rows(actor, MARCH)
        found = (figures.REACHED.value(actor, MARCH), sorted(one.label for one in figures.REACHED.show(rows)))
        door.step_in(Actor())
        return found

    assert opened() == (2, sorted([place.enterprise.name, figures.UNNAMED]))
    with door.as_system("tests.read"):
        served = Assignment.objects.get(enterprise=place.enterprise)
    officers.an_end(served, place.now.date(), place.now)
    assert opened() == (2, [figures.UNNAMED, figures.UNNAMED])
    assert opened("coordinator") == (2, sorted([place.enterprise.name, place.rival.name]))
