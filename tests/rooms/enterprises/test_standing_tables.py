"""Tables of titles and of lists: written, corrected, taken back; what is unknown is refused with a name."""

from collections.abc import Callable
from datetime import date

import pytest

from qinqing.domains.enterprises import actions
from qinqing.domains.enterprises.imports import ROLLS, TITLES
from qinqing.domains.enterprises.models import Enterprise, Roll, RollEntry, Title
from qinqing.domains.enterprises.terms import RollKind
from qinqing.kernel import door, imports
from qinqing.kernel.events import Author
from qinqing.kernel.imports import Import, Outcome
from qinqing.kernel.models import Event, ImportRun
from tests.builders.enterprises import a_code, an_enterprise
from tests.rooms.enterprises.conftest import Place

HEAD = "企业名称,信用代码,称号,级别,认定日期,有效期至,证书编号\n"
ON_LIST = "企业名称,名单,种类,年度,链主,列入日期\n"
Run = Callable[..., ImportRun]


@pytest.fixture
def author(place: Place) -> Author:
    found = place.author
    door.step_in(found.actor)
    return found


@pytest.fixture
def bring(place: Place, author: Author) -> Run:
    def run(given: Import, table: str) -> ImportRun:
        door.step_in(author.actor)
        shown = imports.preview(
            given, author=author, content=table.encode(), file_name="表.csv", area_id=place.district.pk,
            now=place.now,
        )  # fmt: skip
        return imports.confirm(given, author=author, run=shown, now=place.now)

    return run


@pytest.fixture
def taken_back(place: Place, author: Author) -> Callable[[Import, ImportRun], None]:
    def undo(given: Import, run: ImportRun) -> None:
        door.step_in(author.actor)
        imports.undo(given, author=author, run=run, now=place.now)

    return undo


@pytest.fixture
def firm(place: Place) -> Enterprise:
    return an_enterprise(place.district, "青岚电子公司", credit_code=a_code())


def outcomes(run: ImportRun) -> list[tuple[str, str]]:
    return [(row.outcome, row.message) for row in imports.report(run)]


def titles() -> list[tuple[str, str, date, date | None, str]]:
    with door.as_system("tests.read"):
        rows = Title.objects.order_by("from_on", "kind")
        return list(rows.values_list("kind", "level", "from_on", "until_on", "paper"))


def entries() -> list[tuple[str, date, date | None, bool]]:
    with door.as_system("tests.read"):
        rows = RollEntry.objects.order_by("roll__name", "from_on")
        return list(rows.values_list("roll__name", "from_on", "until_on", "leads"))


def told(firm: Enterprise) -> list[str]:
    with door.as_system("tests.read"):
        rows = Event.objects.filter(subject_kind="enterprise", subject_id=firm.pk).order_by("pk")
        return [name for name in rows.values_list("name", flat=True) if name != "EnterpriseRegistered"]


def a_roll(author: Author, area: int, name: str, kind: RollKind = RollKind.TIER) -> Roll:
    door.step_in(author.actor)
    return actions.make_roll(author=author, kind=kind, name=name, area_id=area)


# --- titles ------------------------------------------------------------


def test_titles_arrive_by_code_or_name_and_are_taken_back(
    bring: Run, taken_back: Callable[..., None], firm: Enterprise
) -> None:
    run = bring(
        TITLES,
        HEAD
        + f",{firm.credit_code},国家高新技术企业,国家级,2025-12-01,2028-12-01,GR2025001\n"
        + "青岚电子公司,,专精特新“小巨人”企业,,2024年7月1日,,\n",
    )
    assert [outcome for outcome, _ in outcomes(run)] == [Outcome.NEW] * 2
    assert titles() == [
        ("little_giant", "", date(2024, 7, 1), None, ""),
        ("high_tech", "state", date(2025, 12, 1), date(2028, 12, 1), "GR2025001"),
    ]
    assert told(firm) == ["TitleGiven", "TitleGiven"]
    taken_back(TITLES, run)
    assert titles() == []
    assert told(firm)[2:] == ["TitleTakenBack", "TitleTakenBack"]


