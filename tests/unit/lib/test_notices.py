"""The notice of a year's days off, read as the State Council publishes it."""

from importlib.resources import files

import pytest
import yaml

from qinqing.lib.workdays import CalendarFault, official_layers, read_notice

OF_2022 = """\
一、元旦：2022年1月1日至3日放假，共3天。
二、春节：1月31日至2月6日放假调休，共7天。1月29日（星期六）、1月30日（星期日）上班。
三、清明节：4月3日至5日放假调休，共3天。4月2日（星期六）上班。
四、劳动节：4月30日至5月4日放假调休，共5天。4月24日（星期日）、5月7日（星期六）上班。
五、端午节：6月3日至5日放假，共3天。
六、中秋节：9月10日至12日放假，共3天。
七、国庆节：10月1日至7日放假调休，共7天。10月8日（星期六）、10月9日（星期日）上班。
"""
OF_2023 = """\
一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。
三、清明节：4月5日放假，共1天。
四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。
五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。
六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。
"""
OF_2024 = """\
一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。
"""
OF_2025 = """\
一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。
"""
OF_2026 = """\
各省、自治区、直辖市人民政府：
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。
"""
ONE = "一、元旦：{}\n"


@pytest.mark.parametrize(
    ("year", "text"), [(2022, OF_2022), (2023, OF_2023), (2024, OF_2024), (2025, OF_2025), (2026, OF_2026)]
)
def test_a_notice_says_what_the_release_says_of_its_year(year: int, text: str) -> None:
    document = files("qinqing.kernel").joinpath("data/official_days.yaml").read_text(encoding="utf-8")
    known = yaml.safe_load(document)["years"][year]
    read = read_notice(text, year, "通知")
    rest, work = official_layers({"years": {year: {**read, "workdays": known["workdays"]}}})
    assert set(rest.days) == {day for days in known["rest"].values() for day in days}
    assert set(work.days) == set(known["work"])


def test_spaces_and_other_brackets_make_no_difference() -> None:
    text = ONE.format("1 月 1 日（周四） 至 3 日(周六) 放假调休，共 3 天。 1月4日（周日）上班。")
    assert read_notice(text, 2026, "通知") == read_notice(
        ONE.format("1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。"), 2026, "通知"
    )


def test_days_of_the_year_before_are_left_to_that_year() -> None:
    text = ONE.format("2022年12月30日至2023年1月2日放假调休，共4天。")
    assert [str(day) for day in read_notice(text, 2023, "通知")["rest"]["元旦"]] == ["2023-01-02"]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("1月1日（周三）放假1天。", "2026年1月1日是周四，通知里写的是周三"),
        ("1月1日至3日放假调休，共4天。", "写着共 4 天，从日期算是 3 天"),
        ("1月32日放假1天。", "没有1月32日这一天"),
        ("3日放假1天。", "没有写是几月"),
        ("1月3日至1日放假，共3天。", "前后颠倒"),
        ("照常上班。", "没有找到放假的日期"),
        ("1月1日放假1天。下一个星期天上班。", "写着上班，没有读出是哪几天"),
    ],
)
def test_a_notice_that_contradicts_itself_is_refused(said: str, fault: str) -> None:
    with pytest.raises(CalendarFault, match=fault):
        read_notice(ONE.format(said), 2026, "通知")


@pytest.mark.parametrize("text", ["", "今年不放假", "一" * 5_000, "一、：", "\0", "一、元旦"])
def test_what_is_no_notice_is_refused(text: str) -> None:
    with pytest.raises(CalendarFault):
        read_notice(text, 2026, "通知")
