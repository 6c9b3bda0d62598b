"""A right ends at once: with the session of before what was open is closed, and the successor has it all."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random

import pytest

from qinqing.domains.accounts import actions as account_actions
from qinqing.domains.accounts.models import Grant
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import actions as enterprise_actions
from qinqing.domains.enterprises.models import Contact
from qinqing.domains.officers import actions as officer_actions
from qinqing.domains.officers.models import Assignment, Officer
from qinqing.domains.officers.terms import Part
from qinqing.kernel import clock, door
from tests.builders import accounts
from tests.builders.accounts import SYSTEM
from tests.builders.personas import NOW, Crowd, undone
from tests.doors.access_matrix import OF_THE_FIRM, OPEN, PROBLEMS
from tests.doors.knocking import Found, look, problems_on, walk, words_in
from tests.sizes import size

TODAY = date(2026, 3, 6)
HIS_SHEETS = "/handovers/"
"""What remains to an officer for thirty days: the name of the firm on the list of what he handed over."""
Change = Callable[[Crowd], None]


def of_the_firm(crowd: Crowd, who: str, pages: Mapping[str, Found]) -> set[str]:
    """The words of the firm and of its problems on these pages."""
    mine = OF_THE_FIRM | {"firm", "contact", "phone"}
    return {
        word
        for page in pages.values()
        for word in words_in(crowd, page.body)
        if word.partition(".")[0] in mine and crowd.words[word] not in crowd.people[who].name
    }


def walked_by_right(crowd: Crowd, who: str) -> dict[str, Found]:
    """What is open to somebody by a right of his: a key in an address needs none, whoever comes with it."""
    return {path: found for path, found in walk(crowd, who).items() if not found.reader}


def shown_again(crowd: Crowd, who: str, addresses: Mapping[str, Found]) -> dict[str, Found]:
    """The same addresses once more, with the same session."""
    return {path: look(crowd.client(who), path) for path in addresses}


def reassign(crowd: Crowd) -> None:
    """The firm is given to the officer who had it last year."""
    row = Assignment.objects.get(enterprise=crowd.town.enterprise, part=Part.A, until_on=None)
    officer_actions.end_assignment(author=SYSTEM, assignment=row, until_on=TODAY, now=NOW)
    officer_actions.assign_officer(
        author=SYSTEM, officer=Officer.objects.get(person=crowd.people["former_officer"]),
        enterprise=crowd.town.enterprise, part=Part.A, from_on=TODAY, now=NOW,
    )  # fmt: skip


def end_contact(crowd: Crowd) -> None:
    """The main contact leaves the firm."""
    contact = Contact.objects.select_related("enterprise").get(person=crowd.people["enterprise"])
    enterprise_actions.end_contact(author=SYSTEM, contact=contact, now=NOW)


def disable(who: str) -> Change:
    """The account is closed."""
    return lambda crowd: account_actions.disable_person(
        author=SYSTEM, person_id=crowd.people[who].pk, reason="调走了", now=NOW
    )


def end_role(who: str, successor: str = "") -> Change:
    """The role ends, and another is given it."""

    def change(crowd: Crowd) -> None:
        grant = Grant.objects.get(person=crowd.people[who], until_at=None)
        account_actions.end_role(author=SYSTEM, grant_id=grant.pk, now=NOW)
        if successor:
            account_actions.grant_role(
                author=SYSTEM, person_id=crowd.people[successor].pk, role=Role(grant.role),
                area_id=grant.area_id, unit_id=grant.unit_id, until_at=None, now=NOW,
            )  # fmt: skip

    return change


ENDS: Mapping[str, tuple[str, Change]] = {
    "an officer is reassigned": ("officer", reassign),
    "with him his substitute": ("substitute", reassign),
    "a contact leaves": ("enterprise", end_contact),
    "a coordinator is disabled": ("coordinator", disable("coordinator")),
    "a handler loses his role": ("handler1", end_role("handler1")),
    "a head of a unit loses his role": ("unit_head1", end_role("unit_head1")),
    "a callback loses his role": ("callback", end_role("callback")),
    "a leader loses his role": ("leader", end_role("leader")),
    "with him his delegate": ("delegate", end_role("leader")),
    "a supervisor loses his role": ("supervisor", end_role("supervisor")),
}


@pytest.mark.parametrize("end", sorted(ENDS))
def test_nothing_of_the_walk_before_opens_after_a_right_ended(end: str, crowd: Crowd) -> None:
    who, change = ENDS[end]
    with undone():
        before = walked_by_right(crowd, who)
        assert len(of_the_firm(crowd, who, before)) >= 5  # the twin: until then it all opened
        with door.as_system("tests.build"):
            change(crowd)
        after = shown_again(crowd, who, before)
        if who == "officer":
            assert of_the_firm(crowd, who, {HIS_SHEETS: after.pop(HIS_SHEETS)}) <= {"firm.name"}
        assert of_the_firm(crowd, who, after) == set()
        assert {name for page in after.values() for name in problems_on(crowd, page)} & OF_THE_FIRM == set()


def test_a_delegation_ends_at_its_second(crowd: Crowd) -> None:
    end = NOW + timedelta(minutes=10)
    with undone():
        with clock.set_to(end - timedelta(seconds=1)):
            before = walked_by_right(crowd, "delegate")
            assert len(of_the_firm(crowd, "delegate", before)) >= 5
        with clock.set_to(end):
            assert of_the_firm(crowd, "delegate", shown_again(crowd, "delegate", before)) == set()


def test_a_right_that_ends_in_the_middle_of_a_walk_is_over_with_the_next_step(crowd: Crowd) -> None:
    """Walks by chance over what somebody has open; at some step his right ends, by chance which and when."""
    rng, open_to = Random(7), {who: list(walked_by_right(crowd, who)) for who, _ in ENDS.values()}
    shown = 0
    for _ in range(size("walks")):
        who, change = ENDS[rng.choice(sorted(ENDS))]
        way = rng.choices(open_to[who], k=6)
        ends_before = rng.randrange(1, len(way))
        with undone():
            for step, address in enumerate(way):
                if step == ends_before:
                    with door.as_system("tests.build"):
                        change(crowd)
                found = of_the_firm(crowd, who, {address: look(crowd.client(who), address)})
                remains = {"firm.name"} if (who, address) == ("officer", HIS_SHEETS) else set()
                assert found <= remains or step < ends_before, (who, address)
                shown += bool(found)
    assert shown > size("walks") // 4, "hardly anything was shown before, so nothing was proved"


SUCCESSORS: Mapping[str, tuple[str, str, Change, str]] = {
    "an officer": ("officer", "former_officer", reassign, "/problems/"),
    "a coordinator": (
        "coordinator",
        "coordinator_elsewhere",
        end_role("coordinator", "coordinator_elsewhere"),
        "/problems/",
    ),
    "a leader": ("leader", "expired_delegate", end_role("leader", "expired_delegate"), "/problems/"),
    "a handler": ("handler1", "handler2", end_role("handler1", "handler2"), "/figures/problems.open/"),
}


@pytest.mark.parametrize("of", sorted(SUCCESSORS))
def test_a_successor_sees_everything_that_is_open(of: str, crowd: Crowd) -> None:
    former, successor, change, address = SUCCESSORS[of]
    held = {name for name in OPEN if former in PROBLEMS[name]}
    with undone():
        assert not held & problems_on(crowd, look(crowd.client(successor), address))
        with door.as_system("tests.build"):
            change(crowd)
        assert problems_on(crowd, look(crowd.client(successor), address)) >= held
        assert not problems_on(crowd, look(crowd.client(former), address))


def test_a_right_that_begins_opens_at_once(crowd: Crowd) -> None:
    """The same door from the other side: what was closed before the grant opens with the next request."""
    path = f"/problems/{crowd.things['submitted']['public_id']}/"
    with undone():
        assert look(crowd.client("adjudicator"), path).status == 403
        accounts.grant(crowd.people["adjudicator"], Role.SUPERVISOR, area=crowd.town.area, now=NOW)
        assert look(crowd.client("adjudicator"), path).status == 200
