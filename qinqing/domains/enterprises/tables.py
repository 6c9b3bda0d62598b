"""The lists as rows, and one of them in words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from markupsafe import Markup

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.enterprises.queries import RollShown
from qinqing.kernel.timeline import Entry
from qinqing.ui.cells import Column, light, table_rows, title
from qinqing.ui.formats import counted, full_day, moment

ROLLS = (
    Column("名称", "title"),
    Column("种类"),
    Column("区域", labelled=True),
    Column("在册", "num", labelled=True),
    Column("状态"),
)


def roll_rows(rows: Iterable[RollShown]) -> Markup:
    """The lists, each with how many are on it."""
    return table_rows(
        ROLLS,
        [
            (
                title(reverse("enterprises:one_roll", args=[one.row.pk]), one.row.name),
                one.kind.label,
                one.row.area.name,
                counted(one.count, "家"),
                light("calm", "停用") if one.is_retired else light("green", roll_retired(one) or "在用"),
            )
            for one in rows
        ],
    )


def roll_facts(one: RollShown) -> list[tuple[str, str]]:
    """What there is to say of a list."""
    return [("区域", one.row.area.name), ("在册", counted(one.count, "家"))]


def roll_retired(one: RollShown) -> str:
    """`2026年3月1日 起停用`; empty for a list nobody retires."""
    return f"{full_day(one.row.retired_on)} 起停用" if one.row.retired_on else ""


def roll_story(story: Sequence[Entry], names: Mapping[int, str], now: datetime) -> list[dict[str, object]]:
    """What became of a list, as a timeline."""
    return [
        {
            "title": entry.text,
            "when": moment(entry.at, now),
            "text": accounts.name_shown(names, entry.actor_id, entry.acting_for_id, "")
            if entry.actor_id is not None
            else "系统",
            "icon": entry.drawing,
        }
        for entry in story
    ]
