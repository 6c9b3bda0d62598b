"""Every component in every state, on one page: what a page is built of, and what a change must not break."""

from collections.abc import Sequence
from datetime import date, datetime

from markupsafe import Markup

from qinqing.ui import cells, formats
from qinqing.ui.cells import Column, Group, Row

LONG = "澜川市青岚区高端装备与新材料产业园区管理委员会综合服务中心协调与督查考核科（筹）"
TODAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 14, 42, tzinfo=formats.ZONE)

COLUMNS = (
    Column("选", "pick"),
    Column("还剩", sort="?sort=due", sorted_by="ascending"),
    Column("事", "title"),
    Column("谁手里"),
    Column("哪天前", "date", labelled=True),
    Column("工作日"),
    Column("金额", "num", labelled=True),
    Column("做", "act"),
)


def gallery_context() -> dict[str, object]:
    """All that `ui/gallery.html` shows; the same at every call."""
    return {
        "title": "组件",
        "long": LONG,
        "lights": lights(),
        "dues": dues(),
        "rulers": rulers(),
        "columns": COLUMNS,
        "rows": table_of(rows()),
        "no_rows": table_of([]),
        "many_rows": table_of(many_rows()),
        "formats": format_examples(),
        "calendar": calendar_days(),
        "chart": {
            "kind": "bar",
            "unit": "件",
            "labels": ["10月", "11月", "12月", "1月", "2月", "3月"],
            "series": [
                {"name": "办结", "values": [64, 80, 90, 91, 62, 42]},
                {"name": "提出", "values": [61, 88, 92, 86, 54, 47], "kind": "line"},
                {"name": "存量", "values": [94, 102, 104, 99, 91, 96], "kind": "line"},
            ],
        },
        "stacked": {
            "kind": "stacked",
            "unit": "件",
            "labels": ["北岭", "石桥", "湖滨", "临港"],
            "series": [
                {"name": "按时", "values": [2, 5, 4, 9]},
                {"name": "将到期", "values": [1, 1, 1, 3]},
                {"name": "已超期", "values": [0, 1, 1, 2]},
            ],
        },
    }


def lights() -> list[Markup]:
    """One light of each tone."""
    return [
        cells.light("green", "按时 剩 3 天"),
        cells.light("blue", "将到期 明天"),
        cells.light("yellow", "已超期 1 天"),
        cells.light("red", "严重超期 6 天"),
        cells.light("calm", "已办完"),
        cells.light("paused", "暂停"),
    ]


def dues() -> list[Markup]:
    """Deadline chips: calm, near, over, with a long name, and one that stands still."""
    due = datetime(2026, 3, 11, 18, 0, tzinfo=formats.ZONE)
    return [
        cells.due_chip("张立 主办", formats.moment(due, NOW), formats.workdays_left(2), "blue"),
        cells.due_chip("您", "今天 16:05 前", formats.minutes_left(200)),
        cells.due_chip("马骏", formats.day(date(2026, 3, 2), TODAY), formats.workdays_left(-6), "red"),
        cells.due_chip(LONG, formats.day(date(2026, 3, 20), TODAY), formats.workdays_left(8), "green"),
        cells.due_chip("等材料", "3月18日 自动恢复", "不计时", "paused"),
    ]


def rulers() -> list[tuple[Markup, str]]:
    """Small rulers with the words that stand beside them."""
    return [
        (cells.ruler(cells.day_kinds(5, 2), "7 天用 5 天"), "7 天用 5 天"),
        (cells.ruler(cells.day_kinds(7, over=4), "超 4 天"), "超 4 天"),
        (cells.ruler(cells.day_kinds(3, paused=4), "用 3 天，暂停"), "暂停，不计时"),
        (cells.ruler(cells.day_kinds(0, 6, today=True), "今天是第 1 天"), "今天是第 1 天"),
        (cells.ruler(["5", "5", "3", "3", "3", "2", "1", "4"], "谁用了多久"), "谁用了多久"),
        (cells.ruler(cells.day_kinds(31, 29), "60 天用 31 天"), "60 天用 31 天"),
    ]


def pick(name: str, chosen: bool = False) -> Markup:
    """The checkbox of a row."""
    state = Markup(" checked") if chosen else ""
    return Markup('<input class="qq-pick" type="checkbox" name="pick" aria-label="选：{}"{}>').format(
        name, state
    )


def table_of(content: Sequence[Row | Group | Sequence[object]]) -> Markup:
    """The rows of the sample table."""
    return cells.table_rows(COLUMNS, content)


