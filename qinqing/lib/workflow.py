"""A life cycle as a table: who may take which step from where, what it needs, what it does to the clocks.

The engine says which steps are open, refuses one with a reason, finds faults in the table and draws it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, NamedTuple

STAYS: Final = "="
SYSTEM: Final = "system"
ALL: Final = "all"
STARTS: Final = frozenset("+!")
SIGNS: Final = frozenset("+-~>!")

Given = Mapping[str, Any]
Guard = Callable[[Any, Given], str | None]
Condition = Callable[[Any], str | None]


class Refused(Exception):
    """A step that is not open. `code` is unknown_step, wrong_state, wrong_relation, missing or guard:<name>.

    The message is Chinese and says what would make it possible; `field` names the field to blame, if one is.
    """

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.field = code, message, field


class ClockSign(NamedTuple):
    """What a step does to a clock: + starts, - stops, ~ pauses, > goes on, ! starts anew."""

    sign: str
    clock: str


@lru_cache
def clock_signs(written: str) -> tuple[ClockSign, ...]:
    """Reads "-A +Q ~B >W !G -all"; refuses anything else with ValueError."""
    signs = tuple(ClockSign(word[0], word[1:]) for word in written.split())
    for sign, clock in signs:
        if sign not in SIGNS or not clock.isidentifier() or (clock == ALL and sign != "-"):
            raise ValueError(f"not a clock sign: {sign}{clock}")
    return signs


@dataclass(frozen=True, slots=True)
class State:
    """A state, the relations that must act in it, the clocks that run in it, and whether it ends the life."""

    code: str
    label: str
    owner: frozenset[str] = frozenset()
    clocks: tuple[str, ...] = ()
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One row. `target` is a state, STAYS, or several states among which the action chooses by the record.

    `when` are conditions of the subject alone and decide whether the step is offered at all; `guards` also
    see what is given. Both are pure and return the Chinese reason against, or None. A `system` step is
    never offered to a person: only the relation SYSTEM may take it.
    """

    name: str
    code: str
    label: str
    source: frozenset[str]
    target: str | frozenset[str]
    by: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    guards: tuple[Guard, ...] = ()
    clocks: str = ""
    event: type | None = None
    system: bool = False

    def __post_init__(self) -> None:
        clock_signs(self.clocks)

    @property
    def signs(self) -> tuple[ClockSign, ...]:
        return clock_signs(self.clocks)

    @property
    def takers(self) -> frozenset[str]:
        return self.by | {SYSTEM} if self.system else self.by

    def targets(self, state: str) -> frozenset[str]:
        """The states it may lead to from this one."""
        if isinstance(self.target, frozenset):
            return self.target
        return frozenset({state if self.target == STAYS else self.target})


