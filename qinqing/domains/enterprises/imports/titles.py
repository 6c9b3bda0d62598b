"""A table of titles: which enterprise was recognised as what, by which paper, from when to when."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from qinqing.domains.enterprises import actions, rules
from qinqing.domains.enterprises.actions import NewTitle
from qinqing.domains.enterprises.events import TableImported, TableImportUndone
from qinqing.domains.enterprises.imports import spans
from qinqing.domains.enterprises.models import Enterprise, Title
from qinqing.domains.enterprises.permissions import keeps_area
from qinqing.domains.enterprises.terms import TitleKind, TitleLevel
from qinqing.kernel import clock
from qinqing.kernel.events import Author
from qinqing.kernel.imports import Import, Outcome, Planned, Written
from qinqing.kernel.permissions import Actor
from qinqing.lib import spreadsheets
from qinqing.lib.spreadsheets import Column, Row, Sheet, Unreadable
from qinqing.ui import formats

COLUMNS = (
    *spans.OF_WHOM,
    Column(
        "title",
        "称号",
        ("称号名称", "荣誉", "荣誉称号", "资质", "资质名称", "认定类型", "认定名称"),
        required=True,
    ),
    Column("level", "级别", ("认定级别", "称号级别")),
    Column(
        "from",
        "认定日期",
        ("发证日期", "授予日期", "获得日期", "认定时间", "起始日期", "公布日期"),
        required=True,
    ),
    Column("until", "到期日期", ("有效期至", "有效期止", "截止日期", "到期时间", "有效期")),
    Column("paper", "文号或证书号", ("文号", "证书编号", "证书号", "发文字号", "文件号")),
)
_ALSO = {
    "国家高新技术企业": TitleKind.HIGH_TECH,
    "高企": TitleKind.HIGH_TECH,
    "专精特新": TitleKind.SRDI,
    "专精特新企业": TitleKind.SRDI,
    "小巨人": TitleKind.LITTLE_GIANT,
    "专精特新小巨人": TitleKind.LITTLE_GIANT,
    "单项冠军": TitleKind.CHAMPION,
    "瞪羚": TitleKind.GAZELLE,
    "规模以上企业": TitleKind.ABOVE_SCALE,
    "规模以上工业企业": TitleKind.ABOVE_SCALE,
}
_QUOTES = str.maketrans("", "", "“”\"「」‘’'")


def _plain(text: str) -> str:
    return spreadsheets.folded(text).translate(_QUOTES)


_KINDS = {_plain(kind.label): kind for kind in TitleKind} | {
    _plain(text): kind for text, kind in _ALSO.items()
}
_LEVELS = {_plain(level.label): level for level in TitleLevel} | {
    "国家": TitleLevel.STATE,
    "县级": TitleLevel.DISTRICT,
}
_CORRECTED = {"until_on": "到期", "level": "级别", "paper": "文号或证书号"}


class _Reading:
    """The table so far."""

    def __init__(self, now: datetime) -> None:
        self.today = clock.local(now).date()
        self.lines: dict[tuple[int, TitleKind], dict[int, NewTitle]] = defaultdict(dict)

    def beside(self, row: Row, enterprise: Enterprise, standing: Sequence[Title]) -> Planned:
        """What would become of a row."""
        said = row.said()
        new = self._new(said, enterprise.pk)
        self._refuse_earlier(row.line, new)
        return _compared(row, new, said, standing)

    def _new(self, said: Mapping[str, str], enterprise_id: int) -> NewTitle:
        kind = _kind(said.get("title", ""))
        from_on = spans.day_of(said, "from", "认定日期", self.today)
        if from_on is None:
            raise Unreadable("没有写认定日期")
        until_on = spans.day_of(said, "until", "到期日期", self.today)
        spans.refuse_backwards(from_on, until_on, "到期日期")
        paper = said.get("paper", "")
        if len(paper) > spans.PAPER_MOST:
            raise Unreadable(f"文号或证书号超过 {spans.PAPER_MOST} 个字")
        return NewTitle(enterprise_id, kind, from_on, until_on, _level(said.get("level", "")), paper)

    def _refuse_earlier(self, line: int, new: NewTitle) -> None:
        earlier = self.lines[new.enterprise_id, new.kind]
        for number, other in earlier.items():
            if spans.overlap(new, other):
                raise Unreadable(f"与第 {number} 行是同一家、同一个称号，时间也重叠")
        earlier[line] = new


def _kind(text: str) -> TitleKind:
    if not text:
        raise Unreadable("没有写称号")
    found = _KINDS.get(_plain(text))
    if found is None:
        raise Unreadable(rules.unknown_name(text, "称号", [kind.label for kind in TitleKind]))
    return found


def _level(text: str) -> str:
    if not text:
        return ""
    found = _LEVELS.get(_plain(text))
    if found is None:
        raise Unreadable(rules.unknown_name(text, "级别", [level.label for level in TitleLevel]))
    return found.value


def _compared(row: Row, new: NewTitle, said: Mapping[str, str], standing: Sequence[Title]) -> Planned:
    """New, the same, or a correction of the title that began on that day; what a row leaves out stands."""
    for stands in standing:
        if stands.kind != new.kind:
            continue
        if stands.from_on == new.from_on:
            return _beside(row, new, said, stands, standing)
        if spans.overlap(new, stands):
            raise Unreadable(f"从 {formats.full_day(stands.from_on)} 起已经有“{new.kind.label}”，时间重叠")
    return Planned(row.line, Outcome.NEW, "", "", None, new)


def _beside(
    row: Row, new: NewTitle, said: Mapping[str, str], stands: Title, standing: Sequence[Title]
) -> Planned:
    whole = replace(
        new,
        until_on=new.until_on if "until" in said else stands.until_on,
        level=new.level or stands.level,
        paper=new.paper or stands.paper,
        corrects=stands.pk,
    )
    for other in standing:
        others = other.pk != stands.pk and other.kind == stands.kind
        if others and spans.overlap(whole, other):
            raise Unreadable(f"和 {formats.full_day(other.from_on)} 起的“{new.kind.label}”时间重叠")
    return spans.corrected(row, whole, stands, _CORRECTED)


def plan(sheet: Sheet, area_id: int, actor: Actor, now: datetime) -> Iterator[Sequence[Planned]]:
    """Compare the titles with those that stand."""
    return spans.plan_beside(sheet, actor, Title, "titles.import", "title", _Reading(now).beside)


def write(author: Author, rows: Sequence[Planned], run_id: int, now: datetime) -> list[Written]:
    """Give the titles; one Written a row, in order."""
    return spans.written(
        Title, rows, _CORRECTED, lambda titles: actions.give_titles(author=author, titles=titles, now=now)
    )


def restore(author: Author, title_id: int, before: Mapping[str, Any], now: datetime) -> str:
    """Let stand what stood, unless somebody has changed it since."""
    title = Title.objects.filter(pk=title_id).first()
    if title is None or not spans.stands_as_written(title, before):
        return "之后又改过"
    actions.restore_title(author=author, title=title, before=before["was"], now=now)
    return ""


def remove(author: Author, ids: Collection[int], now: datetime) -> None:
    """They were never borne."""
    actions.take_back_titles(author=author, ids=ids, now=now)


TITLES = Import(
    kind="titles",
    label="称号",
    columns=COLUMNS,
    model=Title,
    subject="title",
    keeps=keeps_area,
    plan=plan,
    write=write,
    restore=restore,
    imported=TableImported,
    undone=TableImportUndone,
    remove=remove,
    note="企业要先在名册里，写信用代码或登记全称；称号照这里登记的叫法写，没写到期的长期有效",
    area_note="只用来记这次导入是哪里的。",
)
