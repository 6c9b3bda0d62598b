"""A form that is sent again gives what it made the first time, whatever was made of the same kind since."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import actions
from qinqing.domains.enterprises.models import Enterprise, Merger, ProposedEdit
from qinqing.domains.enterprises.terms import FactSource, Measure, RollKind, TitleKind
from qinqing.domains.officers import actions as officers
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.refusals import Conflict
from tests.builders import accounts
from tests.builders.enterprises import a_member, an_enterprise
from tests.conftest import acting
from tests.rooms.enterprises.conftest import Place

DAY = date(2026, 1, 5)
Make = Callable[[Author, Enterprise, Place, str], object]
"""The act that makes a thing of its kind, by a word that tells one from the next."""


def _contact(author: Author, firm: Enterprise, place: Place, word: str) -> object:
    contact = actions.NewContact(word, email=f"{len(word)}@a.example")
    return actions.add_contact(author=author, enterprise=firm, contact=contact, now=place.now)


def _title(author: Author, firm: Enterprise, place: Place, word: str) -> object:
    kind = list(TitleKind)[len(word)]
    return actions.give_title(author=author, enterprise=firm, kind=kind, from_on=DAY, now=place.now)


def _roll_entry(author: Author, firm: Enterprise, place: Place, word: str) -> object:
    roll = actions.make_roll(author=author, kind=RollKind.TIER, name=word, area_id=place.district.pk)
    return actions.join_roll(author=author, enterprise=firm, roll=roll, from_on=DAY, now=place.now)


def _yearly_facts(author: Author, firm: Enterprise, place: Place, word: str) -> object:
    year = place.now.year - len(word)
    said = actions.Statement(year, FactSource.STATISTICS, DAY, {Measure.REVENUE: Decimal(100)})
    return actions.state_facts(author=author, enterprise=firm, statement=said, now=place.now)


def _merger(author: Author, firm: Enterprise, place: Place, word: str) -> object:
    for earlier in Merger.objects.filter(ended_at=None):
        actions.end_merger(author=author.besides, merger=earlier, now=place.now)
    into = an_enterprise(place.district, f"{word}有限公司")
    return actions.propose_merger(author=author, losing=firm, into=into, reason=word, now=place.now)


def _leader(author: Author, firm: Enterprise, place: Place, word: str) -> object:
    leader = accounts.a_person(word, Role.LEADER, area=place.district)
    return officers.pair_leader(
        author=author, enterprise=firm, leader_id=leader.pk, from_on=DAY, now=place.now
    )


MAKERS: Mapping[str, Make] = {
    "contact": _contact,
    "title": _title,
    "entry of a roll": _roll_entry,
    "figures of a year": _yearly_facts,
    "merger": _merger,
    "leader": _leader,
}


def _with_key(author: Author) -> Author:
    return replace(author, client_key=uuid.uuid4(), client_digest="the same form")


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
def test_the_first_result_is_found_again_after_another_was_made(place: Place, make: Make) -> None:
    firm, first, second = an_enterprise(place.district), _with_key(place.author), _with_key(place.author)
    with acting(place.coordinator):
        made = make(first, firm, place, "先")
        later = make(second, firm, place, "后来")

        assert make(first, firm, place, "先") == made != later


def test_a_correction_sent_again_is_the_one_of_its_form(place: Place) -> None:
    firm = an_enterprise(place.district)
    main = accounts.actor_of(a_member(firm, is_main=True), place.now)
    first, second = _with_key(Author(main)), _with_key(Author(main))

    def propose(author: Author, address: str) -> ProposedEdit:
        wanted = replace(actions.facts_of(firm), address=address)
        return actions.propose_edit(author=author, enterprise=firm, wanted=wanted, why="搬了", now=place.now)

    with acting(main):
        made = propose(first, "东岭路 1 号")
        actions.take_back_edit(author=Author(main), proposed=made, now=place.now)
        later = propose(second, "东岭路 2 号")

        assert propose(first, "东岭路 1 号") == made != later


def test_where_the_record_does_not_name_it_the_reader_is_told_so_and_nothing_is_guessed(
    place: Place,
) -> None:
    firm, author = an_enterprise(place.district), _with_key(place.author)
    with acting(place.coordinator):
        _title(author, firm, place, "先")
        assert Event.objects.filter(client_key=author.client_key).count() == 1
        with pytest.raises(Conflict, match="已经提交过"):
            _contact(author, firm, place, "先")
