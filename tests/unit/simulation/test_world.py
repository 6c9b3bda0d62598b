"""The written world holds together: whatever one file names, another one has."""

from collections import Counter

from qinqing.desks.simulation import world
from qinqing.domains.accounts.terms import Role, UnitFunction, UnitKind, UnitLevel
from qinqing.domains.enterprises.terms import DIVISIONS
from qinqing.domains.officers.terms import Rank, TenRole
from qinqing.domains.problems.terms import CITED_RESULTS, GIVEN_RESULTS, RefusalReason, Result, WithdrawReason
from qinqing.lib import credit_code

UNITS = {one["code"]: one for one in world.read("units")["units"]}


def is_unit(code: str) -> bool:
    return code in UNITS or code in ("@town", "@park", "@policy_owner", "@inspector", "@penalty_issuer")


def test_every_unit_that_a_text_a_category_or_a_duty_names_exists() -> None:
    named = [(text.lead, *text.assist) for text in world.texts()]
    named += [(kind.lead, *kind.assist) for kind in world.kinds().values()]
    named += [(duty["lead"], *duty["assist"]) for duty in world.read("duties")["duties"]]
    assert {code for codes in named for code in codes if not is_unit(code)} == set()


def test_every_text_and_duty_has_its_category() -> None:
    named = {text.category for text in world.texts()} | {
        d["category"] for d in world.read("duties")["duties"]
    }
    assert named - set(world.kinds()) == set()


def test_no_code_stands_twice() -> None:
    lists = [
        [text.id for text in world.texts()],
        [duty["code"] for duty in world.read("duties")["duties"]],
        [one["code"] for one in world.read("units")["units"]],
        [one["credit_code"] for one in world.read("enterprises")["flagships"]],
        [one["name"] for part in ("hub", "leaders", "officers") for one in world.read("people")[part]],
    ]
    assert [[code for code, n in Counter(codes).items() if n > 1] for codes in lists] == [[], [], [], [], []]


def test_every_unit_speaks_the_words_of_the_accounts() -> None:
    for one in UNITS.values():
        UnitKind.of(one["kind"]), UnitLevel.of(one["level"]), UnitFunction.of(one.get("function", ""))
        assert one.get("parent", "fwzx") in UNITS


def test_a_unit_with_one_person_has_a_parent_with_a_head() -> None:
    alone = [one for one in UNITS.values() if one.get("alone")]
    assert alone
    assert [one["code"] for one in alone if "parent" not in one or UNITS[one["parent"]].get("alone")] == []


def test_sixty_four_officers_have_a_unit_a_rank_and_their_duties() -> None:
    officers = world.read("people")["officers"]
    assert len(officers) == 64
    for one in officers:
        assert one["unit"] in UNITS
        Rank.of(one["rank"])
        assert [TenRole.of(role) for role in one["roles"]]


def test_the_demo_is_about_people_and_places_that_exist() -> None:
    written = world.read("people")
    demo = written["demo"]
    assert demo["officer"] in {one["name"] for one in written["officers"]}
    assert demo["leader"] in {one["name"] for one in written["leaders"]}
    assert demo["unit"] in UNITS
    assert demo["enterprise"] in {one["name"] for one in world.read("enterprises")["flagships"]}
    assert {Role.of(one["role"]) for one in written["hub"]} >= {
        Role.COORDINATOR, Role.COORDINATION_HEAD, Role.CALLBACK, Role.SUPERVISOR,
        Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN,
    }  # fmt: skip


def test_every_result_that_needs_a_citation_has_one() -> None:
    bare = [text.id for text in world.texts() if text.outcome in CITED_RESULTS and not text.citation]
    routeless = [text.id for text in world.texts() if text.outcome is Result.OTHER_ROUTE and not text.route]
    assert (bare, routeless) == ([], [])


def test_there_is_something_to_say_on_every_occasion() -> None:
    phrases = world.read("phrases")
    assert set(phrases["answers"]) == set(GIVEN_RESULTS)
    assert {one["reason"] for one in phrases["refusals"]} <= set(RefusalReason.values())
    assert set(phrases["withdrawals"]) <= set(WithdrawReason.values())
    assert all(lines for lines in phrases.values())


def test_every_enterprise_of_the_world_could_be_registered() -> None:
    written = world.read("enterprises")
    for one in written["flagships"]:
        assert credit_code.parse(one["credit_code"]).value == one["credit_code"]
    divisions = [one["division"][1:] for one in (*written["flagships"], *written["grammar"]["industries"])]
    assert set(divisions) <= set(DIVISIONS)


def test_the_words_of_a_problem_are_not_tidied() -> None:
    """The classifier and the search for likeness are tried on rough words: spaces, anger and gaps stay."""
    assert sum("？" not in text.body and "。" not in text.body[:-1] for text in world.texts()) > 20
