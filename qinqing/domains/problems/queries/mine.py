"""One problem in its enterprise's words: who helps, who has it until when, what was answered and said."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.officers import queries as officers
from qinqing.domains.problems.queries import timing, words
from qinqing.domains.problems.queries.counting import limit_ruler
from qinqing.domains.problems.queries.detail import Detail, Entry
from qinqing.domains.problems.queries.sheet import FileView
from qinqing.domains.problems.queries.standing import Today, holder_said
from qinqing.domains.problems.terms import (
    SHOWN_TO_ENTERPRISE,
    Bucket,
    CaseState,
    Grade,
    Holder,
    Part,
    RefusalReason,
    Result,
    Solved,
    TaskState,
    WithdrawReason,
)
from qinqing.lib.terms import Term
from qinqing.ui import formats


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody an enterprise can turn to; only the office telephone is public."""

    name: str
    says: str
    phone: str = ""


def helper_of(enterprise_id: int, now: datetime) -> Helper | None:
    """The officer of an enterprise who is present or substituted now; None where there is nobody."""
    person_id = officers.present_officer(enterprise_id, now)
    if person_id is None:
        return None
    found = Person.objects.filter(pk=person_id).values_list("name", "unit__short", "work_phone").first()
    return Helper(found[0], " · ".join(filter(None, ("您的服务官", found[1]))), found[2]) if found else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, in full, as the enterprise reads it."""

    who: str
    at: str
    result: str
    text: str
    citation: str
    files: Sequence[FileView]


def answers_of(detail: Detail, now: datetime) -> list[Answer]:
    """Every answer the enterprise was given, the newest first; of several units in one the lead's first."""
    found = []
    for entry in reversed(detail.entries):
        at = formats.moment(entry.at, now)
        if entry.name == "ReplyApproved":
            told = sorted(entry.record.get("answers") or (), key=lambda one: one["part"] != Part.LEAD)
            found += [
                _answer(detail.units.get(one["unit_id"], ""), at, one, one["answer"], ()) for one in told
            ]
        elif (field := _OWN_WORDS.get(entry.name)) is not None:
            found.append(_answer(_who(entry), at, entry.record, entry.record.get(field, ""), entry.files))
    return found


_OWN_WORDS: Final = {
    "ProblemAnsweredAtOnce": "answer",
    "ProblemResolvedByOfficer": "answer",
    "ExplainedAgain": "text",
    "FinalConclusionGiven": "conclusion",
    "ProblemRefused": "other_route",
}
_OFFICES: Final = {"ExplainedAgain": "协调办", "ProblemRefused": "协调办", "FinalConclusionGiven": "包联领导"}


def _who(entry: Entry) -> str:
    return _OFFICES.get(entry.name) or entry.who


def _answer(who: str, at: str, record: Mapping[str, Any], text: str, files: Sequence[FileView]) -> Answer:
    result = Result.label_of(record["result"]) if record.get("result") else ""
    return Answer(who, at, result, text, record.get("citation") or "", files)


# --- who has it until when ---------------------------------------------


def stands_of(detail: Detail, helper: Helper | None, today: Today) -> dict[str, Any]:
    """Who has it, until when, how much is left, and why that date."""
    case, head = detail.case, timing.head_of(detail, (), today)
    unit = detail.units.get(case.holder_unit_id or 0)
    who, note = holder_said(case.holder, unit, to_enterprise=True), ""
    if case.holder == Holder.OFFICER and helper is not None:
        who, note = helper.name, who
    elif case.holder in {Holder.UNIT, Holder.UNIT_HEAD} and (view := timing.acting(detail)) is not None:
        note = view.handler
    return {
        "who": who,
        "who_note": note,
        "until": head.until,
        "left": head.left.removeprefix("还剩 ").removeprefix("已过 "),
        "tone": head.tone if head.tone not in {"green", "calm"} else "",
        "left_word": "已过" if head.over else "还剩",
        "call": today.until(case.call_at) if case.holder == Holder.ENTERPRISE else "",
        "ruler": limit_ruler(head.clock, today) if head.clock else None,
        "reasons": [part for part in head.clock.why.split("；") if part] if head.clock else [],
        "days": timing.calendar_days(head.clock) if head.clock else [],
    }


_ROAD: Final = ("受理", "派单", "办理", "核对", "您评价")
_SHORT_ROAD: Final = ("受理", "服务官办理", "您评价")
_PLACE: Final = {
    CaseState.SUBMITTED: 0,
    CaseState.SUPPLEMENT: 0,
    CaseState.TRIAGE: 1,
    CaseState.HANDLING: 2,
    CaseState.REVIEW: 3,
    CaseState.CONFIRM: 4,
}


def steps_of(detail: Detail) -> list[dict[str, str]]:
    """The way through, as the enterprise walks it; none for what was refused or taken back."""
    case = detail.case
    if case.state in {CaseState.REFUSED, CaseState.WITHDRAWN}:
        return []
    by_officer = case.round == 0 and (case.result is not None or case.state == CaseState.OFFICER)
    names = _SHORT_ROAD if by_officer and case.state not in {CaseState.TRIAGE, CaseState.REVIEW} else _ROAD
    if case.state == CaseState.CLOSED:
        place = len(names)
    elif names is _SHORT_ROAD:
        place = 1 if case.state == CaseState.OFFICER else 2
    else:
        place = _PLACE[case.state]
    return [
        {"label": name, "state": "done" if n < place else "on" if n == place else ""}
        for n, name in enumerate(names)
    ]


