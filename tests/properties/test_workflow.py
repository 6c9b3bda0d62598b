"""On random tables: what is offered is allowed and the reverse, and a sound table can be finished."""

from hypothesis import given
from hypothesis import strategies as st

from qinqing.lib.workflow import STAYS, Refused, State, Step, Workflow

CODES = ("a", "b", "c", "d")
PEOPLE = ("p", "q", "system")
some_codes = st.frozensets(st.sampled_from(CODES), min_size=1)
some_people = st.frozensets(st.sampled_from(PEOPLE[:2]), min_size=1)


@st.composite
def workflows(draw: st.DrawFn) -> Workflow:
    states = tuple(State(code, code.upper(), draw(some_people), ends=draw(st.booleans())) for code in CODES)
    steps = tuple(
        Step(
            f"s{i}",
            f"T{i}",
            f"第{i}步",
            draw(some_codes),
            draw(st.sampled_from((*CODES, STAYS)) | some_codes),
            draw(some_people),
            system=draw(st.booleans()),
        )
        for i in range(draw(st.integers(1, 8)))
    )
    return Workflow("a", states, steps)


def allowed(flow: Workflow, name: str, state: str, person: str) -> bool:
    try:
        flow.check(name, state, {person}, {}, None)
    except Refused:
        return False
    return True


@given(workflows())
def test_offered_and_allowed_are_the_same(flow: Workflow) -> None:
    for state in CODES:
        for person in PEOPLE:
            offered = {step.name for step in flow.open_steps(state, {person})}
            assert offered == {step.name for step in flow.steps if allowed(flow, step.name, state, person)}


@given(workflows(), st.data())
def test_in_a_sound_table_every_walk_can_still_be_finished(flow: Workflow, data: st.DataObject) -> None:
    faults = " ".join(flow.faults())
    if "no way out" in faults:
        return
    state = flow.start
    for _ in range(5):
        steps = flow.open_steps(state, PEOPLE)
        if flow.state(state).ends or not steps:
            break
        state = data.draw(st.sampled_from(sorted(data.draw(st.sampled_from(steps)).targets(state))))
    assert flow.state(state).ends or ends_ahead(flow, state, len(CODES))


def ends_ahead(flow: Workflow, state: str, depth: int) -> bool:
    if flow.state(state).ends:
        return True
    ahead = {target for step in flow.open_steps(state, PEOPLE) for target in step.targets(state)}
    return depth > 0 and any(ends_ahead(flow, target, depth - 1) for target in ahead)
