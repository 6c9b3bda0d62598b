"""The engine of life cycles: what is open, what is refused and why, and the faults a table can have."""

from dataclasses import dataclass, replace

import pytest

from qinqing.lib.workflow import STAYS, SYSTEM, ClockSign, Refused, State, Step, Workflow, clock_signs


@dataclass(frozen=True)
class Parcel:
    sealed: bool = True


class Sent: ...


def must_be_sealed(subject: Parcel) -> str | None:
    return None if subject.sealed else "包裹未封口，封好后再寄"


def no_far_country(subject: Parcel, given: dict[str, object]) -> str | None:
    return "不寄往月球" if given["where"] == "月球" else None


STATES = (
    State("packed", "待寄", owner=frozenset({"sender"}), clocks=("A",)),
    State("under_way", "在途", owner=frozenset({"carrier"})),
    State("delivered", "已送达", ends=True),
    State("lost", "已丢失", ends=True),
)
STEPS = (
    Step(
        "send",
        "T1",
        "寄出",
        frozenset({"packed"}),
        "under_way",
        frozenset({"sender", "clerk"}),
        needs=("where", "weight"),
        when=(must_be_sealed,),
        guards=(no_far_country,),
        clocks="-A +Q",
        event=Sent,
    ),
    Step("label", "T2", "改标签", frozenset({"packed"}), STAYS, frozenset({"sender"}), clocks="!A"),
    Step(
        "deliver",
        "T3",
        "送达",
        frozenset({"under_way"}),
        frozenset({"delivered", "lost"}),
        frozenset({"carrier"}),
        clocks="-all",
    ),
    Step(
        "pack",
        "T4",
        "重新打包",
        frozenset({"under_way", "lost"}),
        "packed",
        frozenset({"carrier"}),
        clocks="+A ~Q",
    ),
    Step("give_up", "T5", "判定丢失", frozenset({"under_way"}), "lost", system=True, clocks="-all"),
)
FLOW = Workflow("packed", STATES, STEPS, {"sender": "寄件人", "clerk": "柜员", "carrier": "承运人"})
GIVEN = {"where": "北京", "weight": 0}


def refusal(name: str, state: str, relations: set[str], given: dict[str, object], subject: Parcel) -> Refused:
    with pytest.raises(Refused) as caught:
        FLOW.check(name, state, relations, given, subject)
    return caught.value


def with_step(changed: str, **changes: object) -> Workflow:
    steps = tuple(replace(step, **changes) if step.name == changed else step for step in STEPS)
    return replace(FLOW, steps=steps)


def with_state(changed: str, **changes: object) -> Workflow:
    states = tuple(replace(state, **changes) if state.code == changed else state for state in STATES)
    return replace(FLOW, states=states)


ENDLESS = replace(FLOW, states=tuple(replace(state, ends=False) for state in STATES))
NEVER_STOPPING = replace(FLOW, steps=tuple(replace(s, clocks=s.clocks.replace("-all", "")) for s in STEPS))


class TestOpenSteps:
    def names(self, state: str, relations: set[str], subject: Parcel) -> list[str]:
        return [step.name for step in FLOW.open_steps(state, relations, subject)]

    def test_each_person_is_offered_his_own_steps(self) -> None:
        assert self.names("packed", {"sender"}, Parcel()) == ["send", "label"]
        assert self.names("packed", {"clerk"}, Parcel()) == ["send"]
        assert self.names("packed", {"carrier"}, Parcel()) == []

    def test_a_step_whose_condition_fails_is_not_offered(self) -> None:
        assert self.names("packed", {"sender"}, Parcel(sealed=False)) == ["label"]

    def test_a_step_of_the_system_is_offered_to_nobody_else(self) -> None:
        assert self.names("under_way", {"carrier", "sender"}, Parcel()) == ["deliver", "pack"]
        assert self.names("under_way", {SYSTEM}, Parcel()) == ["give_up"]

    def test_what_is_offered_is_not_refused(self) -> None:
        for state in STATES:
            for relation in ("sender", "clerk", "carrier", SYSTEM):
                for step in FLOW.open_steps(state.code, {relation}, Parcel()):
                    assert FLOW.check(step.name, state.code, {relation}, GIVEN, Parcel()) is step


