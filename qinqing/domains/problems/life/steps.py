"""Taking a step: the tables are asked, the effect is played, everything that follows is settled."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from qinqing.domains.problems import events
from qinqing.domains.problems.life import supplements
from qinqing.domains.problems.life.effects import CASE_EFFECTS, LAYERS, TASK_EFFECTS, promised_at
from qinqing.domains.problems.life.play import NO_OFFICER, Key, Play, target_of
from qinqing.domains.problems.limits import (
    LEVEL_SILENT,
    WINDOW_OVER,
    LimitTable,
    Trigger,
)
from qinqing.domains.problems.rules.guards import TOP_LEVEL
from qinqing.domains.problems.rules.situation import Situation
from qinqing.domains.problems.terms import (
    URGENT_LANES,
    Bucket,
    CaseState,
    ClockKind,
    Holder,
    Result,
    Span,
    TaskState,
    WithdrawReason,
)
from qinqing.domains.problems.workflow import PROBLEM_FLOW, TASK_FLOW
from qinqing.lib.ledger import ClockState, Kind, Status
from qinqing.lib.workflow import STAYS, SYSTEM, Refused, Step

NOT_RECORDED = frozenset({"grade", "speed", "attitude", "outcome", "pressed", "pressed_words"})
"""Handlers and officers never read one enterprise's grade: it stands in the rating alone. Nor do they read
who wanted it to be silent: that is an entry of its own."""


def take_step(situation: Situation, name: str, given: Mapping[str, Any], limits: LimitTable) -> Play:
    """Play one step or act of the problem or, with `situation.task`, of a task. Raises Refused."""
    play = Play(situation, limits)
    if name in TASK_EFFECTS:
        _task_step(play, name, given)
    else:
        _case_step(play, name, given)
    play.settle()
    return play


def _case_step(play: Play, name: str, given: Mapping[str, Any]) -> None:
    situation = play.situation
    if SYSTEM in situation.relations:
        step = PROBLEM_FLOW.step(name)
        _check_for_system(step.source, play.case.state, situation, step.when)
    else:
        step = PROBLEM_FLOW.check(name, play.case.state, situation.relations, given, situation)
    if isinstance(step.target, str) and step.target != STAYS:
        play.case.state = CaseState(step.target)
    promised = promised_at(play, given) if "promised_on" in step.needs else None
    play.move_case_clocks(step.signs, promised)
    said = len(play.happenings)
    CASE_EFFECTS[name](play, given)
    if "enterprise" in step.by & situation.relations:
        play.case.reached = True
    if step.event is not None and name != "escalate":
        record = _record(given, play)
        layer = given.get("layer") or LAYERS.get(step.event, "E")
        rule = step.code if SYSTEM in situation.relations else ""
        play.say(step.event, layer, record, rule=rule, task=situation.task)
        play.happenings.insert(said, play.happenings.pop())
    if PROBLEM_FLOW.state(play.case.state).ends and step.target != STAYS:
        play.case.ended_by = name


def _task_step(play: Play, name: str, given: Mapping[str, Any]) -> None:
    situation, task = play.situation, play.task
    if SYSTEM in situation.relations:
        step = TASK_FLOW.step(name)
        _check_for_system(step.source, task.state, situation, step.when)
    else:
        step = TASK_FLOW.check(name, task.state, situation.relations, given, situation)
    task.state = target_of(step, task)
    play.move_task_clocks(task, step.signs)
    TASK_EFFECTS[name](play, given)
    if step.event is not None:
        rule = step.code if SYSTEM in situation.relations else ""
        record = {**_record(given, play), "unit_id": task.unit_id}
        play.say(step.event, LAYERS.get(step.event, "E"), record, rule=rule, task=task)


def _check_for_system(source: frozenset[str], state: str, situation: Situation, when: Any) -> None:
    if state not in source:
        raise Refused("wrong_state", "这一步现在不能由系统来走")
    for condition in when:
        reason = condition(situation)
        if reason:
            raise Refused(f"guard:{condition.__name__}", reason)


def _record(given: Mapping[str, Any], play: Play) -> dict[str, Any]:
    """What the event keeps of what was given, as JSON values, and the clocks as they stood before."""
    hidden = NOT_RECORDED if play.case.state == CaseState.REVIEW else NOT_RECORDED | {"words"}
    record = {n: _plain(v) for n, v in given.items() if n not in hidden and v not in (None, "")}
    record |= {"from": play.before.state, "level": play.before.level, **play.noted}
    if play.moved:
        record["moved"] = list(play.moved)
    return record


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return value


# Clock-driven work: computed from stored facts, never from timers.


MOST_AT_ONCE = 50
"""More due moments than this for one problem at once would be a defect, not lateness."""


def catch_up(situation: Situation, limits: LimitTable) -> list[Play]:
    """Everything that clocks have made due, in order, each played on what the one before it left.

    Raises RuntimeError where there is no end to it.
    """
    plays: list[Play] = []
    while (play := tick(situation, limits, plays[-1] if plays else None)) is not None:
        plays.append(play)
        if len(plays) > MOST_AT_ONCE:
            raise RuntimeError(f"problem {play.case.id} falls due without end")
        window = play.clock(ClockKind.CALLBACK)
        situation = replace(situation, case=play.case, window_due_at=window.due_at if window else None)
    return plays


def tick(situation: Situation, limits: LimitTable, after: Play | None = None) -> Play | None:
    """The one thing a clock makes due next, played; None when nothing is due.

    `after` is what was played just before at the same moment, if anything.
    """
    play = Play(situation, limits, after)
    if supplements.mark(play):
        play.settle()
        return play
    due = sorted(_due_clocks(play), key=lambda found: found[1].due_at or situation.now)
    for key, state in due:
        if state.breach is None:
            _breach(play, key, state)
            play.settle()
            return play
        if _follow_up(play, key, state):
            play.settle()
            return play
    before = (play.case.holder, play.case.holder_unit_id)
    play.reseat()
    return play if (play.case.holder, play.case.holder_unit_id) != before else None


def _due_clocks(play: Play) -> list[tuple[Key, ClockState]]:
    found = []
    for text in dict.fromkeys(e.clock for e in play.case.ledger):
        key = Key.of(text)
        state = play.clock(key.kind, key.task_id)
        if state is not None and state.status is Status.RUNNING and state.due_at and state.due_at <= play.now:
            found.append((key, state))
    return found


def _breach(play: Play, key: Key, state: ClockState) -> None:
    """Recorded once, with the amount and the true date; then what the breach itself does."""
    assert state.due_at is not None
    play.write(Kind.BREACH, key.kind, key.task_id, minutes=state.overdue_minutes)
    task = play.case.task(key.task_id) if key.task_id is not None else None
    record = {
        "clock": key.kind,
        "due_at": state.due_at.isoformat(),
        "minutes": state.overdue_minutes,
        "unit_id": task.unit_id if task else None,
    }
    play.say(events.LimitBreached, "H", record, rule=f"limit.{key.kind}", task=task)
    if key.kind == ClockKind.SIGN and task is not None and task.state == TaskState.PENDING:
        task.signed_late = True
        play.system_task_step("deem_signed", task, unit_id=task.unit_id)


def _follow_up(play: Play, key: Key, state: ClockState) -> bool:
    """What a breach of some age does; True when something was done."""
    case = play.case
    match key.kind:
        case ClockKind.ACCEPT | ClockKind.OFFICER:
            held_by_officer = case.holder == Holder.OFFICER
            if not held_by_officer or play.now < follow_up_at(key.kind, state, play):
                return False
            play.pass_on("服务官逾期未办，系统转协调办")
            return True
        case ClockKind.SUPPLEMENT:
            return _system_step(play, "lapse", {"reason": WithdrawReason.NOT_SUPPLIED})
        case ClockKind.CALLBACK:
            return _window_over(play)
        case ClockKind.LEVEL:
            if case.level >= TOP_LEVEL:
                return False
            play.pull(Trigger(LEVEL_SILENT.name, case.level + 1, LEVEL_SILENT.because))
            return True
    return False


def _system_step(play: Play, name: str, record: Mapping[str, Any]) -> bool:
    """A step that a clock opens, where its conditions hold; False where they do not."""
    step = PROBLEM_FLOW.step(name)
    if not _is_open(step, play):
        return False
    play.case.state = CaseState(str(step.target))
    play.case.ended_by = step.name
    play.move_case_clocks(step.signs, None)
    CASE_EFFECTS[step.name](play, {})
    assert step.event is not None
    play.say(step.event, "E", record, rule=step.code)
    return True


def _is_open(step: Step, play: Play) -> bool:
    return all(condition(play.situation) is None for condition in step.when)


def _window_over(play: Play) -> bool:
    attempts = len(play.case.attempts)
    never = {} if play.case.reached else {"result": Result.UNREACHED, "was": play.case.result}
    if _system_step(play, "close_unreached", {"attempts": attempts, **never}):
        return True
    if play.case.level >= WINDOW_OVER.at_least:
        return False
    play.pull(WINDOW_OVER)
    return True


def follow_up_at(kind: ClockKind, state: ClockState, play: Play) -> datetime:
    """When a breached accept or officer clock makes the system pass the problem on."""
    assert state.due_at is not None
    if play.case.lane in URGENT_LANES:
        return state.due_at
    began = play.calendar.local(state.started_at).date()
    return play.limits.of_span(Span.PASS_ON, began).due(state.due_at, play.calendar).at


def next_look(play: Play) -> datetime | None:
    """When the sweep must look at the problem again: the earliest moment at which a clock does something."""
    moments: list[datetime | None] = []
    for text in dict.fromkeys(e.clock for e in play.case.ledger):
        key = Key.of(text)
        state = play.clock(key.kind, key.task_id)
        if state is None or state.status is not Status.RUNNING or state.due_at is None:
            continue
        if state.breach is None:
            moments.append(state.due_at)
        elif key.kind in {ClockKind.ACCEPT, ClockKind.OFFICER} and play.case.holder == Holder.OFFICER:
            moments.append(follow_up_at(key.kind, state, play))
        elif (key.kind == ClockKind.LEVEL and play.case.level < TOP_LEVEL) or (
            key.kind == ClockKind.CALLBACK
            and (
                play.case.level < WINDOW_OVER.at_least or _is_open(PROBLEM_FLOW.step("close_unreached"), play)
            )
        ):
            moments.append(state.due_at)
    if play.case.state == CaseState.CONFIRM and play.case.holder == Holder.ENTERPRISE:
        moments.append(play.case.call_at)
    moments.append(supplements.next_mark_at(play))
    return min(filter(None, moments), default=None)


def arrive(situation: Situation, limits: LimitTable) -> Play:
    """An imported message waits for the coordinator; X has run since its original time, A runs from now."""
    play = Play(situation, limits)
    assert play.case.submitted_at is not None
    play.write(Kind.START, ClockKind.EXPERIENCE, at=play.case.submitted_at, bucket=str(Bucket.HUB), party="")
    play.start(ClockKind.ACCEPT, limit=play.limit(ClockKind.ACCEPT))
    play.reseat()
    return play


def reseat(situation: Situation, limits: LimitTable) -> Play | None:
    """Who acts changed from outside (assignment, absence): C1 falls to the coordinator, C3 is passed on."""
    play = Play(situation, limits)
    before = (play.case.holder, play.case.state)
    if play.case.state == CaseState.OFFICER and not play.officer_present:
        play.pass_on(NO_OFFICER)
    play.settle()
    if (play.case.holder, play.case.state) == before:
        return None
    if not play.happenings:
        play.say(events.HolderChanged, "H", {"holder": play.case.holder}, rule="holder")
    return play
