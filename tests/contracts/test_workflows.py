"""The life-cycle tables: sound in themselves, and every name in them stands for something."""

import importlib
import inspect
from types import ModuleType

import pytest

from qinqing.domains.problems import events, forms, life, workflow
from qinqing.domains.problems.life import effects
from qinqing.domains.problems.limits import LEVEL_LIMITS, LEVELS, LIMITS
from qinqing.domains.problems.models import Problem, Task
from qinqing.domains.problems.terms import CaseState, ClockKind, TaskState
from qinqing.kernel import declared
from qinqing.lib.workflow import ALL, SYSTEM, State, Step, Workflow

FLOWS = [
    pytest.param(flow, module, id=f"{module.__name__.split('.')[2]}:{name}")
    for module in declared.modules("workflow")
    for name, flow in vars(module).items()
    if isinstance(flow, Workflow)
]
PROBLEM, TASK = workflow.PROBLEM_FLOW, workflow.TASK_FLOW


@pytest.mark.parametrize(("flow", "module"), FLOWS)
def test_a_life_cycle_has_no_faults(flow: Workflow, module: ModuleType) -> None:
    beside = [other for other in vars(module).values() if isinstance(other, Workflow) and other is not flow]
    assert flow.faults(*beside) == []


def test_a_faulty_life_cycle_is_seen() -> None:
    lost = State("lost", "无人管")
    flow = Workflow(PROBLEM.start, (*PROBLEM.states, lost), PROBLEM.steps, PROBLEM.relations)
    assert set(flow.faults(TASK)) == {
        "unreachable state: lost",
        "no way out of state: lost",
        "state without owner: lost",
    }


def relations_of(flow: Workflow) -> frozenset[str]:
    """Every relation that a step or a state names."""
    return frozenset().union(*(step.takers for step in flow.steps), *(state.owner for state in flow.states))


@pytest.mark.parametrize(("flow", "module"), FLOWS)
def test_every_relation_a_step_names_is_tested_by_the_permission_table(
    flow: Workflow, module: ModuleType
) -> None:
    room = module.__name__.rpartition(".")[0]
    table = importlib.import_module(f"{room}.permissions").PERMISSIONS
    known = {line.relation for line in table.stands_as} | {SYSTEM}
    assert relations_of(flow) - known == set()


@pytest.mark.parametrize(("flow", "module"), FLOWS)
def test_every_relation_has_a_word_for_its_refusals(flow: Workflow, module: ModuleType) -> None:
    assert {one for one in relations_of(flow) if one not in flow.relations} == set()


@pytest.mark.parametrize(("flow", "module"), FLOWS)
def test_every_event_of_a_step_is_one_of_the_rooms_events(flow: Workflow, module: ModuleType) -> None:
    told = [step.event for step in flow.steps if step.event is not None]
    home = f"{module.__name__.rpartition('.')[0]}.events"
    assert [event.__name__ for event in told if event.__module__ != home] == []


def silent(flow: Workflow) -> list[str]:
    """Steps a person may take of which nothing would be told."""
    return [step.name for step in flow.steps if step.by and step.event is None]


@pytest.mark.parametrize(("flow", "module"), FLOWS)
def test_whatever_a_person_does_is_told(flow: Workflow, module: ModuleType) -> None:
    assert silent(flow) == []


def test_a_silent_step_is_seen() -> None:
    step = Step("hush", "T99", "悄悄", frozenset({CaseState.DRAFT}), CaseState.DRAFT, frozenset({"author"}))
    assert silent(Workflow(PROBLEM.start, PROBLEM.states, (step,), PROBLEM.relations)) == ["hush"]


# --- problems ----------------------------------------------------------


def test_every_step_has_an_effect_and_every_effect_a_step() -> None:
    """What only the system does may have none of its own: it happens inside another step."""
    for flow, found in ((PROBLEM, effects.CASE_EFFECTS), (TASK, effects.TASK_EFFECTS)):
        assert set(found) - {step.name for step in flow.steps} == set()
        assert {step.name for step in flow.steps if step.by} - set(found) == set()
    assert set(effects.TASK_EFFECTS) == life.TASK_STEPS


def test_every_layer_is_of_an_event() -> None:
    told = {
        event
        for event in vars(events).values()
        if inspect.isclass(event) and event.__module__ == events.__name__
    }
    assert set(effects.LAYERS) - told == set()


def test_no_two_steps_share_a_name_across_the_tables() -> None:
    assert {step.name for step in PROBLEM.steps} & {step.name for step in TASK.steps} == set()


@pytest.mark.parametrize(
    "step", [s for flow in (PROBLEM, TASK) for s in flow.steps if s.by], ids=lambda s: s.name
)
def test_what_a_step_needs_can_be_given_in_its_form(step: Step) -> None:
    form = forms.FORMS.get(step.name, forms.RaiseForm)
    assert set(step.needs) - set(form.base_fields) == set()


def test_every_form_is_of_a_step_a_person_may_take() -> None:
    assert (
        set(forms.FORMS) - {step.name for flow in (PROBLEM, TASK) for step in flow.steps if step.by} == set()
    )


def test_every_clock_is_known_and_has_a_limit() -> None:
    named = {sign.clock for flow in (PROBLEM, TASK) for step in flow.steps for sign in step.signs} - {ALL}
    assert named - set(ClockKind.values()) == set()
    without = {ClockKind.EXPERIENCE, ClockKind.REWORK}
    assert named - {row.clock for row in LIMITS} - without == set()
    assert set(LEVEL_LIMITS) == set(LEVELS) - {0}


@pytest.mark.parametrize(
    ("model", "flow", "term"),
    [(Problem, PROBLEM, CaseState), (Task, TASK, TaskState)],
    ids=["problem", "task"],
)
def test_table_workflow_and_database_know_the_same_states(model: type, flow: Workflow, term: type) -> None:
    codes = {state.code for state in flow.states}
    stored = [c.condition.children for c in model._meta.constraints if c.name.endswith("_state_known")]
    assert codes == set(term.values())
    assert [dict(children)["state__in"] for children in stored] == [[state.code for state in flow.states]]
