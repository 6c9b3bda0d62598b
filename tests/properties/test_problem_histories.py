"""People take legal and illegal steps while the clock moves: what must hold after every one of them.

The numbers name the promises from one to the next; each is said in words where it is asked.
"""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import HealthCheck, event, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from qinqing.domains.problems import life
from qinqing.domains.problems.life.effects import CASE_EFFECTS, TASK_EFFECTS
from qinqing.domains.problems.rules import Task
from qinqing.domains.problems.terms import (
    CaseState,
    Check,
    ClockKind,
    Defect,
    Grade,
    Holder,
    LaneClass,
    Objection,
    Part,
    Result,
    Solved,
    TaskState,
    Way,
)
from qinqing.domains.problems.workflow import PROBLEM_FLOW, RELATIONS, TASK_FLOW
from qinqing.lib.ledger import Kind, Status, buckets, due_of
from qinqing.lib.workflow import Refused
from tests.builders.problems_in_memory import CALENDAR, HANDLER, HEAD, Story
from tests.properties.lifecycle import could_stand
from tests.sizes import size

HISTORIES = size("histories")
OPEN_STATES = {s.code for s in PROBLEM_FLOW.states if not s.ends}


SELDOM = {
    "withdraw",
    "refuse",
    "discard",
    "write_note",
    "instruct",
    "supplement",
    "reclassify",
    "escalate",
    "rate_afterwards",
    "reopen",
}
"""Steps that end the story early or move nothing: taken now and then, so that histories grow long."""


def _given(rng: Random, story: Story) -> dict[str, object]:
    """Something for every field that any step asks for: mostly right, sometimes nonsense."""
    today = CALENDAR.local(story.now).date()
    tasks = [t.id for t in story.case.current_tasks] or [1]
    wrong = rng.random() < 0.1
    some = rng.sample(tasks, rng.randint(0, len(tasks))) if wrong else tasks[:1]
    units = rng.sample([1, 2, 3], 3)
    near = next(
        today + timedelta(days=n) for n in range(1, 15) if CALENDAR.is_workday(today + timedelta(days=n))
    )
    right = Result.SOLVED if story.case.redo_count < 2 else Result.BY_POLICY
    return {
        "title": "标题", "facts": "情况", "summary": "情况", "plan": "去看", "answer": "办好了",
        "evidence": "照片", "result": rng.choice([*Result]) if wrong else right,
        "citation": "" if wrong else "条例第五条", "contact_way": rng.choice([*Way]), "contact_with": "陈",
        "contact_at": story.now, "said": "说了",
        "promised_on": today + timedelta(days=rng.randint(-1, 9)) if wrong else near,
        "planned_on": today + timedelta(days=rng.randint(-1, 20)),
        "reason": "out_of_area", "other_route": "信访",
        "comment": "改", "screening": "合理", "text": "话", "lead": units[0],
        "parallel": units[:1] if wrong else units[1:2] * rng.randint(0, 1),
        "assist": units[2:] * rng.randint(0, 1), "lane": rng.choice([*LaneClass]),
        "checks": ["contacted"] if wrong else Check.values(), "tasks": some,
        "defects": [f"{number}:{Defect.UNCLEAR}" for number in some],
        "task": rng.choice(tasks), "solved": rng.choice([*Solved]), "grade": rng.choice(["", *Grade]),
        "words": "不行", "spoken_words": "好了",
        "conclusion": "结论", "enterprise_heard": "听了", "reached": rng.choice(["yes", "no"]),
        "handler": rng.choice([HANDLER + n for n in (1, 2, 3)] + [HEAD + 1]), "category": 4,
        "asked": "要", "tried": "试", "blocked_by": "卡", "wanted": "请", "opinion": "同意",
        "confirmation": "" if wrong else "短信", "items": "合同", "unsolved": "又不亮了",
        "why": "归你们管", "new_unit": rng.choice([1, 2, 3]),
        "part": rng.choice(["assist", "parallel"]), "decision": "是归我们管",
    }  # fmt: skip


STARTS = ("submitted", "refused", "asked", "dispatched", "confirm", "disputed", "closed")
INVARIANTS = (
    "the_tasks_fit_the_state",
    "the_buckets_are_the_wait",
    "nobody_is_left_without_an_owner",
    "the_cached_dates_follow_from_the_ledger",
    "a_breach_is_recorded_once",
    "an_end_has_its_word",
    "nobody_signs_his_own_draft",
    "the_state_follows_from_what_was_told",
)


