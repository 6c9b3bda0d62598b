"""Questions in lists, their story, who has one until when, and why that day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from qinqing.domains.advice.models import Exchange
from qinqing.domains.advice.queries import QuestionRead, QuestionRow
from qinqing.domains.advice.terms import OPEN_STATES, QuestionState, Verdict
from qinqing.domains.problems.queries import Today
from qinqing.kernel.addresses import path_to
from qinqing.lib.ledger import Limit
from qinqing.lib.workdays import Calendar
from qinqing.ui import formats
from qinqing.ui.cells import Column, act, light, table_rows, title
from qinqing.ui.weeks import weeks

MOST_SHOWN = 60
OWN = (
    Column("问了什么", "title"),
    Column("关于哪一项", labelled=True),
    Column("到哪一步", labelled=True),
    Column("最晚哪天", "date", labelled=True),
)
ENDED = (
    Column("问了什么", "title"),
    Column("关于哪一项", labelled=True),
    Column("怎么结束的", labelled=True),
    Column("哪天结束", "date", labelled=True),
)
AT_DESK = (
    Column("还剩"),
    Column("问了什么", "title"),
    Column("关于哪一项", labelled=True),
    Column("在谁手里", labelled=True),
    Column("最晚哪天", "date", labelled=True),
    Column("做", "act"),
)
_ACTS = {
    QuestionState.ASKED: "去领",
    QuestionState.TAKEN: "去答",
    QuestionState.TO_CALL: "去讲",
}


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST_SHOWN else f"{line[:MOST_SHOWN]}…"


def own_rows(rows: Iterable[QuestionRow], today: Today) -> Markup:
    """An enterprise's questions."""
    return table_rows(OWN, [_own(row, today) for row in rows])


def _own(row: QuestionRow, today: Today) -> Sequence[object]:
    one = row.question
    state = QuestionState.of(one.state)
    waits = one.state in OPEN_STATES and one.due_at is not None
    # To whoever asked, what is in others' hands is no warning; what waits for his word is.
    tone = "yellow" if one.state == QuestionState.ANSWERED else "blue" if waits else state.tone
    return (
        title(path_to("advice:one", one.public_id), _short(row.asked), one.number),
        row.item,
        light(tone, state.to_asker),  # type: ignore[arg-type]
        today.until(one.due_at) if waits else formats.EMPTY,
    )


def ended_rows(rows: Iterable[QuestionRow], today: Today) -> Markup:
    """An enterprise's questions that are over."""
    return table_rows(ENDED, [(*_own(row, today)[:3], today.until(row.question.closed_at)) for row in rows])


def desk_rows(rows: Iterable[QuestionRow], today: Today) -> Markup:
    """Questions by their dates; `还剩` in words beside the light."""
    return table_rows(AT_DESK, [_at_desk(row, today) for row in rows])


def _at_desk(row: QuestionRow, today: Today) -> Sequence[object]:
    one = row.question
    state = QuestionState.of(one.state)
    href = path_to("advice:one", one.public_id)
    ours = one.due_at is not None and one.state != QuestionState.ANSWERED
    return (
        light(today.tone(one.due_at), today.light(one.due_at)) if ours else light(state.tone, state.label),  # type: ignore[arg-type]
        title(href, _short(row.asked), "·".join(filter(None, (one.number, row.enterprise)))),
        row.item,
        _has(row),
        today.until(one.due_at) if ours else formats.EMPTY,
        act(href, _ACTS.get(state, "看")),
    )


def _has(row: QuestionRow) -> str:
    one = row.question
    group = one.group.name if one.group else "还没有分组"
    if one.state == QuestionState.TAKEN:
        return f"{group}·{row.holder}"
    return {QuestionState.ANSWERED: "企业", QuestionState.TO_CALL: "首席服务官"}.get(
        QuestionState.of(one.state), group
    )


# --- one question ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has a question, until when, how much is left and what must happen next."""

    who: str
    note: str
    until: str
    left: str
    tone: str
    next: str