class TestCheck:
    def test_a_step_taken_rightly_gives_its_row(self) -> None:
        row = FLOW.check("send", "packed", {"clerk"}, GIVEN, Parcel())
        assert row.event is Sent
        assert row.signs == (ClockSign("-", "A"), ClockSign("+", "Q"))

    def test_an_unknown_step_is_refused(self) -> None:
        assert refusal("fly", "packed", {"sender"}, GIVEN, Parcel()).code == "unknown_step"

    def test_the_wrong_state_is_refused_with_the_right_one(self) -> None:
        refused = refusal("send", "under_way", {"sender"}, GIVEN, Parcel())
        assert refused.code == "wrong_state"
        assert refused.message == "现在是“在途”，不能“寄出”；须在“待寄”时办理"

    def test_the_wrong_person_is_refused_with_the_right_ones(self) -> None:
        refused = refusal("send", "packed", {"carrier"}, GIVEN, Parcel())
        assert (refused.code, refused.message) == ("wrong_relation", "“寄出”须由寄件人、柜员办理")

    def test_the_system_step_is_refused_to_people(self) -> None:
        assert refusal("give_up", "under_way", {"carrier"}, {}, Parcel()).code == "wrong_relation"

    @pytest.mark.parametrize("blank", [None, "", " \n", "　", [], (), set()])
    def test_a_blank_field_is_missing_and_named(self, blank: object) -> None:
        refused = refusal("send", "packed", {"sender"}, {"where": blank, "weight": 1}, Parcel())
        assert (refused.code, refused.field) == ("missing", "where")
        assert refusal("send", "packed", {"sender"}, {"where": "北京"}, Parcel()).field == "weight"

    @pytest.mark.parametrize("value", [0, False])
    def test_zero_and_no_are_answers(self, value: object) -> None:
        assert FLOW.check("send", "packed", {"sender"}, {"where": "北京", "weight": value}, Parcel())

    def test_a_failed_condition_or_guard_is_refused_by_its_name(self) -> None:
        refused = refusal("send", "packed", {"sender"}, GIVEN, Parcel(sealed=False))
        assert (refused.code, str(refused)) == ("guard:must_be_sealed", "包裹未封口，封好后再寄")
        assert (
            refusal("send", "packed", {"sender"}, GIVEN | {"where": "月球"}, Parcel()).code
            == "guard:no_far_country"
        )


class TestTargets:
    def test_a_step_leads_to_its_target_stays_or_leaves_a_choice(self) -> None:
        assert FLOW.step("send").targets("packed") == {"under_way"}
        assert FLOW.step("label").targets("packed") == {"packed"}
        assert FLOW.step("deliver").targets("under_way") == {"delivered", "lost"}


class TestClockSigns:
    def test_all_signs_are_read(self) -> None:
        assert clock_signs("-A +Q ~B >W !G -all") == (
            ("-", "A"),
            ("+", "Q"),
            ("~", "B"),
            (">", "W"),
            ("!", "G"),
            ("-", "all"),
        )
        assert clock_signs("") == ()

    @pytest.mark.parametrize("written", ["A", "*A", "-", "+all", "~all", "-A,+B"])
    def test_anything_else_is_refused_when_the_table_is_written(self, written: str) -> None:
        with pytest.raises(ValueError, match="clock sign"):
            with_step("send", clocks=written)


class TestFaults:
    def test_a_sound_table_has_none(self) -> None:
        assert FLOW.faults() == []

    @pytest.mark.parametrize(
        ("flow", "fault"),
        [
            (replace(FLOW, start="nowhere"), "start: unknown state nowhere"),
            (with_step("send", target="moon"), "step send: unknown state moon"),
            (with_step("send", source=frozenset({"packed", "moon"})), "step send: unknown state moon"),
            (with_step("deliver", target="lost"), "unreachable state: delivered"),
            (ENDLESS, "no way out of state: packed"),
            (with_state("packed", owner=frozenset()), "state without owner: packed"),
            (with_state("packed", owner=frozenset({"carrier"})), "carrier owns packed but can take no step"),
            (replace(FLOW, states=(*STATES, STATES[3])), "duplicate state code: lost"),
            (with_step("label", name="send"), "duplicate step name: send"),
            (with_step("label", code="T1"), "duplicate step code: T1"),
            (with_step("label", by=frozenset()), "step label: nobody can take it anywhere"),
            (with_step("label", source=frozenset()), "step label: nobody can take it anywhere"),
            (NEVER_STOPPING, "clock started but never stopped: Q"),
            (with_step("label", clocks="!A -Z"), "clock never started: Z"),
            (with_state("packed", clocks=("W",)), "clock never started: W"),
        ],
    )
    def test_each_fault_is_found(self, flow: Workflow, fault: str) -> None:
        assert fault in flow.faults()

    def test_clocks_may_be_started_and_stopped_in_tables_side_by_side(self) -> None:
        bare = tuple(replace(step, clocks="") for step in STEPS)
        states = tuple(replace(state, clocks=()) for state in STATES)
        starting = Workflow("packed", states, (replace(bare[0], clocks="+Z"), *bare[1:]))
        stopping = Workflow("packed", states, (replace(bare[0], clocks="-Z"), *bare[1:]))
        assert starting.faults() == ["clock started but never stopped: Z"]
        assert stopping.faults() == ["clock never started: Z"]
        assert starting.faults(stopping) == stopping.faults(starting) == []


def test_the_diagram_shows_states_steps_and_ends() -> None:
    assert FLOW.diagram().splitlines() == [
        "stateDiagram-v2",
        '    state "待寄" as packed',
        '    state "在途" as under_way',
        '    state "已送达" as delivered',
        '    state "已丢失" as lost',
        "    [*] --> packed",
        "    packed --> under_way: 寄出",
        "    packed --> packed: 改标签",
        "    under_way --> delivered: 送达",
        "    under_way --> lost: 送达、判定丢失",
        "    lost --> packed: 重新打包",
        "    under_way --> packed: 重新打包",
        "    delivered --> [*]",
        "    lost --> [*]",
    ]


def test_choices_are_the_states_in_order() -> None:
    assert FLOW.choices[0] == ("packed", "待寄")
    assert FLOW.state("lost").ends