def test_a_second_table_corrects_what_it_says_and_what_stood_comes_back(
    bring: Run, taken_back: Callable[..., None], firm: Enterprise
) -> None:
    bring(TITLES, HEAD + "青岚电子公司,,高企,省级,2025-12-01,2028-12-01,GR1\n")
    same = bring(TITLES, HEAD + "青岚电子公司,,高新技术企业,,2025-12-01,,\n")
    assert outcomes(same) == [(Outcome.SAME, "")]
    run = bring(TITLES, HEAD + "青岚电子公司,,高新技术企业,国家级,2025-12-01,2027-12-01,\n")
    assert outcomes(run) == [(Outcome.CHANGED, "更正：到期、级别")]
    assert titles() == [("high_tech", "state", date(2025, 12, 1), date(2027, 12, 1), "GR1")]
    taken_back(TITLES, run)
    assert titles() == [("high_tech", "province", date(2025, 12, 1), date(2028, 12, 1), "GR1")]
    assert told(firm) == ["TitleGiven", "TitleCorrected", "TitleCorrected"]


def test_a_title_somebody_ended_since_stays_when_the_table_is_taken_back(
    bring: Run, taken_back: Callable[..., None], firm: Enterprise, author: Author, place: Place
) -> None:
    run = bring(TITLES, HEAD + "青岚电子公司,,瞪羚企业,,2025-12-01,,\n")
    door.step_in(author.actor)
    title = Title.objects.select_related("enterprise").get()
    actions.end_title(author=author, title=title, until_on=date(2026, 1, 1), now=place.now)
    taken_back(TITLES, run)
    assert outcomes(run) == [(Outcome.KEPT, "没有撤销：已有之后的记录 1 条")]
    assert len(titles()) == 1


def test_a_correction_somebody_changed_since_stays(
    bring: Run, taken_back: Callable[..., None], firm: Enterprise, author: Author, place: Place
) -> None:
    bring(TITLES, HEAD + "青岚电子公司,,瞪羚企业,,2025-12-01,,\n")
    run = bring(TITLES, HEAD + "青岚电子公司,,瞪羚企业,,2025-12-01,2027-12-01,\n")
    door.step_in(author.actor)
    title = Title.objects.select_related("enterprise").get()
    actions.end_title(author=author, title=title, until_on=date(2026, 1, 1), now=place.now)
    taken_back(TITLES, run)
    assert outcomes(run) == [(Outcome.KEPT, "没有撤销：之后又改过")]
    assert titles()[0][3] == date(2026, 1, 1)


def test_every_hostile_row_of_titles_ends_in_the_report(bring: Run, firm: Enterprise, place: Place) -> None:
    an_enterprise(place.other, "东岭公司")
    rows = (
        ("没有的公司,,瞪羚企业,,2025-01-01,,", "请先登记"),
        ("东岭公司,,瞪羚企业,,2025-01-01,,", "别的区域"),
        (",,瞪羚企业,,2025-01-01,,", "没有写企业名称"),
        ("青岚电子公司,,高新技术企,,2025-01-01,,", "没有“高新技术企”这个称号，最接近的是“高新技术企业”"),
        ("青岚电子公司,,XYZ,,2025-01-01,,", "有的是："),
        ("青岚电子公司,,瞪羚企业,宇宙级,2025-01-01,,", "没有“宇宙级”这个级别"),
        ("青岚电子公司,,,,2025-01-01,,", "没有写称号"),
        ("青岚电子公司,,瞪羚企业,,,,", "没有写认定日期"),
        ("青岚电子公司,,瞪羚企业,,前年,,", "看不懂"),
        ("青岚电子公司,,瞪羚企业,,1949-10-01,,", "太早"),
        ("青岚电子公司,,瞪羚企业,,2099-01-01,,", "太晚"),
        ("青岚电子公司,,瞪羚企业,,2025-01-01,2025-01-01,", "到期日期要在开始之后"),
        (f"青岚电子公司,,瞪羚企业,,2025-01-01,,{'长' * 81}", "超过 80 个字"),
        ("青岚电子公司,,瞪羚企业,,2025-01-01,,", ""),
        ("青岚电子公司,,瞪羚企业,,2025-06-01,,", "与第 15 行是同一家、同一个称号"),
    )
    found = outcomes(bring(TITLES, HEAD + "".join(f"{row}\n" for row, _ in rows)))
    assert [
        (said, words) for (_, said), (_, words) in zip(found, rows, strict=True) if words not in said
    ] == []
    assert [outcome for outcome, _ in found] == [*[Outcome.REFUSED] * 13, Outcome.NEW, Outcome.REFUSED]
    overlapping = bring(TITLES, HEAD + "青岚电子公司,,瞪羚企业,,2025-03-01,,\n")
    assert outcomes(overlapping) == [(Outcome.REFUSED, "从 2025年1月1日 起已经有“瞪羚企业”，时间重叠")]