_NEXT: Mapping[str, str] = {
    QuestionState.ASKED: "组里一位专家领走",
    QuestionState.TAKEN: "答复",
    QuestionState.ANSWERED: "企业说明白没有",
    QuestionState.TO_CALL: "打电话讲清楚",
}


def standing_of(read: QuestionRead, today: Today) -> Standing | None:
    """The four words on top of an open question; None once it ended."""
    one = read.question
    if one.due_at is None:
        return None
    group = one.group.name if one.group else "协调员"
    who, note = {
        QuestionState.ASKED: (group, "等一位专家领走" if one.group else "等协调员分给专题组"),
        QuestionState.TAKEN: (read.names.get(one.holder_id or 0, "专家"), group),
        QuestionState.ANSWERED: ("企业", "明白了，或者接着问"),
        QuestionState.TO_CALL: ("首席服务官", "几次都没有讲明白"),
    }[QuestionState.of(one.state)]
    return Standing(
        who, note, today.until(one.due_at),
        today.left(one.due_at).removeprefix("还剩 ").removeprefix("已过 "), today.tone(one.due_at),
        _NEXT[one.state],
    )  # fmt: skip


def state_of(read: QuestionRead) -> Markup:
    """The light of a question, in the words of whoever looks."""
    state = QuestionState.of(read.question.state)
    return light(state.tone, state.to_asker if "asker" in read.relations else state.label)  # type: ignore[arg-type]


def why_of(exchange: Exchange, calendar: Calendar) -> dict[str, Any]:
    """Why the day of an exchange is that day: in words, and as a small calendar."""
    limit = Limit.parse(exchange.limit)
    explained = calendar.explain(exchange.asked_at, limit.amount)
    asked, due = formats.local_date(exchange.asked_at), formats.local_date(explained.at)
    moved = [exchange.moved] if exchange.moved else []
    return {
        "reasons": [
            f"时限 {limit.label}（{exchange.limit_source}）",
            *explained.sentence().split("；"),
            *moved,
        ],
        "days": weeks(calendar, asked, due, explained.received_on),
        "version": exchange.calendar_version,
    }


def story_of(read: QuestionRead, today: Today) -> list[dict[str, Any]]:
    """What was asked and answered, in order, as a timeline."""
    found: list[dict[str, Any]] = []
    for one in read.exchanges:
        asked = "提问" if one.number == 1 else "还不明白，又问"
        found.append(
            {
                "title": asked,
                "when": today.until(one.asked_at),
                "quote": one.asked,
                "icon": "message-question",
            }
        )
        if one.answered_at is not None:
            who = read.names.get(one.answered_by_id or 0, "")
            late = one.answered_at > one.due_at
            found.append(
                {
                    "title": ("电话讲的" if one.by_call else "答复") + (f" · {who}" if who else ""),
                    "when": today.until(one.answered_at),
                    "quote": one.answer,
                    "text": "，".join(
                        filter(None, (one.basis and f"依据：{one.basis}", "晚于期限" if late else ""))
                    ),
                    "icon": "phone" if one.by_call else "message-report",
                }
            )
        if one.verdict == Verdict.CLEAR:
            found.append({"title": "企业说：明白了", "when": today.until(one.said_at), "icon": "check"})
    ended = read.question.state
    if ended in (QuestionState.LAPSED, QuestionState.WITHDRAWN):
        found.append(
            {
                "title": QuestionState.label_of(ended),
                "when": today.until(read.question.closed_at),
                "icon": "x",
            }
        )
    return found


def asks_of(read: QuestionRead) -> list[tuple[str, str]]:
    """What stands beside a question: whose, about what, with which group."""
    one = read.question
    said = [
        ("编号", one.number),
        ("关于", read.about),
        ("企业", read.enterprise.name if read.enterprise else ""),
        ("谁问的", f"{read.asked_by}（服务官代问）" if one.on_behalf and read.asked_by else read.asked_by),
        ("专题组", one.group.name if one.group else "还没有分"),
        ("谁在答", read.names.get(one.holder_id or 0, "")),
    ]
    return [(name, text) for name, text in said if text]
