"""What people do in a unit that has been given a problem."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from qinqing.desks.simulation.turn import Deed, Turn
from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems.terms import Part, Result, Way


def pending(turn: Turn) -> Iterator[Deed]:
    """K1: signed for, or not."""
    assert turn.task is not None
    lead = turn.task.part == Part.LEAD
    if (lead and turn.rests("pending")) or (lead and turn.once("late_sign")):
        return
    yield turn.handles(turn.soon(10, 160), "handler", "sign")


def accepted(turn: Turn) -> Iterator[Deed]:
    """K2: contact, word in between, and the reply; of an assist unit its opinion."""
    assert turn.task is not None
    if turn.task.part == Part.ASSIST:
        yield from _assists(turn)
        return
    if turn.task.answer:
        yield _draft(turn, turn.soon(60, 240))
        return
    if turn.once("named"):
        handler = turn.rng.choice(turn.cast.of_unit(Role.HANDLER, turn.task.unit_id))
        yield turn.handles(turn.soon(5, 12), "unit_head", "name_handler", handler=handler)
    at = turn.soon(30, 320)
    if turn.fate.is_never_reached:
        yield from _in_vain(turn, at)
        return
    if turn.marked("late_reply"):
        yield _missed(turn, at, Way.PHONE)
        at = turn.on_day(1, at)
    yield from _met(turn, at)


def _met(turn: Turn, at: datetime) -> Iterator[Deed]:
    """The unit has reached the enterprise, and goes on to its reply."""
    assert turn.task is not None
    said = turn.sayings.line("said")
    yield turn.handles(at, "handler", "record_contact", said=said, **turn.spoken(at))
    if turn.once("noted"):
        note = turn.sayings.line("notes")
        yield turn.does(turn.on_day(1), "lead_handler", "write_note", text=note, layer="H")
    if (
        turn.task.part == Part.LEAD
        and not turn.marked("no_interim")
        and (turn.fate.text.days > 2 or turn.fate.is_brisk)
    ):
        told = at + timedelta(minutes=4) if turn.fate.is_brisk else turn.on_day(2)
        text = turn.sayings.interim(
            turn.fate.text, turn.day_of(told), unit=turn.unit_name, contact=turn.contact
        )
        yield turn.does(told, "lead_handler", "answer_interim", text=text)
    if not turn.rests("accepted", "assist") and turn.fate.rests_in != "level":
        yield _draft(turn, max(_done_at(turn), at + timedelta(minutes=20)))


def _in_vain(turn: Turn, at: datetime) -> Iterator[Deed]:
    """Nobody is ever reached: the unit tries as long as it must, and replies."""
    yield _missed(turn, at, Way.PHONE)
    yield _missed(turn, turn.on_day(1, at), Way.PHONE)
    yield _missed(turn, turn.on_day(2, at), Way.SITE)
    yield _draft(turn, turn.on_day(3, at))


def _missed(turn: Turn, at: datetime, way: Way) -> Deed:
    said = turn.sayings.line("unreached")
    tried_at = at - timedelta(minutes=3)
    return turn.handles(at, "handler", "miss_contact", contact_way=way.value, contact_at=tried_at, said=said)


def _assists(turn: Turn) -> Iterator[Deed]:
    assert turn.task is not None
    assert turn.task.finish_at is not None
    opinion = {"opinion": turn.sayings.line("opinions")}
    if turn.fate.rests_in == "assist":
        return
    if turn.once("waived"):
        why = turn.sayings.line("waivers")
        yield turn.handles(turn.on_day(1), "coordinator", "waive", reason="waived", comment=why)
    elif turn.once("late_assist"):
        late = turn.on_day(1, turn.task.finish_at)
        yield turn.does(late, "lead_handler", "wait_for_assist", task=turn.task.pk)
        yield turn.handles(turn.on_day(2, late), "handler", "reply_assist", **opinion)
    else:
        yield turn.handles(turn.soon(120, 700), "handler", "reply_assist", **opinion)


def _done_at(turn: Turn) -> datetime:
    """When the unit is done: after the days that the matter takes, in time unless it is to be late."""
    assert turn.task is not None
    assert turn.task.finish_at is not None
    if turn.fate.is_brisk:
        return turn.soon(20, 40)
    if turn.marked("late_assist"):
        return turn.on_day(5)
    if turn.task.part == Part.LEAD and turn.once("late_reply"):
        return turn.on_day(turn.rng.randint(1, 4), turn.task.finish_at)
    left = turn.calendar.workdays_between(turn.day_of(turn.at), turn.day_of(turn.task.finish_at))
    return turn.on_day(max(1, min(turn.fate.text.days, left - 1)))


def _draft(turn: Turn, at: datetime) -> Deed:
    assert turn.task is not None
    lead = turn.task.part == Part.LEAD
    result = turn.fate.text.outcome if lead else Result.SOLVED
    given: dict[str, Any] = {
        "result": result.value,
        "answer": turn.answer(result, at),
        "internal": turn.sayings.line("notes"),
        "evidence": turn.sayings.line("evidence"),
    }
    given |= turn.cited(result)
    if result is Result.PLANNED:
        given["planned_on"] = turn.planned_on(at)
    return turn.handles(at, "handler", "draft_reply", **given)


def sign_off(turn: Turn) -> Iterator[Deed]:
    """K5: the head signs, or wants it otherwise first."""
    if turn.rests("sign_off"):
        return
    at = turn.soon(20, 260)
    if turn.once("sign_off_refused"):
        yield turn.handles(at, "unit_head", "refuse_sign_off", comment=turn.sayings.line("refuse_sign_off"))
    else:
        yield turn.handles(at, "unit_head", "sign_off")


def rework(turn: Turn) -> Iterator[Deed]:
    """K8: once more, and better."""
    if turn.rests("rework"):
        return
    at = turn.soon(120, 400)
    yield turn.handles(at, "handler", "record_contact", said=turn.sayings.line("said"), **turn.spoken(at))
    yield _draft(turn, max(turn.soon(300, 900), at + timedelta(minutes=20)))