# --- lists -------------------------------------------------------------


def test_places_on_lists_arrive_and_are_taken_back(
    bring: Run, taken_back: Callable[..., None], firm: Enterprise, author: Author, place: Place
) -> None:
    a_roll(author, place.district.pk, "重点工业 50 家")
    a_roll(author, place.district.pk, "半导体", RollKind.CHAIN)
    run = bring(
        ROLLS,
        ON_LIST + "青岚电子公司,重点工业50家,梯队名单,2025,,\n" + "青岚电子公司,半导体,,,是,2025-03-01\n",
    )
    assert [outcome for outcome, _ in outcomes(run)] == [Outcome.NEW] * 2
    assert entries() == [
        ("半导体", date(2025, 3, 1), None, True),
        ("重点工业 50 家", date(2025, 1, 1), date(2026, 1, 1), False),
    ]
    assert told(firm) == ["RollJoined", "RollJoined"]
    taken_back(ROLLS, run)
    assert entries() == []
    assert told(firm)[2:] == ["RollEntryTakenBack", "RollEntryTakenBack"]


def test_a_second_table_of_lists_corrects_and_what_stood_comes_back(
    bring: Run, taken_back: Callable[..., None], firm: Enterprise, author: Author, place: Place
) -> None:
    a_roll(author, place.district.pk, "半导体", RollKind.CHAIN)
    bring(ROLLS, ON_LIST + "青岚电子公司,半导体,产业链,,,2025-03-01\n")
    assert outcomes(bring(ROLLS, ON_LIST + "青岚电子公司,半导体,,,,\n")) == [(Outcome.SAME, "")]
    run = bring(ROLLS, ON_LIST + "青岚电子公司,半导体,,,是,2025-03-01\n")
    assert outcomes(run) == [(Outcome.CHANGED, "更正：牵头")]
    assert entries() == [("半导体", date(2025, 3, 1), None, True)]
    taken_back(ROLLS, run)
    assert entries() == [("半导体", date(2025, 3, 1), None, False)]


def test_every_hostile_row_of_lists_ends_in_the_report(
    bring: Run, firm: Enterprise, author: Author, place: Place
) -> None:
    below = an_enterprise(place.town, "白鹭光电公司")
    a_roll(author, place.district.pk, "重点工业 50 家")
    a_roll(author, place.district.pk, "链上的", RollKind.CHAIN)
    a_roll(author, place.district.pk, "链上的", RollKind.GROUP)
    a_roll(author, place.town.pk, "街道的名单")
    rows = (
        ("青岚电子公司,重点工业,,,,", "没有“重点工业”这个名单，最接近的是“重点工业 50 家”"),
        ("青岚电子公司,街道的名单,,,,", "没有“街道的名单”这个名单"),
        ("青岚电子公司,链上的,,,,", "有 2 份名单都叫“链上的”，写明种类"),
        ("青岚电子公司,链上的,链条,,,", "没有“链条”这个种类"),
        ("青岚电子公司,,,,,", "没有写名单"),
        (",重点工业50家,,,,", "没有写企业名称"),
        ("青岚电子公司,重点工业50家,,2999,,", "年"),
        ("青岚电子公司,重点工业50家,,,,昨天", "看不懂"),
        ("青岚电子公司,链上的,集团,,,", ""),
        (f"{below.name},街道的名单,,,,", ""),
        ("青岚电子公司,链上的,集团,,,", "与第 10 行是同一家、同一份名单"),
    )
    found = outcomes(bring(ROLLS, ON_LIST + "".join(f"{row}\n" for row, _ in rows)))
    assert [
        (said, words) for (_, said), (_, words) in zip(found, rows, strict=True) if words not in said
    ] == []
    expected = [*[Outcome.REFUSED] * 8, Outcome.NEW, Outcome.NEW, Outcome.REFUSED]
    assert [outcome for outcome, _ in found] == expected


def test_lists_of_other_areas_are_not_known(bring: Run, firm: Enterprise, place: Place) -> None:
    with door.as_system("tests.build"):
        Roll.objects.create(kind=RollKind.TIER, name="东岭的名单", area=place.other)
    ((outcome, words),) = outcomes(bring(ROLLS, ON_LIST + "青岚电子公司,东岭的名单,,,,\n"))
    assert outcome == Outcome.REFUSED
    assert words == "没有“东岭的名单”这个名单，还没有登记过名单"