@dataclass(frozen=True, slots=True)
class Workflow:
    """The tables together. `relations` gives each relation its Chinese word for the refusals."""

    start: str
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    relations: Mapping[str, str] = field(default_factory=dict)
    _states: Mapping[str, State] = field(init=False, repr=False, compare=False)
    _steps: Mapping[str, Step] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_states", {state.code: state for state in self.states})
        object.__setattr__(self, "_steps", {step.name: step for step in self.steps})

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(state.code, state.label) for state in self.states]

    def state(self, code: str) -> State:
        return self._states[code]

    def step(self, name: str) -> Step:
        """The row of that name; Refused as unknown_step."""
        if name not in self._steps:
            raise Refused("unknown_step", "没有这一步，请刷新页面后再试")
        return self._steps[name]

    def open_steps(self, state: str, relations: Collection[str], subject: Any = None) -> tuple[Step, ...]:
        """The steps these relations may take now, before anything is given."""
        held = frozenset(relations)
        return tuple(
            step
            for step in self.steps
            if state in step.source and step.takers & held and not any(met(subject) for met in step.when)
        )

    def check(self, name: str, state: str, relations: Collection[str], given: Given, subject: Any) -> Step:
        """The row, if the step may be taken so; otherwise Refused with the first reason against."""
        step = self.step(name)
        if state not in step.source:
            places = "、".join(s.label for s in self.states if s.code in step.source)
            now = self._states[state].label if state in self._states else state
            raise Refused("wrong_state", f"现在是“{now}”，不能“{step.label}”；须在“{places}”时办理")
        if not step.takers & frozenset(relations):
            takers = "、".join(sorted(self.relations.get(one, one) for one in step.takers))
            raise Refused("wrong_relation", f"“{step.label}”须由{takers}办理")
        for needed in step.needs:
            if _is_blank(given.get(needed)):
                raise Refused("missing", f"办理“{step.label}”须填写此项", needed)
        for condition in step.when:
            _refuse(condition, condition(subject))
        for guard in step.guards:
            _refuse(guard, guard(subject, given))
        return step

    def faults(self, *beside: "Workflow") -> list[str]:
        """What is wrong with the tables themselves; an empty list where they are sound.

        A clock may be started here and stopped in a table `beside`, and the reverse.
        """
        clocks = self._loose_clocks([step for flow in (self, *beside) for step in flow.steps])
        return [*self._duplicates(), *self._unknown(), *self._dead_ends(), *self._idle(), *clocks]

    def diagram(self) -> str:
        """The tables as a Mermaid state diagram."""
        arrows: dict[tuple[str, str], list[str]] = {}
        for step in self.steps:
            for source in sorted(step.source):
                for target in sorted(step.targets(source)):
                    arrows.setdefault((source, target), []).append(step.label)
        return "\n".join(
            [
                "stateDiagram-v2",
                *(f'    state "{state.label}" as {state.code}' for state in self.states),
                f"    [*] --> {self.start}",
                *(f"    {a} --> {b}: {'、'.join(dict.fromkeys(ls))}" for (a, b), ls in arrows.items()),
                *(f"    {state.code} --> [*]" for state in self.states if state.ends),
            ]
        )

    def _duplicates(self) -> Iterator[str]:
        columns = {
            "state code": [state.code for state in self.states],
            "step name": [step.name for step in self.steps],
            "step code": [step.code for step in self.steps],
        }
        for column, values in columns.items():
            yield from (f"duplicate {column}: {v}" for v in dict.fromkeys(values) if values.count(v) > 1)

    def _unknown(self) -> Iterator[str]:
        named = {"start": frozenset({self.start})}
        for step in self.steps:
            named[f"step {step.name}"] = step.source.union(*map(step.targets, step.source))
        for place, codes in named.items():
            yield from (f"{place}: unknown state {code}" for code in sorted(codes - self._states.keys()))

    def _dead_ends(self) -> Iterator[str]:
        ahead = {s.code: self._reached({s.code}) for s in self.states}
        ends = {state.code for state in self.states if state.ends}
        reached = self._reached({self.start})
        for state in self.states:
            if state.code not in reached:
                yield f"unreachable state: {state.code}"
            if not state.ends and not ahead[state.code] & ends:
                yield f"no way out of state: {state.code}"

    def _reached(self, codes: set[str]) -> set[str]:
        found = set(codes)
        while new := {t for s in self.steps for c in s.source & found for t in s.targets(c)} - found:
            found |= new
        return found

    def _idle(self) -> Iterator[str]:
        for step in self.steps:
            if not step.source or not step.takers:
                yield f"step {step.name}: nobody can take it anywhere"
        for state in self.states:
            takers = {one for step in self.steps if state.code in step.source for one in step.takers}
            if not state.ends and not state.owner:
                yield f"state without owner: {state.code}"
            yield from (
                f"{one} owns {state.code} but can take no step" for one in sorted(state.owner - takers)
            )

    def _loose_clocks(self, steps: Collection[Step]) -> Iterator[str]:
        started, touched = _clocks(self.steps)
        started_anywhere, touched_anywhere = _clocks(steps)
        running = {clock for state in self.states for clock in state.clocks}
        if ALL not in touched_anywhere["-"]:
            stray = started - touched_anywhere["-"]
            yield from (f"clock started but never stopped: {clock}" for clock in sorted(stray))
        named = set().union(running, *touched.values()) - {ALL}
        yield from (f"clock never started: {clock}" for clock in sorted(named - started_anywhere))


def _clocks(steps: Collection[Step]) -> tuple[set[str], dict[str, set[str]]]:
    """The clocks started by the steps, and the others they touch, by sign."""
    started: set[str] = set()
    touched: dict[str, set[str]] = {sign: set() for sign in SIGNS - STARTS}
    for sign, clock in (one for step in steps for one in step.signs):
        (started if sign in STARTS else touched[sign]).add(clock)
    return started, touched


def _is_blank(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, Collection) and not value)


def _refuse(guard: Callable[..., str | None], reason: str | None) -> None:
    if reason:
        raise Refused(f"guard:{guard.__name__}", reason)
