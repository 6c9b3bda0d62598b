"""A title whose national rule ended says so, instead of looking as if there were none."""

from datetime import date

from qinqing.domains.enterprises.terms import TitleKind
from qinqing.domains.policies import facts, rules, tables


def test_a_rule_that_ended_is_named_with_its_paper_and_its_last_day() -> None:
    found = rules.lapsed("innovative_sme", date(2026, 4, 1))
    assert found is not None
    assert (found.until_on, found.number) == (date(2026, 3, 31), "工信部企业〔2022〕63号")
    assert rules.lapsed("innovative_sme", date(2026, 3, 31)) is None, "on its last day it still holds"


def test_one_that_another_version_follows_is_not_lapsed() -> None:
    """The twin: the rule of 2022 ended for these as well, and the one of 2026 follows it."""
    assert rules.lapsed("srdi_sme", date(2026, 11, 22)) is None
    assert rules.lapsed("no_such_family", date(2026, 11, 22)) is None


def test_the_ladder_says_it_in_words() -> None:
    lines = tables.lapsed_rungs(facts.lapsed_for([], date(2026, 11, 22)))
    assert [one["title"] for one in lines] == [TitleKind.INNOVATIVE.label]
    assert "2026年3月31日到期，新办法未收录" in lines[0]["says"]