class ProblemHistory(RuleBasedStateMachine):
    """One problem, many hands."""

    def __init__(self) -> None:
        super().__init__()
        self.story = Story(datetime(2026, 2, 11, 2, 0, tzinfo=UTC))

    @initialize(present=st.booleans(), sensitive=st.booleans(), start=st.sampled_from(STARTS))
    def begun(self, present: bool, sensitive: bool, start: str) -> None:
        self.story.officer_present = True
        self.story.case.sensitive = sensitive
        self.story.submitted()
        self._go_to(start, sensitive)
        self.story.officer_present = present
        play = life.reseat(self.story.situation({"system"}, None), self.story.limits)
        if play is not None:
            self.story._keep(play)

    def _go_to(self, start: str, sensitive: bool) -> None:
        """Along the road to where the history is to begin."""
        if start == "refused":
            self.story.passed_on().refused("coordination_head" if sensitive else "coordinator")
        elif start == "asked":
            self.story.asked()
        elif start != "submitted":
            self.story.passed_on().dispatched(parallel=(2,) if sensitive else (), assist=(3,))
        if start in {"confirm", "disputed", "closed"}:
            for unit in (1, 2) if sensitive else (1,):
                self.story.signed(unit).contacted(unit).replied(unit).signed_off(unit)
            self.story.approved()
        if start == "closed":
            self.story.confirmed()
        if start == "disputed":
            self.story.disputed()

    @rule(seed=st.integers(0, 2**32))
    def people_act_for_a_while(self, seed: int) -> None:
        """Some steps by whoever may, some by whoever may not, with time and the worker in between."""
        rng = Random(seed)
        for _ in range(rng.randint(1, 6)):
            taken = self.somebody_tries_something(rng)
            note(f"{taken} -> {self.story.case.state}")
            event(f"state {self.story.case.state}")
            self._holds()
            if rng.random() < 0.5:
                self.story.wait(hours=rng.choice([1, 5, 26, 80]))
            if rng.random() < 0.4:
                self.story.sweep()
                self._holds()

    def _holds(self) -> None:
        for one in INVARIANTS:
            getattr(self, one)()

    def somebody_tries_something(self, rng: Random) -> str:
        """Some step by somebody, who may be refused; gives which one by whom, empty where it was nobody's."""
        story = self.story
        name, relations, task = self._choice(rng)
        if (name in TASK_EFFECTS or name == "name_handler") and task is None:
            return ""
        before = (story.case, list(story.case.ledger))
        unit = task.unit_id if task else None
        people = [HANDLER + (unit or 1), HEAD + (unit or 1), 1, 2, 3]
        expected = people[1] if "unit_head" in relations else people[0]
        actor = expected if rng.random() < 0.85 else rng.choice(people)
        try:
            story.take(name, *relations, actor=actor, unit=unit, **_given(rng, story))
        except Refused as refused:
            assert refused.message, "a refusal says why"  # noqa: PT017  (either way is right)
            assert (story.case, story.case.ledger) == before, "a refused step changes nothing"
            return f"{name} refused to {sorted(relations)}"
        return f"{name} by {sorted(relations)}"

    def _choice(self, rng: Random) -> tuple[str, set[str], Task | None]:
        case = self.story.case
        current = case.current_tasks
        any_task = rng.choice(current) if current else None
        if rng.random() < 0.1:
            everything = sorted({*CASE_EFFECTS, *TASK_EFFECTS})
            return rng.choice(everything), set(rng.sample(sorted(set(RELATIONS) - {"system"}), 2)), any_task
        of_task = [(s, t) for t in current for s in TASK_FLOW.steps if t.state in s.source and s.by]
        of_case = [(s, None) for s in PROBLEM_FLOW.steps if case.state in s.source and s.by]
        often = [(s, t) for s, t in (*of_task, *of_task, *of_case) if s.name not in SELDOM]
        choices = often if often and rng.random() < 0.9 else [*of_task, *of_case]
        if not choices:
            return "write_note", {"coordinator"}, None
        step, task = rng.choice(choices)
        if step.name in {"name_handler", "record_contact"}:
            task = any_task
        return step.name, set(step.by), task

    @rule(days=st.integers(0, 6), hours=st.integers(0, 12), minutes=st.integers(0, 59))
    def time_passes(self, days: int, hours: int, minutes: int) -> None:
        self.story.wait(days=days, hours=hours, minutes=minutes)

    @rule()
    def the_worker_sweeps(self) -> None:
        self.story.sweep()
        look = life.next_look(life.Play(self.story.situation({"system"}, None), self.story.limits))
        assert look is None or look > self.story.now, "what was due has been done"

    @rule(present=st.booleans())
    def the_officer_comes_or_goes(self, present: bool) -> None:
        self.story.officer_present = present
        play = life.reseat(self.story.situation({"system"}, None), self.story.limits)
        if play is not None:
            self.story._keep(play)

    @invariant()
    def the_tasks_fit_the_state(self) -> None:
        """2: one lead in C5 and somebody still owing; nobody owing in C6; no open task after the end."""
        case = self.story.case
        current = case.current_tasks
        if case.state == CaseState.HANDLING:
            assert sum(t.part == Part.LEAD for t in current) == 1
            assert any(t.is_open for t in current if t.part != Part.ASSIST)
        if case.state == CaseState.REVIEW and current:
            assert all(t.has_replied for t in current if t.part != Part.ASSIST)
        if case.state not in OPEN_STATES:
            assert [t for t in case.tasks if t.is_open] == []

    @invariant()
    def the_buckets_are_the_wait(self) -> None:
        """3: the parts add up to the whole, to the minute and to the second."""
        case, now = self.story.case, self.story.now
        entries = [e for e in case.ledger if e.clock == ClockKind.EXPERIENCE]
        if not entries:
            return
        until = case.closed_at or now
        parts = buckets(entries, until, CALENDAR)
        begun = [e.at for e in entries if e.kind in {Kind.START, Kind.REOPEN}]
        ended = [e.at for e in entries if e.kind is Kind.STOP] + [until]
        spans = list(zip(begun, ended, strict=False))
        assert begun[0] == case.submitted_at
        assert sum(p.work_minutes for p in parts) == sum(
            CALENDAR.work_minutes_between(*span) for span in spans
        )
        assert sum(p.calendar_seconds for p in parts) == sum(int((b - a).total_seconds()) for a, b in spans)

    @invariant()
    def nobody_is_left_without_an_owner(self) -> None:
        """24: every open problem has who must act and a next date; no clock runs after the end."""
        case = self.story.case
        if case.state in OPEN_STATES - {CaseState.DRAFT}:
            assert case.holder != Holder.NOBODY
            assert case.due_at is not None
        elif case.state != CaseState.DRAFT:
            objected = case.objection is Objection.PENDING
            assert (case.holder == Holder.NOBODY) is not objected
            for clock in {e.clock for e in case.ledger} - ({"N"} if objected else set()):
                state = due_of([e for e in case.ledger if e.clock == clock], CALENDAR, self.story.now)
                assert state.status is not Status.RUNNING, clock

    @invariant()
    def the_cached_dates_follow_from_the_ledger(self) -> None:
        """7: recomputing gives what is kept."""
        play = life.Play(self.story.situation({"system"}, None), self.story.limits)
        kept = (play.case.holder, play.case.holder_unit_id, play.case.due_at)
        if play.case.state not in OPEN_STATES or (play.case.call_at and self.story.now >= play.case.call_at):
            return
        play.officer_present = self.story.officer_present
        entries = len(play.entries)
        if play.case.state not in {CaseState.SUBMITTED, CaseState.DRAFT}:
            play.reseat()
            assert (play.case.holder, play.case.holder_unit_id, play.case.due_at) == kept
            assert len(play.entries) == entries, "reseating where nothing changed writes nothing"

    @invariant()
    def a_breach_is_recorded_once(self) -> None:
        """10: once for each run of a clock, never of one that does not run."""
        seen: dict[str, int] = {}
        for entry in self.story.case.ledger:
            if entry.kind in {Kind.START, Kind.REOPEN}:
                seen[entry.clock] = 0
            elif entry.kind is Kind.BREACH:
                seen[entry.clock] = seen.get(entry.clock, 0) + 1
                assert seen[entry.clock] == 1, entry.clock

    @invariant()
    def an_end_has_its_word(self) -> None:
        """A closed problem has a result: the enterprise's, a caller's, the leader's or three attempts'."""
        case = self.story.case
        if case.state == CaseState.CLOSED:
            assert case.result is not None
            assert case.ended_by in {"confirm", "confirm_by_call", "close_unreached", "conclude"}

    @invariant()
    def the_state_follows_from_what_was_told(self) -> None:
        """By a second statement of the life: what was told leads to where it stands, and could be told so."""
        told = [one.event.__name__ for play in self.story.plays for one in play.happenings]
        assert self.story.case.state in could_stand(told), told

    @invariant()
    def nobody_signs_his_own_draft(self) -> None:
        for task in self.story.case.tasks:
            if task.state in {TaskState.REPLIED, TaskState.DONE} and task.signed_off_by_id is not None:
                assert task.signed_off_by_id != task.drafted_by_id


TestProblemHistories = ProblemHistory.TestCase
TestProblemHistories.settings = settings(
    max_examples=HISTORIES,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
