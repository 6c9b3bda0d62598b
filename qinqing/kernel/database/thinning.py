"""Old backups are thinned: near ones stay close together, far ones far apart.

The log stays as far as the near ones: from the oldest of them on any moment can be reached. An older
backup brings back its own moment.
"""

import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from qinqing.kernel import clock
from qinqing.kernel.database import closing, folder
from qinqing.kernel.database.archive import WAL
from qinqing.kernel.database.backups import BASE, CLUSTER, Backup, all_in
from qinqing.kernel.database.startup import CannotStart


@dataclass(frozen=True, slots=True)
class Rule:
    """Of each of so many spans that have a backup, the newest ones first, its last one stays."""

    label: str
    spans: int
    span_of: Callable[[datetime], tuple[int, ...]]


NEAR: Final = Rule("天", 7, lambda at: at.timetuple()[:3])
RULES: Final = (
    NEAR,
    Rule("周", 4, lambda at: at.isocalendar()[:2]),
    Rule("月", 12, lambda at: at.timetuple()[:2]),
)
SAID: Final = "、".join(f"{rule.spans} {rule.label}" for rule in RULES)
UNFINISHED_FOR: Final = timedelta(days=1)
_SEGMENT: Final = re.compile(f"[0-9A-F]{{24}}({re.escape(closing.ENDING)})?")
_BEGINS_AT: Final = re.compile(r"START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)")


def kept(moments: Iterable[datetime], rules: Sequence[Rule] = RULES) -> set[datetime]:
    """Which of these moments stay; the newest always does."""
    newest_first = sorted(moments, reverse=True)
    found: set[datetime] = set()
    for rule in rules:
        last_of: dict[tuple[int, ...], datetime] = {}
        for at in newest_first:
            last_of.setdefault(rule.span_of(clock.local(at)), at)
        found |= set(list(last_of.values())[: rule.spans])
    return found


def thin(place: Path, now: datetime) -> int:
    """Remove the backups that no rule keeps, the log before the oldest near one, and what was never finished.

    Gives how many backups went. Files stay: each is there once, and any backup may name it.
    """
    there = all_in(place)
    stay = kept(one.ended_at for one in there)
    gone = [one for one in there if one.ended_at not in stay]
    try:
        for one in gone:
            shutil.rmtree(one.place)
        for left in (place / BASE).glob("*.new"):
            if now - datetime.fromtimestamp(left.stat().st_mtime, clock.LOCAL) > UNFINISHED_FOR:
                shutil.rmtree(left)
        _thin_log(place, [one for one in there if one.ended_at in stay])
    except OSError as error:
        raise folder.refusal(error, place) from error
    return len(gone)


def reaches(backup: Backup, place: Path) -> bool:
    """Whether the log goes on from this backup, so that a later moment can be reached."""
    begins = _begins_at(backup)
    return begins is not None and any(
        _place_in_log(name) <= _place_in_log(begins) for name in _segments(place)
    )


def refuse_unreachable(backup: Backup, place: Path) -> None:
    """Refuse a moment to which the log was thinned away."""
    if not reaches(backup, place):
        raise CannotStart(
            f"那时的连续日志已经清掉了，只能恢复到 {clock.local(backup.ended_at):%Y-%m-%d %H:%M} 那份备份，"
            "去掉 --at 并把后面的备份移开 (the log of then is gone)"
        )


def _thin_log(place: Path, stay: Sequence[Backup]) -> None:
    near = kept([one.ended_at for one in stay], (NEAR,))
    begins = [begin for one in stay if one.ended_at in near and (begin := _begins_at(one))]
    first = min(map(_place_in_log, begins), default="")
    for name in _segments(place):
        if _place_in_log(name) < first:
            (place / WAL / name).unlink()


def _segments(place: Path) -> list[str]:
    return sorted(found.name for found in (place / WAL).glob("*") if _SEGMENT.fullmatch(found.name))


def _place_in_log(segment: str) -> str:
    """The name without its timeline, which says nothing of what came first, and without how it is kept."""
    return segment[8:24]


def _begins_at(backup: Backup) -> str | None:
    if backup.begins_at:
        return backup.begins_at
    label = backup.place / CLUSTER / "backup_label"
    found = _BEGINS_AT.search(label.read_text()) if label.exists() else None
    return found[1] if found else None
