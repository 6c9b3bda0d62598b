"""The figures of policies, counted by hand, within what the asker may see."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from qinqing.domains.accounts.models import Area, Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import EnterpriseType, TitleKind
from qinqing.domains.inbox.models import Message
from qinqing.domains.policies import actions, figures
from qinqing.domains.policies.models import Edition, KeptMatch, Policy, Push
from qinqing.domains.policies.terms import Standing
from qinqing.kernel import door
from qinqing.kernel.figures import Figure, Period
from qinqing.kernel.permissions import Actor
from tests.builders import accounts, enterprises, officers, policies
from tests.builders.problems import at

pytestmark = pytest.mark.django_db

NOW = at("2026-03-02 10:00")
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28))


@dataclass
class Place:
    """An area with a document, an item in force, two firms of which an officer serves one."""

    area: Area
    people: dict[str, Person]
    policy: Policy
    edition: Edition
    firm: Enterprise
    other: Enterprise

    def pushed(self, firm: Enterprise, who: str) -> Push:
        """The item as somebody brought it to a firm that it fits."""
        with door.as_system("tests.build"):
            KeptMatch.objects.get_or_create(
                edition=self.edition, enterprise=firm,
                defaults={"standing": Standing.FITS, "since_on": NOW.date()},
            )  # fmt: skip
        author = policies.author(self.people[who], NOW)
        to = [firm.public_id]
        (made,) = actions.push_item(author=author, edition=self.edition, to=to, note="", now=NOW)
        door.step_in(Actor())
        return made

    def number(self, who: str, figure: Figure, period: Period = MARCH) -> int:
        actor = door.become(self.people[who].pk, NOW)
        try:
            assert len(figure.show(figure.rows(actor, period))) == figure.value(actor, period)
            return figure.value(actor, period)
        finally:
            door.step_in(Actor())


@pytest.fixture
def place(db: None) -> Place:
    area = accounts.an_area()
    people = {
        f"editor{n}": accounts.a_person(f"政策{n}", Role.POLICY_EDITOR, area=area) for n in (1, 2)
    } | {"coordinator": accounts.a_person("协调员", Role.COORDINATOR, area=area)}  # fmt: skip
    policy = policies.a_policy(area, people["editor1"], NOW)
    draft = policies.a_draft(policy, people["editor1"], NOW)
    edition = policies.published(draft, people["editor1"], people["editor2"], NOW)
    firm, other = (
        enterprises.an_enterprise(area, name, type=EnterpriseType.COMPANY) for name in ("岚芯", "砺川")
    )
    officer = officers.an_officer(unit=accounts.a_unit("工信局", area=area))
    officers.an_assignment(officer, firm, from_on=date(2026, 1, 1))
    people["officer"], people["contact"] = officer.person, enterprises.a_member(firm, is_main=True)
    people["stranger"] = enterprises.a_member(other, "对手", is_main=True)
    return Place(area, people, policy, edition, firm, other)


def test_an_item_counts_once_however_often_it_was_amended(place: Place) -> None:
    editors = place.people["editor1"], place.people["editor2"]
    on = NOW.date() + timedelta(days=1)
    policies.published(
        policies.a_next_draft(place.edition.item, editors[0], NOW, from_on=on), *editors, NOW
    )  # fmt: skip
    policies.a_draft(place.policy, editors[0], NOW, title="还没发布")
    mine = figures.IN_FORCE.within("area", [place.area.pk]), figures.PUBLISHED.within("area", [place.area.pk])
    assert [place.number("coordinator", figure) for figure in mine] == [1, 2]
    assert [place.number("editor1", figure) for figure in mine] == [1, 2]
    assert place.number("coordinator", mine[1], FEBRUARY) == 0


def test_a_push_is_read_when_one_of_the_enterprise_opened_its_message(place: Place) -> None:
    read, unread = place.pushed(place.firm, "officer"), place.pushed(place.other, "editor1")
    for push, who, at_ in ((read, "contact", NOW), (unread, "stranger", None)):
        with door.as_system("tests.build"):
            Message.objects.create(
                person=place.people[who], event_id=push.event_id, notice="policies.pushed", level="calm",
                text="有一项政策", url="/", created_at=NOW, read_at=at_,
            )  # fmt: skip
    both = figures.READ_SHARE.part, figures.READ_SHARE.whole
    assert [place.number("editor1", figure) for figure in both] == [1, 2]
    assert [place.number("officer", figure) for figure in both] == [1, 1]
    assert [place.number("stranger", figure) for figure in both] == [0, 1]


def test_whom_an_item_was_brought_to_is_no_figure_of_whoever_may_not_know_it(place: Place) -> None:
    place.pushed(place.firm, "officer")
    assert place.number("coordinator", figures.PUSHED) == 0
    assert place.number("stranger", figures.PUSHED) == 0
    assert place.number("contact", figures.PUSHED) == 1


def test_titles_won_fall_apart_by_kind(place: Place) -> None:
    enterprises.a_title(place.firm, "GR1", kind=TitleKind.HIGH_TECH, from_on=date(2026, 3, 1))
    enterprises.a_title(place.other, "GZ1", kind=TitleKind.GAZELLE, from_on=date(2026, 3, 31))
    enterprises.a_title(place.other, "GR2", kind=TitleKind.HIGH_TECH, from_on=date(2026, 2, 28))
    assert [place.number("coordinator", figures.WON, period) for period in (MARCH, FEBRUARY)] == [2, 1]
    actor = door.become(place.people["coordinator"].pk, NOW)
    try:
        by_kind = figures.WON.by("title", actor, MARCH)
        labels = figures.SPLITS[0].names()
        assert {labels[number or 0]: count for number, count in by_kind.items()} == {
            TitleKind.HIGH_TECH.label: 1, TitleKind.GAZELLE.label: 1,
        }  # fmt: skip
        assert figures.WON.by("area", actor, MARCH) == {place.area.pk: 2}
    finally:
        door.step_in(Actor())
