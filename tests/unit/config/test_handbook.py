"""The handbook says what the tables say, in words."""

from qinqing.config.handbook import life_cycles, markdown

MOST = 5


def limited(days: int) -> str | None:
    if days > MOST:
        return f"最多 {MOST} 天，您写了 {days} 天"
    return None


def either(ready: bool) -> str | None:
    return "还没有写好" if not ready else None


def silent(days: int) -> str | None:
    return None


def test_a_refusal_is_read_from_the_code_that_refuses() -> None:
    assert life_cycles.refusals(limited) == ["最多 5 天，您写了 … 天"]
    assert life_cycles.refusals(either) == ["还没有写好"]
    assert life_cycles.refusals(silent) == []


def test_a_cell_keeps_its_table_whole() -> None:
    assert markdown.table(("a", "b"), [("x|y", "一\n二")]).splitlines()[-1] == "| x\\|y | 一<br>二 |"


def test_nothing_under_a_headline_leaves_no_headline() -> None:
    assert markdown.section("空", markdown.table(("a",), [])) == ""


def test_every_life_cycle_is_drawn_with_every_state_and_step() -> None:
    page = life_cycles.page()
    for _, flow, _module in life_cycles.flows():
        assert [state.code for state in flow.states if f"`{state.code}`" not in page] == []
        assert [step.name for step in flow.steps if f"`{step.name}`" not in page] == []
