"""The tables of the life are sound, and every row of them is known where it must be."""

from qinqing.domains.problems import life
from qinqing.domains.problems.life.effects import CASE_EFFECTS, TASK_EFFECTS
from qinqing.domains.problems.limits import LIMITS
from qinqing.domains.problems.terms import ClockKind
from qinqing.domains.problems.workflow import PROBLEM_FLOW, RELATIONS, TASK_FLOW

FLOWS = (PROBLEM_FLOW, TASK_FLOW)
INSIDE_CASE_STEPS = {"open", "pass", "return_reply", "rework", "recall"}
"""System steps of tasks that only happen within a step of the problem."""


def test_the_tables_have_no_faults() -> None:
    assert [fault for flow in FLOWS for fault in flow.faults()] == []


def test_every_step_has_an_effect_and_every_effect_a_step() -> None:
    named = {step.name for step in PROBLEM_FLOW.steps} - {"all_replied"}
    assert named == set(CASE_EFFECTS)
    taken = {step.name for step in TASK_FLOW.steps} - INSIDE_CASE_STEPS
    assert taken == set(TASK_EFFECTS) == set(life.TASK_STEPS)


def test_every_step_that_people_take_tells_an_event() -> None:
    assert [s.name for flow in FLOWS for s in flow.steps if s.by and s.event is None] == []


def test_every_relation_has_a_word() -> None:
    used = {relation for flow in FLOWS for step in flow.steps for relation in step.by}
    assert used | {"system"} == set(RELATIONS)


def test_every_clock_that_runs_has_a_limit() -> None:
    limited = {row.clock for row in LIMITS}
    without = {ClockKind.EXPERIENCE, ClockKind.REWORK}  # never due; half of the finish limit
    assert set(ClockKind) - without == limited


def test_no_two_limits_override_by_the_same_key() -> None:
    keys = [row.key for row in LIMITS]
    assert len(set(keys)) == len(keys)
