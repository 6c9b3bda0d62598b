"""All enterprises judged at once are kept as each one judged by itself stands, whatever is known of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from operator import itemgetter
from random import Random
from typing import Any

import numpy as np
import pytest

from qinqing.config import wiring
from qinqing.domains.accounts.models import Area
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import queries
from qinqing.domains.enterprises import rules as enterprise_rules
from qinqing.domains.enterprises.models import Enterprise, Title
from qinqing.domains.enterprises.terms import EnterpriseType, FactSource, StruckAs, TitleKind
from qinqing.domains.policies import rules
from qinqing.domains.policies.actions import judging, stale, stating
from qinqing.domains.policies.facts.known import known
from qinqing.domains.policies.facts.many import subjects
from qinqing.domains.policies.facts.reading import rule_of
from qinqing.domains.policies.facts.stated import askable, stated_of
from qinqing.domains.policies.models import Edition, KeptMatch
from qinqing.domains.policies.rules.partition import needed, planned
from qinqing.domains.policies.terms import BenefitClass, Standing
from qinqing.kernel import bulk, door
from qinqing.kernel.permissions import NOBODY
from qinqing.lib.rules import FactType, Value, judge, reason
from qinqing.lib.rules.columns import columns
from tests.builders import accounts, enterprises, policies
from tests.builders.policies import author
from tests.builders.problems import at
from tests.builders.worker import working
from tests.conftest import Database

NOW = at("2026-03-02 10:00")
DAY = NOW.date()
FIRMS = 60
SHIPPED = tuple(one for one in rules.book().rules.values() if one.conditions is not None)


@pytest.fixture(autouse=True)
def _as_the_worker(server: Database, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    wiring.connect()
    with django_db_blocker.unblock(), working(server):
        yield


@pytest.fixture
def areas(_as_the_worker: None) -> tuple[Area, Area]:
    above = accounts.an_area()
    return above, accounts.an_area(parent=above)


def money(dice: Random) -> Decimal:
    """Yuan about as large as rules ask, to the fen."""
    about = Decimal(dice.choice([0, 80, 97, 100, 395, 1000, 2000, 10_000]))
    return about * dice.choice([8000, 9700, 10_000]) + Decimal(dice.randrange(300)) / 100


MEASURES: Mapping[str, Callable[[Random], Any]] = {
    "staff": lambda dice: 100 + dice.randrange(300),
    "rnd_staff": lambda dice: dice.randrange(100),
    **dict.fromkeys(("revenue", "assets", "rnd"), money),
}


def a_firm(dice: Random, area: Area, number: int) -> Enterprise:
    """One of which some is known, by several sources, and of some years more than of others."""
    division = dice.choice(["39", "51", "65", "47", ""])
    firm = enterprises.an_enterprise(
        area, f"澜川匹配{number}有限公司",
        type=dice.choice(list(EnterpriseType)),
        industry=division,
        industry_code=f"{division}10" if division == "39" else "",
        registered_on=dice.choice([None, date(2010, 3, 2), date(2023, 3, 3), date(2025, 1, 1)]),
        **({"credit_code": None} if dice.random() < 0.2 else {}),
    )  # fmt: skip
    for year in dice.sample(range(2021, 2026), dice.randrange(6)):
        for source in dice.sample(list(FactSource), dice.choice([1, 1, 2, 3])):
            said = {
                measure: of(dice)
                for measure, of in dice.sample(sorted(MEASURES.items(), key=itemgetter(0)), 3)
            }
            enterprises.a_statement(firm, year=year, source=source, **said)
    for kind in dice.sample(list(TitleKind), dice.choice([0, 0, 1, 2])):
        enterprises.a_title(firm, f"{kind}-{number}", kind)
    return firm


def tells(dice: Random, firm: Enterprise, teller: Any) -> None:
    """What it said of itself because rules ask; of some facts twice, the later word another one."""
    for name in dice.sample(sorted(askable()), 8):
        fact = rules.book().facts[name]
        values: dict[FactType, list[Any]] = {
            FactType.NUMBER: [0.0, 1.0, 0.05, 60.0, 2000.0],
            FactType.BOOL: [True, False],
            FactType.ENUM: list(fact.choices),
            FactType.DATE: [DAY - timedelta(100)],
            FactType.STRING: ["C39"],
        }
        for _ in range(dice.choice([1, 1, 2])):
            value: Value = dice.choice(values[fact.type])
            stating.state_many(author=teller, stated={firm.pk: {name: value}}, now=NOW)


@pytest.fixture
def firms(areas: tuple[Area, Area]) -> list[Enterprise]:
    dice = Random(7)
    above, below = areas
    found = [a_firm(dice, below if n % 3 else above, n) for n in range(FIRMS)]
    teller = author(accounts.a_person("填报", Role.COORDINATOR, area=above), NOW)
    for firm in found:
        tells(dice, firm, teller)
    with door.as_system("tests.build"):
        # Two entries are one; what was said of either counts, its own before the other's.
        for gone, into in ((found[1], found[2]), (found[4], found[2])):
            Enterprise.objects.filter(pk=gone.pk).update(merged_into=into)
        Title.objects.filter(enterprise=found[5]).update(until_on=DAY)
        Enterprise.objects.filter(pk=found[6].pk).update(
            struck_on=DAY, struck_as=StruckAs.REVOKED, struck_source="公告"
        )
    return [one for n, one in enumerate(found) if n not in (1, 4, 6)]


def alone(firm: Enterprise) -> dict[str, Value]:
    """What is known of one, read and put together by itself."""
    merged = Enterprise.objects.filter(merged_into=firm).order_by("pk").values_list("pk", flat=True)
    said = queries.statements_of([firm.pk, *merged])
    years = enterprise_rules.by_year(one for number in (firm.pk, *merged) for one in said.get(number, []))
    borne = [one.kind for one in queries.titles_of(firm, DAY) if one.is_current]
    return stated_of(NOBODY, firm.pk, DAY).answer() | known(firm, years, borne, DAY)


def published(area: Area) -> list[Edition]:
    """The shipped rules and two more as items of an area, one of them giving a title."""
    editors = [accounts.a_person(f"政策{area.pk}-{n}", Role.POLICY_EDITOR, area=area) for n in (1, 2)]
    policy = policies.a_policy(area, editors[0], NOW)
    stored = [rules.national_rule(one.id) for one in SHIPPED] + [policies.RULE, policies.POINTED]
    found = []
    for number, rule in enumerate(stored):
        gives: dict[str, Any] = {}
        if number == len(stored) - 1:
            gives = {"title_kind": TitleKind.HIGH_TECH, "benefit_class": BenefitClass.QUALIFICATION}
        title = f"事项{area.pk}-{number}"
        draft = policies.a_draft(policy, editors[0], NOW, title=title, rule=rule, **gives)
        found.append(policies.published(draft, *editors, NOW))
    return found


def test_columns_say_of_everybody_what_is_read_of_each(
    areas: tuple[Area, Area], firms: list[Enterprise]
) -> None:
    plan = planned(SHIPPED, DAY)
    with door.as_system("tests.read"):
        found = subjects([one.pk for one in areas], DAY, needed(plan))
        expected = columns(plan, [alone(firm) for firm in firms])
    assert found.ids.tolist() == [firm.pk for firm in firms]
    given = found.columns(plan)
    for name, column in expected.items():
        if name in given:
            np.testing.assert_array_equal(given[name], column, err_msg=name)
        else:
            assert (column < 0).all() if plan.is_word(name) else np.isnan(column).all(), name


Kept = dict[tuple[int, int], tuple[str, tuple[int, ...]]]


def kept() -> Kept:
    return {
        (row.edition_id, row.enterprise_id): (row.standing, tuple(row.failing))
        for row in KeptMatch.objects.all()
    }


def one_by_one(firms: list[Enterprise], editions: dict[int, list[Edition]], above: Area) -> Kept:
    """What is to be kept, each enterprise judged by itself."""
    expected: Kept = {}
    for firm in firms:
        facts = alone(firm)
        borne = {one.kind for one in queries.titles_of(firm, DAY) if one.is_current}
        for edition in {area: editions[area] for area in (above.pk, firm.area_id)}.values():
            for one in edition:
                rule = rule_of(one)
                assert rule is not None
                judged = judge(rules.book(), rule, facts, DAY)
                standing = rules.standing_of(judged)
                if one.title_kind not in borne and standing in (Standing.FITS, Standing.NEARLY):
                    fails = tuple(n for n, part in enumerate(judged.findings, 1) if part.truth is not True)
                    expected[one.pk, firm.pk] = (standing, fails if standing is Standing.NEARLY else ())
    return expected


def spoil(some: list[int]) -> None:
    """Make much of what is kept of these wrong, in three ways."""
    wrong = KeptMatch.objects.filter(enterprise__in=some)
    numbers = list(wrong.order_by("pk").values_list("pk", flat=True))
    KeptMatch.objects.filter(pk__in=numbers[::5]).delete()
    wrong.filter(pk__in=numbers[1::5]).update(standing=Standing.NEARLY, failing=[1, 2])
    wrong.filter(pk__in=numbers[2::5]).update(standing=Standing.FITS, failing=[])


def test_everybody_is_kept_as_each_one_stands_alone(
    areas: tuple[Area, Area], firms: list[Enterprise]
) -> None:
    """Judged all at once, and again many or few at a time after what was kept of them went wrong."""
    editions = {area.pk: published(area) for area in areas}
    judging.judge_everything(NOW)
    with door.as_system("tests.read"):
        expected = one_by_one(firms, editions, areas[0])
        assert kept() == expected
        assert {standing for standing, _ in expected.values()} == {Standing.FITS, Standing.NEARLY}
    numbers = [firm.pk for firm in firms]
    assert len(numbers) > judging.FEW
    for some in (numbers, *bulk.chunks(numbers, judging.FEW)):
        with door.as_system("tests.read"):
            spoil(some)
            stale.mark(some, NOW)
        judging.judge_stale(NOW)
        with door.as_system("tests.read"):
            assert kept() == expected
    assert judging.judge_everything(NOW) == 0


def test_a_page_says_of_each_item_what_it_says_judged_alone(firms: list[Enterprise]) -> None:
    """With its reasons, what must be asked and what one gets."""
    book, some = rules.book(), [one for one in SHIPPED if one.window.holds(DAY)]
    with door.as_system("tests.read"):
        known = [alone(firm) for firm in firms]
    for facts in known:
        for rule, match in zip(some, rules.matches_of(some, facts, DAY), strict=True):
            judged = judge(book, rule, facts, DAY)
            lacks = [one for one in judged.findings if one.truth is not True]
            assert match.standing is rules.standing_of(judged)
            assert (match.lacking, match.met) == (len(lacks), len(judged.findings) - len(lacks))
            assert match.failing == tuple(replace(reason(book, one), parts=()) for one in lacks)
            assert match.told == len(match.first(100)) <= len(lacks)
            assert match.asks == judged.asks
            assert match.gain == (judged.gain.amount if judged.gain else None)