def rows() -> list[Row | Group | Sequence[object]]:
    """Groups, a chosen row, one with its form, a long one, an empty value."""
    late, near = "围挡占了消防通道，货车进不来", f"{LONG}二期项目用地分割与不动产登记"
    return [
        Group("已超期 2"),
        Row(
            [
                pick(late, chosen=True),
                cells.light("red", "严重超期 4 天"),
                cells.title("#1", late, "WT26030248213·催过 2 次"),
                cells.with_note("城市管理局", "王楠"),
                formats.day(date(2026, 3, 4), TODAY),
                cells.ruler(cells.day_kinds(7, over=4), "7 天全用，超 4 天"),
                formats.EMPTY,
                cells.act("#1", "答复", primary=True),
            ],
            selected=True,
            detail=Markup('<p class="qq-note">这里放这一行的办理表单。</p>'),
        ),
        [
            pick("雨水口"),
            cells.light("yellow", "已超期 1 天"),
            cells.title("#2", "雨水口堵塞，下雨就积水", "WT26030248214"),
            cells.with_note("审签", "赵卫东"),
            formats.day(date(2026, 3, 9), TODAY),
            cells.ruler(cells.day_kinds(4, over=1), "4 天全用，超 1 天"),
            formats.amount(320_000),
            cells.act("#2", "催一下"),
        ],
        Group("还有时间 1", "另 1 件等材料，不计时"),
        [
            pick("用地"),
            cells.light("green", "按时 剩 3 天"),
            cells.title("#3", near),
            LONG,
            formats.day(date(2026, 3, 13), TODAY),
            cells.ruler(cells.day_kinds(4, 3), "7 天用 4 天"),
            formats.amount(4_200_000_000),
            cells.act("#3", "阶段答复"),
        ],
    ]


def many_rows() -> list[Sequence[object]]:
    """Too much: forty rows of the plainest kind."""
    return [
        [
            pick(f"第 {n} 件"),
            cells.light("green", f"按时 剩 {n} 天"),
            cells.title(f"#m{n}", f"第 {n} 件"),
            "刘苗",
            formats.day(date(2026, 4, 1 + n % 28), TODAY),
            cells.ruler(cells.day_kinds(n % 8, 7 - n % 8), f"7 天用 {n % 8} 天"),
            formats.amount(n * 12_345_600),
            cells.act(f"#m{n}", "看"),
        ]
        for n in range(1, 41)
    ]


def format_examples() -> list[tuple[str, str]]:
    """Each format once, as it is written on every page."""
    other_year = datetime(2025, 12, 4, 16, 5, tzinfo=formats.ZONE)
    return [
        ("日期", formats.full_day(date(2026, 3, 2))),
        ("同年的日期", formats.day(date(2026, 3, 2), TODAY)),
        ("页首", formats.long_day(TODAY)),
        ("近日", formats.near_day(date(2026, 3, 9), TODAY)),
        ("一段", formats.days(date(2026, 3, 16), date(2026, 3, 20), TODAY)),
        ("时刻", formats.moment(datetime(2026, 3, 11, 18, 0, tzinfo=formats.ZONE), NOW)),
        ("别年的时刻", formats.moment(other_year, NOW)),
        ("还剩", formats.workdays_left(2)),
        ("不到一天", formats.minutes_left(80)),
        ("超了", formats.workdays_left(-6)),
        ("窄处", f"{formats.workdays_left_short(2)}，{formats.workdays_left_short(-6)}"),
        ("金额", f"{formats.amount(860_000_000)}，{formats.amount(12_000_000_000)}"),
        ("外币", formats.amount(120_000_000, "美元")),
        ("电话", formats.masked_phone("13812342046")),
        ("数", formats.counted(2318, "家")),
        ("没有", formats.amount(None)),
    ]


def calendar_days() -> list[dict[str, str]]:
    """Four weeks in which a holiday, two pauses and two made-up Saturdays explain a date."""
    numbers = [*range(9, 29), *range(1, 9)]
    kinds = dict.fromkeys([*range(10, 15), 24, 27, 28], "counted")
    notes = {9: "起", 14: "班", 25: "停", 26: "停", 28: "班"}
    return [
        {
            "text": str(number),
            "kind": _kind(number, place, kinds),
            "note": notes.get(number, "到期" if number == 2 else "") if place < 22 else "",
        }
        for place, number in enumerate(numbers)
    ]


def _kind(number: int, place: int, kinds: dict[int, str]) -> str:
    if place < 20:
        return "start" if number == 9 else kinds.get(number, "off")
    if number == 2:
        return "due"
    return "off" if place % 7 >= 5 else ""
