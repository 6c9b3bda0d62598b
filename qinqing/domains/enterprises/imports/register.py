"""A table of enterprises: which columns are known, what a row says, and what would become of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any

from qinqing.domains.accounts.models import Area
from qinqing.domains.enterprises import actions, rules
from qinqing.domains.enterprises.events import EnterpriseImportUndone, EnterprisesImported
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.permissions import keeps_area
from qinqing.domains.enterprises.queries import CODED, NAMED, Known
from qinqing.domains.enterprises.rules import Facts
from qinqing.kernel import bulk, clock
from qinqing.kernel.events import Author
from qinqing.kernel.imports import CHUNK, Import, Outcome, Planned, Written
from qinqing.kernel.permissions import Actor
from qinqing.lib import spreadsheets
from qinqing.lib.spreadsheets import Column, Row, Sheet, Unreadable

COLUMNS = (
    NAMED,
    CODED,
    Column("registered", "成立日期", ("注册日期", "登记日期", "设立日期", "成立时间", "注册时间")),
    Column("representative", "法定代表人", ("法人代表", "法人", "法人姓名", "负责人", "经营者")),
    Column("type", "企业类型", ("登记类型", "主体类型", "公司类型", "市场主体类型", "类型")),
    Column("capital", "注册资本", ("注册资金", "注册资本金", "认缴注册资本", "认缴出资额")),
    Column("scope", "经营范围", ("业务范围", "主营业务")),
    Column("address", "注册地址", ("住所", "登记住所", "企业地址", "经营地址", "生产经营地址", "地址")),
    Column("area", "区域", ("所属区域", "镇街", "所属镇街", "所在镇街", "园区", "所属园区", "镇街园区")),
    Column("industry", "行业", ("行业代码", "行业大类", "所属行业", "国民经济行业", "行业分类")),
    Column("key", "重点企业", ("是否重点企业", "是否重点")),
)

_TOTALS = frozenset({"合计", "总计", "小计", "共计", "汇总"})
_YES, _NO = (
    frozenset({"是", "Y", "YES", "1", "TRUE", "√", "✓"}),
    frozenset({"否", "N", "NO", "0", "FALSE", "×"}),
)
_SAID = {
    "credit_code": "信用代码",
    "name": "名称",
    "registered_on": "成立日期",
    "legal_representative": "法定代表人",
    "type": "企业类型",
    "type_text": "企业类型",
    "capital": "注册资本",
    "capital_text": "注册资本",
    "business_scope": "经营范围",
    "address": "地址",
    "area_id": "区域",
    "industry": "行业",
    "industry_code": "行业代码",
    "is_key": "重点企业",
}


@dataclass(slots=True)
class Entry:
    """What one row says: the facts it gives, what was wrong with the others, or why it cannot arrive."""

    line: int
    name_key: str = ""
    given: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    missing_reason: str = ""
    refused: str = ""

    @property
    def code(self) -> str | None:
        """The checked code, if the row gives one."""
        return self.given.get("credit_code")

    @property
    def label(self) -> str:
        """By what a person recognises the row."""
        return str(self.given.get("name", ""))

    def refusal(self, why: str) -> Planned:
        """It cannot arrive."""
        return Planned(self.line, Outcome.REFUSED, why, label=self.label)

    def new_facts(self, area_id: int) -> Facts:
        """The facts of an enterprise that is not registered yet."""
        facts = {"area_id": area_id, "code_missing_reason": self.missing_reason, **self.given}
        if "type" not in facts:
            facts["type"] = rules.type_of("", self.given["name"], self.code)
        return Facts(**facts)


def read_row(row: Row, heading: Mapping[str, str], areas: Mapping[str, int], today: date) -> Entry:
    """The entry of one row; what cannot be read becomes a warning, only a row without a name is refused."""
    name = row.cells.get("name", "")
    entry = Entry(row.line, "" if spreadsheets.is_absent(name) else rules.name_key(name))
    entry.refused = row.fault or _no_enterprise(name, entry.name_key)
    if entry.refused:
        return entry
    entry.given["name"] = name
    _read_code(entry, row.cells.get("code", ""))
    said = row.said()
    for key, reader in _READERS.items():
        if key in said:
            try:
                reader(entry, said[key], heading.get(key, ""), today)
            except Unreadable as fault:
                entry.warnings.append(str(fault))
    if "area" in said:
        _read_area(entry, said["area"], areas)
    return entry


def _no_enterprise(name: str, name_key: str) -> str:
    """Why a row speaks of no enterprise; empty if it does."""
    if not name_key:
        return "没有企业名称"
    if name_key in _TOTALS:
        return f"“{name}”像是汇总行，不是企业"
    return "企业名称超过 200 个字" if len(name) > 200 else ""


def _read_code(entry: Entry, text: str) -> None:
    checked = rules.checked_code(text)
    if checked.code:
        entry.given |= {"credit_code": checked.code, "code_missing_reason": ""}
    entry.missing_reason = checked.missing_reason
    if checked.warning:
        entry.warnings.append(checked.warning)


def _read_registered(entry: Entry, text: str, heading: str, today: date) -> None:
    day = spreadsheets.date_of(text)
    if not date(1900, 1, 1) <= day <= today:
        raise Unreadable(f"成立日期“{text[:20]}”不在 1900 年到今天之间，没有采用")
    entry.given["registered_on"] = day


def _read_representative(entry: Entry, text: str, heading: str, today: date) -> None:
    entry.given["legal_representative"] = text[:100]


def _read_type(entry: Entry, text: str, heading: str, today: date) -> None:
    entry.given |= {"type": rules.type_of(text, entry.given["name"], entry.code), "type_text": text[:100]}


def _read_capital(entry: Entry, text: str, heading: str, today: date) -> None:
    entry.given["capital_text"] = text[:60]
    entry.given["capital"] = None
    entry.given["capital"] = rules.capital_of(text, heading)


def _read_scope(entry: Entry, text: str, heading: str, today: date) -> None:
    entry.given["business_scope"] = text


def _read_address(entry: Entry, text: str, heading: str, today: date) -> None:
    entry.given["address"] = text[:300]
    if len(text) > 300:
        raise Unreadable("地址超过 300 个字，后面的没有采用")


def _read_industry(entry: Entry, text: str, heading: str, today: date) -> None:
    entry.given |= {"industry": rules.division_of(text), "industry_code": rules.industry_code_of(text)}


def _read_key(entry: Entry, text: str, heading: str, today: date) -> None:
    word = spreadsheets.folded(text)
    if word not in _YES | _NO:
        raise Unreadable(f"“是否重点企业”写着“{text[:10]}”，没有采用；写“是”或“否”")
    entry.given["is_key"] = word in _YES


_READERS = {
    "registered": _read_registered,
    "representative": _read_representative,
    "type": _read_type,
    "capital": _read_capital,
    "scope": _read_scope,
    "address": _read_address,
    "industry": _read_industry,
    "key": _read_key,
}


def _read_area(entry: Entry, text: str, areas: Mapping[str, int]) -> None:
    area_id = areas.get(rules.name_key(text))
    if area_id is None:
        entry.refused = f"区域“{text[:20]}”不在您协调的区域里"
    else:
        entry.given["area_id"] = area_id


# --- what would become of it -------------------------------------------


def plan(sheet: Sheet, area_id: int, actor: Actor, now: datetime) -> Iterator[Sequence[Planned]]:
    """Compare what the rows say with the register."""
    areas = _areas_of(actor)
    today = clock.local(now).date()
    seen = _Seen()
    for rows in bulk.chunks(sheet.rows, CHUNK):
        entries = [read_row(row, sheet.headings, areas, today) for row in rows]
        known = Known((entry.code, entry.name_key) for entry in entries if not entry.refused)
        yield [_planned(entry, seen, known, area_id, actor) for entry in entries]


def _areas_of(actor: Actor) -> dict[str, int]:
    """The areas the actor may import into, by code and by every name that only one of them has."""
    found: dict[str, set[int]] = defaultdict(set)
    for number, code, name in Area.objects.values_list("pk", "code", "name"):
        if keeps_area(actor, number):
            found[rules.name_key(code)].add(number)
            found[rules.name_key(name)].add(number)
    return {key: numbers.pop() for key, numbers in found.items() if len(numbers) == 1}


class _Seen:
    """The rows of this file so far, to find the same enterprise twice: the first one counts."""

    def __init__(self) -> None:
        self._by_code: dict[str, Entry] = {}
        self._by_name: dict[str, Entry] = {}

    def earlier(self, entry: Entry) -> Entry | None:
        """The row that speaks of the same enterprise: by code, or by name where one of them has no code."""
        same = self._by_code.get(entry.code) if entry.code else None
        namesake = self._by_name.get(entry.name_key)
        if same is None and namesake is not None and not (entry.code and namesake.code):
            same = namesake
        if same is None:
            if entry.code:
                self._by_code[entry.code] = entry
            self._by_name.setdefault(entry.name_key, entry)
        return same


def _planned(entry: Entry, seen: _Seen, known: Known, area_id: int, actor: Actor) -> Planned:
    if entry.refused:
        return entry.refusal(entry.refused)
    earlier = seen.earlier(entry)
    if earlier is not None:
        if earlier.given == entry.given:
            same = f"与第 {earlier.line} 行是同一家，内容一样"
            return Planned(entry.line, Outcome.SAME, same, label=entry.label)
        return entry.refusal(f"与第 {earlier.line} 行是同一家，内容不同，以第 {earlier.line} 行为准")
    existing, doubt = known.same_as(entry.code, entry.name_key)
    if existing is None and doubt and not entry.code:
        return entry.refusal(doubt)
    if existing is not None:
        return _planned_change(entry, existing, actor)
    without = "没有信用代码" if entry.missing_reason == rules.NO_CODE else ""
    warning = "；".join(word for word in (without, *entry.warnings, doubt) if word)
    return Planned(entry.line, Outcome.NEW, "", warning, None, entry.new_facts(area_id), entry.label)


def _planned_change(entry: Entry, existing: Enterprise, actor: Actor) -> Planned:
    if not keeps_area(actor, existing.area_id):
        return entry.refusal("这家企业登记在别的区域，请联系上级协调办")
    if existing.merged_into_id is not None:
        return entry.refusal("这家企业已经并入另一家")
    stands = actions.facts_of(existing)
    wanted = replace(stands, **entry.given)
    differing = [
        item.name for item in fields(Facts) if getattr(stands, item.name) != getattr(wanted, item.name)
    ]
    warning, number = "；".join(entry.warnings), existing.pk
    if not differing:
        return Planned(entry.line, Outcome.SAME, "", warning, number, label=entry.label)
    said = "、".join(dict.fromkeys(_SAID[name] for name in differing if name in _SAID))
    if entry.name_key != existing.name_key:
        # By a code that was mistaken for another's this would rename somebody else.
        renames = f"登记的名称是“{existing.name}”，会改成这一行的；不是同一家的，请核对信用代码"
        warning = "；".join(filter(None, (renames, warning)))
    return Planned(entry.line, Outcome.CHANGED, f"更新：{said}", warning, number, wanted, entry.label)


# --- writing and taking back -------------------------------------------


def write(author: Author, rows: Sequence[Planned], run_id: int, now: datetime) -> list[Written]:
    """Register what is new, correct what differs; one Written a row, in order."""
    new = [row.values for row in rows if row.outcome is Outcome.NEW]
    ids = iter(actions.register_enterprises(author=author, facts=new, now=now, import_run_id=run_id))
    changing = [row.object_id for row in rows if row.outcome is Outcome.CHANGED]
    held = Enterprise.objects.select_for_update(of=("self",)).in_bulk(changing)
    written = []
    for row in rows:
        if row.object_id is None:
            written.append(Written(next(ids)))
        else:
            kept = held[row.object_id]
            before = actions.change_facts(enterprise=kept, facts=row.values, now=now)
            written.append(Written(kept.pk, {"values": before, "version": kept.version}))
    return written


def restore(author: Author, enterprise_id: int, before: Mapping[str, Any], now: datetime) -> str:
    """Put a changed enterprise back, unless somebody corrected it since."""
    kept = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise_id)
    if kept.version != before["version"]:
        return "之后又改过资料"
    actions.restore_facts(enterprise=kept, before=before["values"])
    return ""


ENTERPRISES = Import(
    kind="enterprises",
    label="企业",
    columns=COLUMNS,
    model=Enterprise,
    subject="enterprise",
    keeps=keeps_area,
    plan=plan,
    write=write,
    restore=restore,
    imported=EnterprisesImported,
    undone=EnterpriseImportUndone,
)
