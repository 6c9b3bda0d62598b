"""Two entries that are one: agreed by both sides, nothing moved, undone to the byte."""

from dataclasses import dataclass

import pytest

from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import actions, queries
from qinqing.domains.enterprises.models import Contact, Enterprise, Merger
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound, Refused
from tests.builders import accounts
from tests.builders.enterprises import a_contact, a_member, a_statement, an_enterprise
from tests.builders.officers import an_assignment, an_officer
from tests.conftest import acting
from tests.rooms.enterprises.conftest import Place


@dataclass
class Two:
    """An enterprise that is registered twice, each entry with a main contact and an officer."""

    place: Place
    losing: Enterprise
    into: Enterprise
    mains: dict[str, Person]
    officers: dict[str, Person]

    @property
    def keeper(self) -> Actor:
        return self.place.actor(Role.COORDINATOR, self.place.district)

    def actor(self, person: Person) -> Actor:
        return accounts.actor_of(person, self.place.now)

    def propose(self) -> Merger:
        keeper = self.keeper
        with acting(keeper):
            return actions.propose_merger(
                author=Author(keeper),
                losing=self.losing,
                into=self.into,
                reason="同一家登记了两次",
                now=self.place.now,
            )

    def agree(self, who: str, merger: Merger) -> Merger:
        actor = self.actor(self.mains[who])
        with acting(actor):
            return actions.agree_to_merger(author=Author(actor), merger=merger, now=self.place.now)

    def end(self, actor: Actor, merger: Merger) -> None:
        with acting(actor):
            actions.end_merger(author=Author(actor), merger=merger, now=self.place.now)

    def seen(self) -> dict[str, object]:
        """What each of them reaches and reads, and every row as it stands."""
        found: dict[str, object] = {}
        for name, person in {**self.mains, **self.officers}.items():
            actor = self.actor(person)
            with acting(actor):
                found[name] = (
                    sorted(actor.ids("member")),
                    sorted(actor.ids("served")),
                    sorted(queries.enterprises_visible_to(actor).values_list("pk", flat=True)),
                    sorted(Contact.objects.values_list("pk", flat=True)),
                    queries.figures_of(actor, self.into, [self.into.pk, self.losing.pk], self.place.now)
                    if self.into.pk in (*actor.ids("member"), *actor.ids("served"))
                    else None,
                )
        with door.as_system("tests.read"):
            found["rows"] = list(Enterprise.objects.order_by("pk").values())
            found["contacts"] = list(Contact.objects.order_by("pk").values("pk", "enterprise", "until_at"))
        return found


@pytest.fixture
def two(place: Place) -> Two:
    losing = an_enterprise(place.district, "微澜电子（旧）", credit_code=None)
    into = an_enterprise(place.district, "微澜电子有限公司", industry="39")
    mains = {
        "losing": a_member(losing, "陈若溪", is_main=True),
        "into": a_member(into, "罗砚", is_main=True),
    }
    officers = {}
    for name, firm in (("officer of losing", losing), ("officer of into", into)):
        officer = an_officer(name)
        an_assignment(officer, firm)
        officers[name] = officer.person
    a_statement(losing, 2024, staff=30)
    a_statement(into, 2025, staff=40)
    return Two(place, losing, into, mains, officers)


def merged(two: Two) -> Merger:
    row = two.propose()
    two.agree("losing", row)
    return two.agree("into", row)


def test_nothing_changes_before_both_sides_agreed(two: Two) -> None:
    before = two.seen()
    row = two.propose()
    assert two.seen() == before
    row = two.agree("losing", row)
    assert row.merged_at is None
    assert two.seen() == before


def test_once_agreed_each_reaches_both_and_no_row_has_moved(two: Two) -> None:
    with door.as_system("tests.read"):
        before = list(Contact.objects.order_by("pk").values())
    merged(two)
    both = sorted([two.losing.pk, two.into.pk])
    seen = two.seen()
    for who in ("losing", "into"):
        assert seen[who][0] == seen[who][2] == both  # type: ignore[index]
    for who in ("officer of losing", "officer of into"):
        assert seen[who][1] == both  # type: ignore[index]
    with door.as_system("tests.read"):
        assert list(Contact.objects.order_by("pk").values()) == before
        assert queries.family(two.into.pk) == (two.into.pk, two.losing.pk)


