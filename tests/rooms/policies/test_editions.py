"""An edition is written by one and published by another; from then on not a word of it changes."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from qinqing.domains.accounts.models import Area, Person
from qinqing.domains.accounts.terms import AreaKind, Role
from qinqing.domains.policies import actions, queries
from qinqing.domains.policies.models import Edition, Policy
from qinqing.kernel import door
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Conflict, NotFound, Refused
from tests.builders import accounts, policies
from tests.builders.policies import CONTENT, author
from tests.builders.problems import at

NOW = at("2026-03-02 10:00")


@dataclass
class Office:
    """An area, its two editors, one of elsewhere, and a policy document."""

    area: Area
    first: Person
    second: Person
    elsewhere: Person
    policy: Policy

    def draft(self, **given: Any) -> Edition:
        return policies.a_draft(self.policy, self.first, NOW, **given)

    def published(self, **given: Any) -> Edition:
        return policies.published(self.draft(**given), self.first, self.second, NOW)


@pytest.fixture
def office(db: None) -> Office:
    area = accounts.an_area()
    there = accounts.an_area("白鹭区", AreaKind.DISTRICT, area)
    first, second = (accounts.a_person(f"政策{n}", Role.POLICY_EDITOR, area=area) for n in (1, 2))
    elsewhere = accounts.a_person("外区政策", Role.POLICY_EDITOR, area=there)
    return Office(area, first, second, elsewhere, policies.a_policy(area, first, NOW))


def seen_by(person: Person, edition: Edition) -> Edition:
    """The edition as a person reads it. Raises NotFound."""
    actor = door.become(person.pk, NOW)
    try:
        return queries.edition_for(actor, edition.item.public_id, edition.number)
    finally:
        door.step_in(Actor())


# --- two people --------------------------------------------------------


def test_what_one_wrote_another_publishes(office: Office) -> None:
    edition = office.published()
    assert (edition.state, edition.checked_by_id) == ("published", office.second.pk)
    assert seen_by(office.elsewhere, edition).title == CONTENT.title


def test_a_draft_begun_by_a_form_sent_again_is_the_one_of_its_form(office: Office) -> None:
    item = office.published().item
    form = replace(author(office.first, NOW), client_key=uuid4(), client_digest="the same form")
    content = replace(CONTENT, from_on=date(2026, 4, 1))
    begun = actions.draft_next(author=form, item=item, content=content, now=NOW)
    policies.published(begun, office.first, office.second, NOW)
    policies.a_next_draft(item, office.first, NOW)

    door.step_in(form.actor)
    assert actions.draft_next(author=form, item=item, content=content, now=NOW) == begun


def test_nobody_publishes_what_he_wrote(office: Office) -> None:
    waiting = policies.stepped(office.draft(), office.first, "send", NOW)
    with pytest.raises(Refused, match="另一位政策专员"):
        policies.stepped(waiting, office.first, "publish", NOW)


def test_the_database_lets_nobody_publish_what_he_wrote(office: Office) -> None:
    """The twin without the table: the constraint alone holds."""
    edition = office.draft()
    with pytest.raises(IntegrityError, match="edition_by_another"), door.as_system("tests.twin"):
        Edition.objects.filter(pk=edition.pk).update(
            state="published", published_at=NOW, checked_by=office.first.pk
        )


def test_a_draft_is_seen_by_the_editors_of_its_area_alone(office: Office) -> None:
    edition = office.draft()
    assert seen_by(office.second, edition).pk == edition.pk
    with pytest.raises(NotFound):
        seen_by(office.elsewhere, edition)


def test_what_was_returned_says_why_and_is_written_on(office: Office) -> None:
    waiting = policies.stepped(office.draft(), office.first, "send", NOW)
    back = policies.stepped(waiting, office.second, "return", NOW, reason="第二条和原文不一样")
    assert (back.state, back.refusal) == ("draft", "第二条和原文不一样")
    again = policies.stepped(back, office.first, "send", NOW)
    assert again.refusal == ""


def test_returning_without_a_reason_is_refused(office: Office) -> None:
    waiting = policies.stepped(office.draft(), office.first, "send", NOW)
    with pytest.raises(Refused):
        policies.stepped(waiting, office.second, "return", NOW, reason=" ")


def test_an_editor_of_elsewhere_finds_nothing_to_check(office: Office) -> None:
    waiting = policies.stepped(office.draft(), office.first, "send", NOW)
    with pytest.raises(NotFound):
        policies.stepped(waiting, office.elsewhere, "publish", NOW)


def test_an_edition_with_a_fault_is_not_handed_on(office: Office) -> None:
    edition = office.draft(rule={"conditions": {"fact": "no_such_fact", "op": ">=", "value": 1}})
    with pytest.raises(Refused, match="no_such_fact"):
        policies.stepped(edition, office.first, "send", NOW)


# --- what is published stands ------------------------------------------


def test_a_published_edition_is_not_written_on(office: Office) -> None:
    edition = office.published()
    with pytest.raises(Refused, match="另写一版"):
        actions.rewrite(
            author=author(office.first, NOW), edition=edition, content=CONTENT,
            version=edition.version, now=NOW,
        )  # fmt: skip


@pytest.mark.parametrize("change", [{"title": "别的"}, {"rule": {}}, {"state": "draft"}, {"until_on": None}])
def test_the_database_changes_no_word_of_what_was_published(office: Office, change: dict[str, Any]) -> None:
    edition = office.published(until_on=date(2027, 1, 1))
    with pytest.raises(DatabaseError, match="not changed"), door.as_system("tests.twin"):
        Edition.objects.filter(pk=edition.pk).update(**change)


def test_the_database_keeps_what_was_published(office: Office) -> None:
    edition = office.published()
    with pytest.raises(DatabaseError), door.as_system("tests.twin"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).delete()


def test_an_amendment_ends_what_held_before_on_its_own_day(office: Office) -> None:
    before = office.published()
    item = before.item
    draft = policies.a_next_draft(item, office.first, NOW, from_on=date(2026, 7, 1), amount="30 万元")
    after = policies.published(draft, office.first, office.second, NOW)
    with door.as_system("tests.read"):
        before.refresh_from_db()
    assert (after.number, before.until_on) == (2, date(2026, 7, 1))
    assert on(office, item.public_id, date(2026, 6, 30)).number == 1
    assert on(office, item.public_id, date(2026, 7, 1)).number == 2


def on(office: Office, public_id: str, day: date) -> Edition:
    """The edition that is shown on a day."""
    actor = door.become(office.second.pk, NOW)
    try:
        return queries.item_for(actor, public_id, day).shown
    finally:
        door.step_in(Actor())


def test_an_amendment_begins_after_what_it_amends(office: Office) -> None:
    before = office.published()
    item = before.item
    draft = policies.a_next_draft(item, office.first, NOW, from_on=before.from_on)
    waiting = policies.stepped(draft, office.first, "send", NOW)
    with pytest.raises(Refused, match="要晚于那一天"):
        policies.stepped(waiting, office.second, "publish", NOW)


def test_two_editors_do_not_amend_the_same_item_at_once(office: Office) -> None:
    item = office.published().item
    policies.a_next_draft(item, office.first, NOW, from_on=date(2026, 7, 1))
    with pytest.raises(Conflict, match="已经有一版在改"):
        policies.a_next_draft(item, office.second, NOW, from_on=date(2026, 8, 1))


def test_a_draft_from_an_old_page_is_not_written_over_a_newer_one(office: Office) -> None:
    edition = office.draft()
    given: dict[str, Any] = {
        "edition": edition,
        "content": CONTENT,
        "version": edition.version,
        "now": NOW,
    }
    actions.rewrite(author=author(office.first, NOW), **given)
    with pytest.raises(Conflict, match="别的窗口"):
        actions.rewrite(author=author(office.first, NOW), **given)


def test_a_draft_with_another_unit_leaves_the_published_one_where_it_was(office: Office) -> None:
    pays, other = accounts.a_unit("财政局", area=office.area), accounts.a_unit("工信局", area=office.area)
    before = office.published(unit_id=pays.pk)
    policies.a_next_draft(before.item, office.first, NOW, from_on=date(2026, 7, 1), unit_id=other.pk)
    shown = on(office, before.item.public_id, NOW.date())
    assert (shown.number, shown.unit_id) == (1, pays.pk)


def test_a_unit_that_is_not_there_is_refused(office: Office) -> None:
    with pytest.raises(Refused, match="没有这个单位"):
        office.draft(unit_id=999_999)


def test_a_step_and_a_rewriting_sent_twice_are_taken_once(office: Office) -> None:
    edition = office.draft()
    keyed = partial(replace, client_digest="d")
    given: dict[str, Any] = {"edition": edition, "content": CONTENT, "version": edition.version, "now": NOW}
    again = keyed(author(office.first, NOW), client_key=uuid4())
    assert [actions.rewrite(author=again, **given).version for _ in range(2)] == [2, 2]
    sending = keyed(author(office.first, NOW), client_key=uuid4())
    step: dict[str, Any] = {"edition": edition, "step": "send", "given": {}, "now": NOW}
    assert [actions.take_step(author=sending, **step).version for _ in range(2)] == [3, 3]


def test_a_draft_that_was_thrown_away_leaves_a_trace(office: Office) -> None:
    edition = office.draft()
    actions.discard(author=author(office.first, NOW), edition=edition, now=NOW)
    told = Event.objects.filter(subject_kind="policy_item", subject_id=edition.item_id)
    kinds = list(told.order_by("pk").values_list("name", flat=True))
    assert kinds == ["EditionDrafted", "EditionDiscarded"]


def test_a_stopped_item_is_claimed_no_longer(office: Office) -> None:
    edition = office.published()
    item = edition.item
    actions.stop_item(
        author=author(office.first, NOW), item=item, on=date(2026, 4, 1), reason="资金用完", now=NOW
    )
    actor = door.become(office.second.pk, NOW)
    titles = [
        len(queries.items_in_force(actor, queries.Wanted(), day).rows)
        for day in (date(2026, 3, 31), date(2026, 4, 1))
    ]
    assert titles == [1, 0]


def test_stopping_ends_what_was_to_begin_later_and_holds_back_what_is_in_work(office: Office) -> None:
    item = office.published().item
    policies.published(
        policies.a_next_draft(item, office.first, NOW, from_on=date(2026, 9, 1)),
        office.first,
        office.second,
        NOW,
    )
    working = policies.a_next_draft(item, office.first, NOW, from_on=date(2026, 10, 1))
    waiting = policies.stepped(working, office.first, "send", NOW)
    later = NOW + timedelta(minutes=1)
    stop = {"item": item, "on": date(2026, 4, 1), "reason": "资金用完"}
    actions.stop_item(author=author(office.first, later), now=later, **stop)
    actor = door.become(office.second.pk, later)
    for day in (date(2026, 4, 1), date(2026, 9, 1), date(2026, 10, 1), date(2027, 1, 1)):
        assert queries.items_in_force(actor, queries.Wanted(), day).rows == [], day
    with pytest.raises(Refused, match="已经定了 2026年4月1日起停止执行"):
        policies.stepped(waiting, office.second, "publish", later)
    policies.stepped(waiting, office.second, "return", later, reason="停了")
    with pytest.raises(Conflict, match="已经不执行了"):
        actions.stop_item(author=author(office.first, later), now=later, **{**stop, "on": date(2026, 12, 1)})


def test_what_was_stopped_begins_again_by_an_edition_that_was_begun_after(office: Office) -> None:
    """The twin: only what was in work before is held back."""
    item = office.published().item
    policies.published(
        policies.a_next_draft(item, office.first, NOW, from_on=date(2026, 9, 1)),
        office.first,
        office.second,
        NOW,
    )
    later = NOW + timedelta(minutes=1)
    actions.stop_item(
        author=author(office.first, later), item=item, on=date(2026, 4, 1), reason="资金用完", now=later
    )
    again = later + timedelta(minutes=1)
    draft = policies.a_next_draft(item, office.first, again, from_on=date(2026, 6, 1))
    policies.published(draft, office.first, office.second, again)
    actor = door.become(office.second.pk, again)
    assert [
        len(queries.items_in_force(actor, queries.Wanted(), day).rows)
        for day in (date(2026, 5, 1), date(2026, 6, 1), date(2026, 9, 2))
    ] == [0, 1, 1]


def test_an_editor_writes_under_documents_of_his_areas_alone(office: Office) -> None:
    with pytest.raises(Refused, match="您负责的区域"):
        policies.a_draft(office.policy, office.elsewhere, NOW)


def test_a_second_sending_of_the_same_form_makes_one_item(office: Office) -> None:
    keyed = replace(policies.author(office.first, NOW), client_key=uuid4(), client_digest="d")
    first, again = (
        actions.draft_item(author=keyed, policy=office.policy, content=CONTENT, now=NOW) for _ in range(2)
    )
    assert first.pk == again.pk
