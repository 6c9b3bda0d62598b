"""A messy Excel file comes in through the browser, is put right, written and taken back."""

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from qinqing.domains.enterprises.models import Enterprise
from qinqing.kernel import door
from tests.builders.enterprises import a_code
from tests.builders.imports import worker_takes_its_turn
from tests.builders.workbooks import a_workbook
from tests.journeys.conftest import DESK, PHONE, House

CODES = [a_code() for _ in range(3)]
TABLE = [
    ["青岚区规上企业摸底表（2026 年 2 月）"],
    ["填报：经发科", None, None, "单位：万元"],
    [],
    ["序号", "填报单位", "代码", "注册资金（万元）", "所属镇街", "开办时间", "备注"],
    [1, "澜川微光光电有限公司", CODES[0], 1137.7296, None, 42156, None],
    [2, "  澜川岚山　食品有限公司 ", CODES[1].lower(), "5００", None, "2015年6月1日", "=1/0"],
    [3, "澜川缺码商行", "无", None, None, "不详", None],
    [4, "澜川错码公司", "91441300MA5T00029Y", "壹佰万", None, None, None],
    [5, None, CODES[2], 5, None, None, None],
    [None, "合计", None, "=SUM(D5:D9)→1642.7296", None, None, None],
]


def worker(house: House) -> None:
    with transaction.atomic():
        worker_takes_its_turn()


def names() -> set[str]:
    with transaction.atomic(), door.as_system("tests.read"):
        return set(Enterprise.objects.filter(import_run__isnull=False).values_list("name", flat=True))


@pytest.mark.parametrize(("size", "javascript"), [(DESK, True), (PHONE, False)], ids=["desk", "plain phone"])
def test_a_messy_excel_is_put_right_written_and_taken_back(
    house: House, size: dict[str, int], javascript: bool
) -> None:
    page = house.enter("coordinator", size=size, javascript=javascript)

    def turn(page: Page) -> None:
        expect(page.locator("progress")).to_be_visible()
        worker(house)
        if not javascript:
            page.get_by_role("link", name="看看做到哪了").click()

    page.goto("/import/enterprises/")
    page.get_by_label("表格文件").set_input_files(
        {
            "name": "摸底表.xlsx",
            "mimeType": "application/vnd.ms-excel",
            "buffer": a_workbook(TABLE, merged=["A1:G1"]),
        }
    )
    page.get_by_role("button", name="看看会怎样").click()
    turn(page)
    expect(page.get_by_role("heading", name="哪一列是什么？")).to_be_visible()
    expect(page.get_by_label("表头在第几行")).to_have_value("4")
    expect(page.get_by_text("澜川微光光电有限公司、澜川岚山 食品有限公司、澜川缺码商行")).to_be_visible()
    for heading, field in (("填报单位", "企业名称"), ("代码", "统一社会信用代码"), ("开办时间", "成立日期")):
        page.get_by_label(heading, exact=True).select_option(label=field)
    page.get_by_role("button", name="按这样读").click()
    turn(page)
    expect(page.get_by_role("heading", name="会是这样，还没有写入")).to_be_visible()
    expect(page.get_by_text("没有企业名称")).to_be_visible()
    expect(page.get_by_text("没有采用：校验码不对")).to_be_visible()
    expect(page.get_by_text("“合计”像是汇总行，不是企业")).to_be_visible()
    assert names() == set()
    page.get_by_role("button", name="写入 4 行").click()
    turn(page)
    expect(page.get_by_role("heading", name="已经写入")).to_be_visible()
    assert names() == {
        "澜川微光光电有限公司",
        "澜川岚山 食品有限公司",
        "澜川缺码商行",
        "澜川错码公司",
    }
    page.get_by_text("导错了？整批撤销").click()
    page.get_by_role("button", name="撤销这次导入").click()
    turn(page)
    expect(page.get_by_role("heading", name="已经撤销")).to_be_visible()
    assert names() == set()
