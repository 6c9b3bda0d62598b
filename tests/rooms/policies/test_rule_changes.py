"""Each change of a rule writes the draft once, is told, can be taken back, and never leaves it unreadable."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import pytest

from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.policies import actions
from qinqing.domains.policies.models import Edition
from qinqing.kernel import door
from qinqing.kernel.models import Event
from qinqing.kernel.refusals import Conflict, Refused
from tests.builders import accounts, policies
from tests.builders.policies import CITED, RULE, author
from tests.builders.problems import at

NOW = at("2026-03-02 10:00")
PAPER = [{"text": "第五条 研发费用满 100 万元的法人。"}]
UNREAD = {"conditions": {"fact": "nobody", "op": ">=", "value": 1}}


@dataclass
class Desk:
    """A draft, who wrote it, and another editor."""

    draft: Edition
    first: Person
    second: Person

    def change(self, rule: dict[str, Any], version: int, who: Person | None = None, **by: Any) -> Edition:
        """The conditions of the draft written anew, beside its paper."""
        return actions.rewrite_rule(
            author=replace(author(who or self.first, NOW), **by), edition=self.draft, rule=rule,
            wording=PAPER, version=version, now=NOW,
        )  # fmt: skip

    def undo(self, version: int) -> Edition:
        return actions.undo(author=author(self.first, NOW), edition=self.draft, version=version, now=NOW)


@pytest.fixture
def desk(db: None) -> Desk:
    area = accounts.an_area()
    first, second = (accounts.a_person(f"政策{n}", Role.POLICY_EDITOR, area=area) for n in (1, 2))
    return Desk(policies.a_draft(policies.a_policy(area, first, NOW), first, NOW), first, second)


def test_a_change_writes_the_draft_and_is_told(desk: Desk) -> None:
    made = desk.change(CITED, 1)
    assert (made.rule, made.wording, made.version) == (CITED, PAPER, 2)
    with door.as_system("tests.read"):
        assert Event.objects.filter(name="EditionRewritten", subject_id=made.item_id).count() == 1


def test_a_change_sent_twice_is_taken_once(desk: Desk) -> None:
    keyed: dict[str, Any] = {"client_key": uuid4(), "client_digest": "d"}
    assert [desk.change(CITED, 1, **keyed).version for _ in range(2)] == [2, 2]


def test_of_two_windows_the_second_is_refused(desk: Desk) -> None:
    desk.change(CITED, 1)
    with pytest.raises(Conflict, match="别的窗口"):
        desk.change(RULE, 1)


def test_another_editor_does_not_build_on_it(desk: Desk) -> None:
    with pytest.raises(Refused, match="起草的人"):
        desk.change(CITED, 1, who=desk.second)


def test_a_rule_is_not_made_unreadable(desk: Desk) -> None:
    with pytest.raises(Refused, match="nobody"):
        desk.change(UNREAD, 1)


def test_a_rule_that_was_unreadable_may_be_mended_step_by_step(desk: Desk) -> None:
    with door.as_system("tests.build"):
        Edition.objects.filter(pk=desk.draft.pk).update(
            rule={"conditions": {"all": [UNREAD["conditions"]] * 2}}
        )
    assert desk.change(UNREAD, 1).version == 2


def test_changes_are_taken_back_one_by_one_and_no_further_than_kept(desk: Desk) -> None:
    for version in range(1, actions.MOST_EARLIER + 3):
        desk.change({**CITED, "benefit": {"unit": "万元", "otherwise": {"amount": version}}}, version)
    version = actions.MOST_EARLIER + 3
    for _ in range(actions.MOST_EARLIER):
        desk.undo(version)
        version += 1
    with pytest.raises(Refused, match="没有可以撤的"):
        desk.undo(version)
    with pytest.raises(Conflict):
        desk.undo(1)


def test_what_is_published_keeps_no_steps(desk: Desk) -> None:
    made = desk.change(CITED, 1)
    assert len(made.earlier) == 1
    done = policies.published(made, desk.first, desk.second, NOW)
    with door.as_system("tests.read"):
        done.refresh_from_db()
    assert (done.earlier, done.wording) == ([], PAPER)
    with pytest.raises(Refused):
        desk.change(RULE, done.version)