def test_undone_each_sees_exactly_what_he_saw(two: Two) -> None:
    before = two.seen()
    row = merged(two)
    assert two.seen() != before
    two.end(two.keeper, row)
    assert two.seen() == before


def test_a_merged_entry_leaves_the_list_and_is_found_by_its_name(two: Two) -> None:
    merged(two)
    keeper = two.keeper
    with acting(keeper):
        assert [row.pk for row in queries.enterprise_list(keeper, queries.Chosen()).rows] == [two.into.pk]
        found = queries.enterprise_list(keeper, queries.Chosen(words="微澜电子旧")).rows
        assert [row.pk for row in found] == [two.into.pk]


def test_a_side_without_anybody_agrees_by_the_keepers_word(place: Place) -> None:
    losing, into = (an_enterprise(place.district, name) for name in ("甲公司", "甲有限公司"))
    a_contact(losing, is_main=True)
    keeper = place.actor(Role.COORDINATOR, place.district)
    with acting(keeper):
        row = actions.propose_merger(
            author=Author(keeper), losing=losing, into=into, reason="登记了两次", now=place.now
        )
    assert row.merged_at == place.now


def test_a_main_contact_says_no_and_it_is_dropped(two: Two) -> None:
    row = two.propose()
    two.end(two.actor(two.mains["into"]), row)
    with pytest.raises(Refused, match="已经撤销"):
        two.agree("losing", row)
    assert two.propose().pk != row.pk


def test_once_in_force_only_a_keeper_undoes_it(two: Two) -> None:
    row = merged(two)
    with pytest.raises(Refused, match="只有协调办"):
        two.end(two.actor(two.mains["into"]), row)


def test_neither_a_stranger_nor_a_contact_beside_the_main_one_agrees(two: Two) -> None:
    row = two.propose()
    other = two.actor(a_member(an_enterprise(two.place.district, "旁人公司"), "赵旁", is_main=True))
    beside = two.actor(a_member(two.into, "次联系人"))
    for actor in (other, beside, two.actor(two.officers["officer of into"])):
        with acting(actor), pytest.raises(NotFound):
            queries.merger_for(actor, row.pk)
        with pytest.raises(Refused, match="主联系人"):
            actions.agree_to_merger(author=Author(actor), merger=row, now=two.place.now)


def test_before_it_is_in_force_no_side_reads_of_the_other(two: Two) -> None:
    two.propose()
    for who in ("losing", "into"):
        with acting(two.actor(two.mains[who])):
            assert not Event.objects.filter(name="MergerProposed").exists()


def test_what_cannot_be_one_is_refused(two: Two, place: Place) -> None:
    keeper = two.keeper
    foreign = an_enterprise(place.other, "外区公司")
    third = an_enterprise(place.district, "第三公司")

    def propose(losing: Enterprise, into: Enterprise) -> None:
        with acting(keeper):
            actions.propose_merger(
                author=Author(keeper), losing=losing, into=into, reason="是一家", now=place.now
            )

    for into, words in ((two.losing, "另一家"), (foreign, "都要在您协调的区域")):
        with pytest.raises(Refused, match=words):
            propose(two.losing, into)
    merged(two)
    with door.as_system("tests.read"):
        two.losing.refresh_from_db()
    with pytest.raises(Refused, match="已经并入别家"):
        propose(two.losing, third)
    with pytest.raises(Refused, match="请反过来合并"):
        propose(two.into, third)


def test_the_size_class_follows_the_figures_of_both_as_long_as_they_are_one(two: Two) -> None:
    def size() -> tuple[str, int | None]:
        with door.as_system("tests.read"):
            return Enterprise.objects.values_list("size_class", "size_year").get(pk=two.into.pk)

    # The entry that is left says its staff of 2025, the other what was turned over in that year.
    a_statement(two.losing, 2025, staff=500, revenue=30_000_000)
    assert size() == ("", None)
    merger = merged(two)
    assert size() == ("small", 2025), "40 of its own and not the other's 500"
    a_statement(two.losing, 2025, revenue=1_000_000)
    assert size() == ("micro", 2025)
    two.end(two.keeper, merger)
    assert size() == ("", None)