def wait_of(detail: Detail, now: datetime) -> timing.Ruler | None:
    """Whose the days were, said to the one who waited: of the office, however high it was raised there."""
    hub = Bucket.HUB
    parts = [
        replace(one, bucket=hub, label=hub.label, tone=hub.tone) if one.bucket is Bucket.HIGHER else one
        for one in detail.segments
    ]
    ruler = timing.ruler_of(replace(detail, segments=parts), now, marks_over=False)
    if ruler is None:
        return None
    legend = [{**item, "text": _to_you(item["text"])} for item in ruler.legend]
    step = -(-len(ruler.ticks) // MOST_TICKS) if all(ruler.ticks) else 1
    ticks = [tick if n % step == 0 else "" for n, tick in enumerate(ruler.ticks)]
    label = "，".join(item["text"] for item in legend)
    return replace(ruler, legend=legend, says=_to_you(ruler.says), label=label, ticks=ticks)


MOST_TICKS: Final = 10
"""More dates than this would run into each other in a narrow column."""


def _to_you(text: str) -> str:
    return "您" + text.removeprefix("企业") if text.startswith("企业") else text


def ending_of(detail: Detail, now: datetime) -> dict[str, str]:
    """How it ended, with what result or for what reason, and when."""
    case = detail.case
    is_closed = case.state == CaseState.CLOSED and case.result is not None
    reason = next((e.record["reason"] for e in reversed(detail.entries) if e.name in _REASONS), "")
    kind = _REASONS["ProblemRefused" if case.state == CaseState.REFUSED else "ProblemWithdrawn"]
    return {
        "word": SHOWN_TO_ENTERPRISE[case.state],
        "because": "结果" if is_closed else "理由",
        "result": case.result.label if is_closed and case.result else kind.label_of(reason) or formats.EMPTY,
        "on": formats.moment(case.closed_at, now),
    }


_REASONS: Final[Mapping[str, type[Term]]] = {
    "ProblemRefused": RefusalReason,
    "ProblemWithdrawn": WithdrawReason,
    "SupplementLapsed": WithdrawReason,
}


# --- what was said -----------------------------------------------------

_ANSWERS: Final = frozenset(
    {
        "ProblemAnsweredAtOnce",
        "ProblemResolvedByOfficer",
        "ReplyApproved",
        "ExplainedAgain",
        "FinalConclusionGiven",
        "ProblemRefused",
    }
)
"""What is read in full above the story, so that the story only says that it came."""


def told_of(detail: Detail, me: str, now: datetime) -> Iterator[tuple[Entry, words.Told, str]]:
    """Every entry that the enterprise is told of, the newest first, with what it says and who did it."""
    for entry in reversed(detail.entries):
        told = words.told_to_enterprise(entry, detail, now)
        if told is not None:
            yield entry, told, _with_who(told.title, entry, me)


def story_of(detail: Detail, me: str, now: datetime) -> list[dict[str, Any]]:
    """What happened, the newest first, in the words of the enterprise."""
    found = []
    for entry, told, title in told_of(detail, me, now):
        is_answer = entry.name in _ANSWERS
        facts = "；".join(f"{name}：{value}" for name, value in told.facts)
        found.append(
            {
                "title": title,
                "when": formats.moment(entry.at, now),
                "text": "" if is_answer else "；".join(filter(None, (told.text, facts))),
                "quote": "" if is_answer else told.quote,
                "icon": told.drawing,
                "files": [] if is_answer else entry.files,
            }
        )
    return found


def _with_who(title: str, entry: Entry, me: str) -> str:
    """`您提交诉求`, `林晓岚·首席服务官 受理`; what the system did, or what says 您 already, needs no name."""
    if entry.rule or title.startswith(("您", "几次")):
        return title
    if entry.role == Role.ENTERPRISE_USER:
        deed = title
        return f"您{deed}" if entry.who == me else f"{entry.who} {deed}"
    return f"{words.by(entry)} {title}"


def people_of(detail: Detail, helper: Helper | None) -> list[Helper]:
    """Whom the enterprise can turn to: its officer, and who handles it now."""
    found = [helper] if helper else []
    live = (v for v in detail.tasks if v.task.state not in {TaskState.RECALLED, TaskState.DONE} and v.handler)
    return found + [Helper(view.handler, view.unit) for view in live if view.task.part != "assist"]


def ratings_of(detail: Detail) -> list[tuple[str, str]]:
    """What the enterprise itself, or callback in its words, said of the outcome."""
    found = []
    for rating in detail.ratings:
        grade = Grade.label_of(str(rating.grade)) if rating.grade else "没有打分"
        solved = Solved.label_of(rating.solved) if rating.solved else "补评"
        found.append((f"{solved}（回访代录）" if rating.by_callback else solved, grade))
    return found
