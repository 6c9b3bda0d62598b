"""Answers for everybody and talks, as lists and as facts."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from markupsafe import Markup

from qinqing.domains.advice.models import PublicAnswer
from qinqing.domains.advice.queries import AnswerRow, TalkRead, TalkRow
from qinqing.domains.advice.terms import PublicAnswerState, TalkWay
from qinqing.kernel.addresses import path_to
from qinqing.ui import formats
from qinqing.ui.cells import Column, light, own, table_rows, tag, title

IN_WORK = (
    Column("问", "title"),
    Column("关于哪一项", labelled=True),
    Column("到哪一步", labelled=True),
    Column("什么时候写的", "date", labelled=True),
)
_OTHERS = Column("到场企业", "num", labelled=True)
TALKS = (
    Column("讲了什么", "title"),
    Column("谁讲的", labelled=True),
    Column("怎么讲的", labelled=True),
    _OTHERS,
    Column("来了多少人", "num", labelled=True),
    Column("什么时候", "date", labelled=True),
)


def answer_light(one: PublicAnswer) -> Markup:
    """How far an answer is, and whether it may be outdated."""
    if one.state == PublicAnswerState.PUBLISHED and one.outdated_at is not None:
        return light("yellow", "可能已过时")
    state = PublicAnswerState.of(one.state)
    return light(state.tone, state.label)  # type: ignore[arg-type]


def work_rows(rows: Iterable[AnswerRow], now: datetime) -> Markup:
    """What is in work and what must be looked through."""
    return table_rows(
        IN_WORK,
        [
            (
                title(
                    path_to("advice:answer", row.answer.public_id), row.answer.question,
                    row.answer.refusal and f"退回：{row.answer.refusal}",
                ),
                row.item or "不针对某一项",
                answer_light(row.answer),
                formats.moment(row.answer.drafted_at, now),
            )
            for row in rows
        ],
    )  # fmt: skip


def talk_rows(rows: Iterable[TalkRow], now: datetime, *, is_own: bool) -> Markup:
    """Talks, each by what it was about."""
    return table_rows(talk_columns(is_own=is_own), [_talk(row, now, is_own) for row in rows])


def talk_columns(*, is_own: bool) -> Sequence[Column]:
    """The columns of talks; to an enterprise it is not said who else was there."""
    return [column for column in TALKS if not is_own or column is not _OTHERS]


def _talk(row: TalkRow, now: datetime, is_own: bool) -> Sequence[object]:
    one = row.talk
    return (
        title(
            path_to("advice:talk", one.public_id),
            row.items or "政策宣讲",
            own(one.place),
            own=bool(row.items),
        ),
        row.speakers,
        tag(TalkWay.label_of(one.way)) + (tag("补记", "line") if one.is_late else ""),
        *(() if is_own else (formats.EMPTY if row.enterprises is None else row.enterprises,)),
        one.came,
        formats.moment(one.begins_at, now),
    )


def talk_facts(read: TalkRead, now: datetime) -> list[tuple[str, str]]:
    """What stands beside a talk."""
    one = read.talk
    minutes = round((one.ends_at - one.begins_at).total_seconds() / 60)
    said = [
        ("什么时候", f"{formats.moment(one.begins_at, now)}，{minutes} 分钟"),
        ("怎么讲的", TalkWay.label_of(one.way)),
        ("在哪里", own(one.place)),
        ("谁讲的", "、".join(read.speakers)),
        ("单位", one.unit.short),
        ("来了多少人", f"{one.came} 人"),
        ("问得最多的", own(one.asked)),
        ("记的时间", formats.moment(one.recorded_at, now)),
    ]
    return [(name, text) for name, text in said if text]
