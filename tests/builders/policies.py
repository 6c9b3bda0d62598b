"""Policies as their editors make them: through the actions, each step by somebody who may take it."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from qinqing.domains.accounts.models import Area, Person
from qinqing.domains.policies import actions, rules
from qinqing.domains.policies.actions import PolicyFacts, trying
from qinqing.domains.policies.models import Edition, Policy, PolicyItem, Trial
from qinqing.domains.policies.terms import BenefitClass, ClaimMode, EditionState, PolicyLevel
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.numbering import new_address
from qinqing.kernel.permissions import Actor

RULE = {
    "conditions": {
        "all": [
            {"id": "entity", "fact": "is_legal_entity", "op": "==", "value": True},
            {"id": "rnd", "fact": "rd_expense_y1", "op": ">=", "value": 100},
        ]
    },
    "benefit": {"unit": "万元", "otherwise": {"amount": 20}},
}
CITED = {**RULE, "conditions": {**RULE["conditions"], "says": [1]}}
"""The same, standing by the first sentence of its paper."""
POINTED = {
    "scorecards": {
        "card1": {
            "zh": "创新评分",
            "max": 40,
            "groups": [
                {
                    "id": "g1",
                    "zh": "研发",
                    "max": 40,
                    "items": [
                        {
                            "id": "i1",
                            "zh": "投入",
                            "max": 20,
                            "fact": "rd_ratio_y1",
                            "bands_min": [[0.05, 20]],
                        },
                        {
                            "id": "i2",
                            "zh": "专利",
                            "max": 20,
                            "first_match": [
                                {"when": {"fact": "ip_class1", "op": ">=", "value": 1}, "score": 20}
                            ],
                        },
                    ],
                }
            ],
        }
    },
    "conditions": {"all": [{"id": "points", "score": "card1", "op": ">=", "value": 20}], "says": [1]},
    "benefit": {
        "unit": "万元",
        "cases": [{"when": {"fact": "hnte_valid", "op": "==", "value": True}, "amount": 50}],
        "otherwise": {"amount": 20},
    },
}
"""A rule that brings its scorecard along and gives by cases."""
CONTENT = rules.Content(
    title="研发费用后补助",
    benefit_class=BenefitClass.AWARD,
    mode=ClaimMode.FAST,
    summary="上年研发费用满 100 万元的，一次补 20 万元",
    amount="一次性 20 万元",
    from_on=date(2026, 1, 1),
    papers=("研发费用加计扣除表", "归集辅助账"),
    season="每年 8 月",
    days=60,
    rule=RULE,
)


def author(person: Person, now: datetime) -> Author:
    """The person as author, with the database standing in his shoes."""
    return Author(door.become(person.pk, now))


def a_policy(area: Area, editor: Person, now: datetime, **given: Any) -> Policy:
    """A policy document, entered by an editor."""
    known = {"title": "青岚区支持科技创新若干措施", "number": "", "issuer": "青岚区人民政府"}
    facts = PolicyFacts(**{**known, "level": PolicyLevel.DISTRICT, "area_id": area.pk, **given})
    made = actions.register_policy(author=author(editor, now), facts=facts, now=now)
    door.step_in(Actor())
    return made


def a_draft(policy: Policy, editor: Person, now: datetime, **given: Any) -> Edition:
    """The first edition of an item, still in its editor's hands."""
    content = replace(CONTENT, **given)
    made = actions.draft_item(author=author(editor, now), policy=policy, content=content, now=now)
    door.step_in(Actor())
    return made


def a_next_draft(item: PolicyItem, editor: Person, now: datetime, **given: Any) -> Edition:
    """The next edition of an item."""
    content = replace(CONTENT, **given)
    made = actions.draft_next(author=author(editor, now), item=item, content=content, now=now)
    door.step_in(Actor())
    return made


def an_unread_edition(policy: Policy, now: datetime) -> Edition:
    """What a release that knew another fact published: its rule names one that the book has not."""
    with door.as_system("tests.build"):
        item = PolicyItem.objects.create(public_id=(code := new_address()), code=code, policy=policy)
        content = replace(
            CONTENT, title="旧办法", rule={"conditions": {"fact": "gone", "op": ">=", "value": 1}}
        )
        return Edition.objects.create(
            item=item, number=1, state=EditionState.PUBLISHED, drafted_at=now, published_at=now,
            **vars(content) | {"papers": list(content.papers)},
        )  # fmt: skip


def stepped(edition: Edition, who: Person, step: str, now: datetime, **given: Any) -> Edition:
    """An edition after a step by somebody."""
    made = actions.take_step(author=author(who, now), edition=edition, step=step, given=given, now=now)
    door.step_in(Actor())
    return made


def tried(edition: Edition, editor: Person, now: datetime) -> None:
    """A draft that its editor had tried, and the worker did."""
    actions.ask_for_trial(author=author(editor, now), edition=edition, now=now)
    with door.as_system("tests.work"):
        trying.run_trial(Trial.objects.get(edition=edition, version=edition.version).pk, now)
    door.step_in(Actor())


def published(edition: Edition, drafter: Person, checker: Person, now: datetime) -> Edition:
    """An edition that one sent and another published."""
    stepped(edition, drafter, "send", now)
    return stepped(edition, checker, "publish", now)
