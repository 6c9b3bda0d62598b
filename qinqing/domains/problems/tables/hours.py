"""Business hours of areas: as they hold, and what was ever set."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from markupsafe import Markup

from qinqing.domains.problems.queries.hours import HoursHolding, HoursWord, seasons_said
from qinqing.lib.workdays import DEFAULT_SCHEDULE, Schedule, hours_said
from qinqing.ui import formats
from qinqing.ui.cells import Column, own, table_rows, tag, with_note

HOURS = (
    Column("区域", "title"),
    Column("现在的办公时间", labelled=True),
    Column("哪天收到", labelled=True),
    Column("依据", labelled=True),
    Column("谁定的", labelled=True),
    Column("接下来", labelled=True),
)
MOST_NAMED: Final = 6
"""So many of the areas that share a row are named."""
_BY_RELEASE: Final = "随系统提供"


def hours_rows(rows: Iterable[HoursHolding], today: date) -> Markup:
    """The hours today, whose word they are, which come next; areas for which all is the same in one row."""
    alike: dict[object, list[HoursHolding]] = {}
    for one in rows:
        alike.setdefault((one.word and (one.word.area_id, one.word.from_on), one.then), []).append(one)
    return table_rows(HOURS, [_row(some, today) for some in alike.values()])


def _row(some: Sequence[HoursHolding], today: date) -> Sequence[object]:
    one, *others = some
    return (
        with_note(own(one.name.strip()), _named(others)) if others else own(one.name.strip()),
        _now(one.schedule, today),
        one.schedule.receipt.label,
        own(one.schedule.source) or _BY_RELEASE,
        _decided_by(one.word),
        _then(one.then),
    )


def _named(areas: Sequence[HoursHolding]) -> Markup:
    names = own("、".join(one.name.strip() for one in areas[:MOST_NAMED]))
    return Markup(" ").join([names, f"等 {len(areas)} 处"]) if len(areas) > MOST_NAMED else names


def hours_history(words: Iterable[HoursWord], today: date) -> list[dict[str, object]]:
    """All that was set, the newest first; what the release says stands at its end."""
    story: list[dict[str, object]] = [
        {
            "title": f"{one.area}：{seasons_said(one.schedule) if one.schedule else '不再单独规定'}",
            "when": f"{formats.full_day(one.from_on)}起",
            "text": Markup("·").join(filter(None, _of_word(one))),
            "icon": "clock-hour-4" if one.schedule else "circle-x",
            "state": "" if one.from_on <= today else "next",
        }
        for one in words
    ]
    release = {"title": f"{_BY_RELEASE}：{seasons_said(DEFAULT_SCHEDULE)}", "when": "一开始"}
    return [*story, {**release, "text": DEFAULT_SCHEDULE.receipt.label, "icon": "list-check"}]


def _now(schedule: Schedule, today: date) -> object:
    hours = hours_said(schedule.intervals(today))
    return with_note(hours, seasons_said(schedule)) if len(schedule.seasons) > 1 else hours


def _decided_by(one: HoursWord | None) -> object:
    if one is None:
        return _BY_RELEASE
    return with_note(tag(f"{one.area} {formats.full_day(one.from_on)}起", "act"), _by(one))


def _then(schedule: Schedule | None) -> object:
    if schedule is None:
        return "没有别的安排"
    since = f"{formats.full_day(schedule.effective_from)}起"
    return with_note(f"{since} {seasons_said(schedule)}", schedule.receipt.label)


def _of_word(one: HoursWord) -> list[str]:
    if one.schedule is None:
        return [_by(one)]
    return [one.schedule.receipt.label, own(one.schedule.source), _by(one)]


def _by(one: HoursWord) -> str:
    by_name, who_name = one.proposed_by, one.confirmed_by
    return f"{by_name} 拟，{who_name} 确认" if who_name else ""
