"""What people do when a problem comes to stand where it is their turn: one small function for each place.

A habit gives deeds to come, each with its moment. Whoever plays them drops those that the problem has
outrun. A habit that gives none lets the problem lie: then clocks fall due, and the system acts.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from qinqing.desks.simulation import side_roads, unit_habits
from qinqing.desks.simulation.turn import Deed, Turn
from qinqing.domains.problems.terms import (
    Check,
    Defect,
    LaneClass,
    Part,
    RefusalReason,
    Result,
    Solved,
    Way,
)

OFFICERS_RESULTS: Final = frozenset({Result.SOLVED, Result.PARTLY, Result.BY_POLICY})


def submitted(turn: Turn) -> Iterator[Deed]:
    """C1 with the officer, or with the coordinator where the enterprise has none."""
    if turn.rests("submitted"):
        return
    if turn.problem.enterprise_id is not None and turn.once("withdrawn_early"):
        yield _withdrawal(turn, turn.awake(1, 3))
    elif turn.problem.holder == "officer" and side_roads.asks_for_more(turn):
        yield side_roads.request(turn, "officer")
    elif turn.problem.holder == "coordinator":
        at = turn.soon(15, 180)
        if turn.once("refused"):
            yield _refusal(turn, at)
        else:
            named = {} if turn.problem.enterprise_id else {"enterprise": turn.fate.enterprise_id}
            yield turn.does(at, "coordinator", "accept", **named)
    elif not turn.once("officer_sleeps"):
        yield _officers_choice(turn, turn.soon(15, 210))


def _officers_choice(turn: Turn, at: datetime) -> Deed:
    text, today = turn.fate.text, turn.day_of(at)
    if text.on_the_spot and text.outcome in (Result.SOLVED, Result.BY_POLICY) and not turn.fate.is_brisk:
        answer = turn.sayings.at_once(text, text.outcome, today, unit=turn.unit_name, contact=turn.contact)
        return turn.does(
            at,
            "officer",
            "answer_at_once",
            answer=answer,
            result=text.outcome.value,
            **turn.spoken(at),
            **turn.cited(text.outcome),
        )
    if turn.marked("officer_takes"):
        promised = turn.calendar.workday_from(today, turn.rng.randint(2, 5) if not turn.fate.is_brisk else 3)
        plan = turn.sayings.line("plans", unit=turn.unit_name)
        return turn.does(at, "officer", "take", plan=plan, promised_on=promised)
    summary = turn.sayings.line("summaries", unit=turn.unit_name, contact=turn.contact)
    return turn.does(at, "officer", "pass_on", summary=summary)


def with_officer(turn: Turn) -> Iterator[Deed]:
    """C3: the officer keeps his promise, or forgets it."""
    at = turn.soon(60, 300)
    yield turn.does(at, "officer", "record_contact", said=turn.sayings.line("said"), **turn.spoken(at))
    if turn.rests("officer") or turn.once("officer_breaks_promise"):
        return
    assert turn.problem.promised_at is not None
    left = turn.calendar.workdays_between(turn.day_of(turn.at), turn.day_of(turn.problem.promised_at))
    text = turn.fate.text
    done = max(turn.on_day(turn.rng.randint(1, max(1, left))), at + timedelta(minutes=30))
    result = text.outcome if text.outcome in OFFICERS_RESULTS else Result.PARTLY
    given = {"result": result.value, "answer": turn.answer(result, done)} | turn.cited(result)
    yield turn.does(
        done, "officer", "resolve", evidence=turn.sayings.line("evidence"), **given, **turn.spoken(done)
    )


def triage(turn: Turn) -> Iterator[Deed]:
    """C4: refused, or dispatched to the units that the matter belongs to."""
    if turn.rests("triage"):
        return
    at = turn.soon(20, 220)
    if turn.problem.result is None and turn.once("refused"):
        yield _refusal(turn, at)
        return
    if turn.once("reclassified") and turn.problem.category_id is not None:
        reason = turn.sayings.line("reclassifications")
        yield turn.does(
            turn.soon(5, 15),
            "coordinator",
            "reclassify",
            category=turn.problem.category_id,
            lane="complex",
            reason=reason,
        )
    yield turn.does(at, "coordinator", "dispatch", **_dispatch(turn))


def _dispatch(turn: Turn) -> dict[str, Any]:
    """The units that the matter belongs to; a long one gets the class that leaves it the time."""
    fate, text, cast = turn.fate, turn.fate.text, turn.cast
    category = turn.problem.category_id or cast.categories[text.category]
    lead = cast.unit(text.lead, fate.enterprise_id)
    others = dict.fromkeys(cast.unit(code, fate.enterprise_id) for code in text.assist[:2])
    live = turn.problem.tasks.filter(round=turn.problem.round).exclude(state="recalled")
    busy = set(live.values_list("unit", flat=True)) if turn.problem.lost_lead_id else set()
    beside = [unit for unit in others if unit != lead and unit not in busy]
    parallel = beside[:1] if turn.marked("parallel") else []
    lane = fate.lane or turn.problem.lane
    if lane == LaneClass.ORDINARY and text.days > 7 and not fate.is_brisk and turn.rng.random() < 0.8:
        lane = LaneClass.COMPLEX.value
    return {
        "lead": lead,
        "parallel": parallel,
        "assist": [unit for unit in beside if unit not in parallel],
        "lane": lane,
        "category": category,
        "duty": cast.duties.get((category, text.lead)),
    }


def _refusal(turn: Turn, at: datetime) -> Deed:
    who = "coordination_head" if turn.problem.sensitive else "coordinator"
    text = turn.fate.text
    if text.route:
        why = {"reason": RefusalReason.IN_COURT.value, "other_route": text.route, "citation": turn.citation}
        return turn.does(at, who, "refuse", **why)
    return turn.does(at, who, "refuse", **turn.sayings.several("refusals"))


def _withdrawal(turn: Turn, at: datetime) -> Deed:
    return turn.does(at, "enterprise", "withdraw", reason=turn.sayings.line("withdrawals"))


def handling(turn: Turn) -> Iterator[Deed]:
    """C5: what the enterprise and the officer do while units handle."""
    if turn.once("supplemented"):
        yield turn.does(turn.awake(20, 40), "enterprise", "supplement", text=turn.sayings.line("supplements"))
    if turn.once("handed_over"):
        yield from side_roads.another_lead(turn)
    elif turn.once("lead_lost"):
        yield side_roads.no_lead(turn)
    if turn.once("escalated"):
        asks = turn.sayings.several("escalations")
        yield turn.does(turn.soon(900, 1700), turn.rng.choice(("officer", "coordinator")), "escalate", **asks)
    if turn.once("withdrawn_late"):
        yield _withdrawal(turn, turn.awake(30, 60))


def review(turn: Turn) -> Iterator[Deed]:
    """C6: passed, sent back, redone, explained or concluded, by whoever holds it."""
    if turn.rests("review", "level"):
        return
    at, problem, who = turn.soon(30, 330), turn.problem, turn.problem.holder
    lead = problem.tasks.filter(part=Part.LEAD, round=problem.round).exclude(state="recalled").first()
    if problem.fresh_reply and lead is not None and turn.once("sent_back"):
        comment = turn.sayings.line("send_back")
        yield turn.does(at, who, "send_back", defects=[f"{lead.pk}:{Defect.ASK_MISSED}"], comment=comment)
    elif problem.fresh_reply:
        yield turn.does(at, who, "approve", checks=Check.values())
    elif problem.redo_count >= 3 or (problem.redo_count == 2 and problem.explained):
        concluded = turn.sayings.several("conclusions")
        yield turn.does(at, "leader", "conclude", result="R4", citation=turn.citation, **concluded)
    elif problem.redo_count == 2:
        yield turn.does(at, who, "explain", **turn.sayings.several("explanations"))
    else:
        yield turn.does(at, who, "redo", screening=turn.sayings.line("screening"))


def confirm(turn: Turn) -> Iterator[Deed]:
    """C7: the enterprise says how it is, or keeps silent until the callback calls."""
    if turn.problem.holder != "enterprise":
        yield from _call(turn)
    elif turn.problem.redo_count < turn.fate.disputes:
        at = turn.awake(2, 40)
        yield turn.does(
            at, "enterprise", "dispute", solved=Solved.NO.value, words=turn.sayings.line("disputes")
        )
    elif not turn.rests("confirm", "call") and not turn.marked("called", "unreached", "forgotten"):
        yield turn.does(turn.awake(1, 44), "enterprise", "confirm", **_verdict(turn))


def _verdict(turn: Turn) -> dict[str, Any]:
    partly = turn.problem.result == Result.PARTLY
    given: dict[str, Any] = {"solved": (Solved.PARTLY if partly else Solved.YES).value}
    if turn.marked("silent"):
        return given
    grade = (
        turn.rng.choice(("2", "3"))
        if turn.marked("unhappy")
        else turn.rng.choice(("5", "4") if turn.marked("content") else ("5", "5", "4", "4", "4", "3"))
    )
    given |= {"grade": grade, "words": turn.sayings.rating(grade)}
    if turn.rng.random() < 0.4:
        given |= {"speed": turn.rng.choice("345"), "attitude": turn.rng.choice("445"), "outcome": grade}
    return given


def _call(turn: Turn) -> Iterator[Deed]:
    if turn.rests("call"):
        return
    if turn.once("unreached"):
        ways = (Way.PHONE, Way.PHONE, Way.MESSAGE)
        for day, way in enumerate(ways, start=1):
            yield _attempt(turn, turn.on_day(day), way, reached=False)
    elif turn.once("forgotten"):
        assert turn.problem.due_at is not None
        yield from _spoken_word(turn, turn.on_day(3, turn.problem.due_at))
    elif "unreached" not in turn.done:
        yield from _spoken_word(turn, turn.soon(30, 420))


def _attempt(turn: Turn, at: datetime, way: Way, *, reached: bool) -> Deed:
    said = turn.sayings.line("spoken" if reached else "unreached")
    return turn.does(
        at, "callback", "record_attempt", contact_way=way.value, contact_at=at - timedelta(minutes=3),
        reached="yes" if reached else "no", said=said,
    )  # fmt: skip


def _spoken_word(turn: Turn, at: datetime) -> Iterator[Deed]:
    if turn.rng.random() < 0.25:
        yield _attempt(turn, at, Way.PHONE, reached=False)
        at = turn.on_day(1)
    yield _attempt(turn, at, Way.PHONE, reached=True)
    words = turn.sayings.line("spoken")
    solved = Solved.PARTLY if turn.problem.result == Result.PARTLY else Solved.YES
    yield turn.does(
        at + timedelta(minutes=5), "callback", "confirm_by_call", solved=solved.value, spoken_words=words,
        grade=turn.rng.choice(("", "4", "5")),
    )  # fmt: skip


def ended(turn: Turn) -> Iterator[Deed]:
    """C9–C11: opened again, or rated later."""
    problem = turn.problem
    if side_roads.objects(turn):
        yield from side_roads.objection(turn)
        return
    if side_roads.opens_again(turn):
        yield side_roads.reopening(turn)
        return
    open_to_it = problem.ended_by in ("confirm_by_call", "close_unreached", "conclude", "refuse")
    somebody = problem.enterprise_id is not None and not problem.rated_by_enterprise
    if open_to_it and somebody and turn.once("rated_later"):
        grade = turn.rng.choice("2345")
        yield turn.does(
            turn.awake(20, 90), "enterprise", "rate_afterwards", grade=grade, words=turn.sayings.rating(grade)
        )


def level(turn: Turn) -> Iterator[Deed]:
    """The owner of a level instructs, or lets it rise."""
    if turn.fate.rests_in == "level" or turn.once("ignored"):
        return
    owner = "coordination_head" if turn.problem.level <= 2 else "leader"
    at = turn.soon(60, 380)
    yield turn.does(at, owner, "instruct", text=turn.sayings.line("instructions"))


HABITS: Final[Mapping[str, Callable[[Turn], Iterator[Deed]]]] = {
    "submitted": submitted,
    "supplement": side_roads.supplement,
    "officer": with_officer,
    "triage": triage,
    "handling": handling,
    "review": review,
    "confirm": confirm,
    "closed": ended,
    "refused": ended,
    "withdrawn": side_roads.withdrawn,
    "task.pending": unit_habits.pending,
    "task.accepted": unit_habits.accepted,
    "task.sign_off": unit_habits.sign_off,
    "task.rework": unit_habits.rework,
    "level": level,
}
