"""The life cycles: a drawing, who must act in each state, and every step with what it asks for."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from types import FunctionType, ModuleType
from typing import Any, cast

from qinqing.config.handbook.markdown import document, listed, mermaid, section, table
from qinqing.kernel import declared
from qinqing.lib.workflow import STAYS, SYSTEM, Step, Workflow

LEAD = """每一种事的一生：有哪些状态，谁必须办，能走哪一步，要填什么，什么情况下不让走。程序按这几张表办事，
按钮、接口、权限和这一页读的是同一张表。

钟：`+` 开始，`-` 停，`~` 暂停，`>` 按剩下的时间继续，`!` 重新开始；各种钟的时限见[时限](limits.md)。"""
PARTS = {"PROBLEM_FLOW": "诉求", "TASK_FLOW": "办理件"}


def page() -> str:
    """Every life cycle of every room."""
    return document("一生：状态与步骤", LEAD, *(_of(name, flow, module) for name, flow, module in flows()))


def flows() -> Iterator[tuple[str, Workflow, ModuleType]]:
    """Every life cycle, with its name and the module it stands in."""
    for module in declared.modules("workflow"):
        for name, flow in vars(module).items():
            if isinstance(flow, Workflow):
                yield name, flow, module


def _of(name: str, flow: Workflow, module: ModuleType) -> str:
    steps = [step for step in flow.steps if step.target != STAYS]
    acts = [step for step in flow.steps if step.target == STAYS]
    return section(
        PARTS.get(name, name),
        mermaid(replace(flow, steps=tuple(steps)).diagram()),
        section("状态", _states(flow), level=3),
        section("步骤", _steps(steps, flow, module), level=3),
        section("不改变状态的办理", _steps(acts, flow, module), level=3),
    )


def _states(flow: Workflow) -> str:
    rows = [
        (
            state.label,
            f"`{state.code}`",
            "已结束" if state.ends else listed(flow.relations.get(one, one) for one in sorted(state.owner)),
            listed(state.clocks),
        )
        for state in flow.states
    ]
    return table(("状态", "代码", "谁必须办", "走着的钟"), rows)


def _steps(steps: list[Step], flow: Workflow, module: ModuleType) -> str:
    rows = [
        (
            step.code,
            f"**{step.label}**<br>`{step.name}`",
            _way(step, flow),
            listed(
                flow.relations.get(one, one)
                for one in sorted(step.takers, key=lambda one: (one == SYSTEM, one))
            ),
            listed(_labels(step, module)),
            listed((sentence for rule in (*step.when, *step.guards) for sentence in refusals(rule)), "<br>"),
            step.clocks,
        )
        for step in steps
    ]
    return table(("编码", "步骤", "从 → 到", "谁可以", "必填", "什么时候不行", "钟"), rows)


def _way(step: Step, flow: Workflow) -> str:
    order = [state.code for state in flow.states]

    def labels(codes: frozenset[str]) -> str:
        return listed(flow.state(code).label for code in sorted(codes, key=order.index))

    if step.target == STAYS:
        return labels(step.source)
    reached = step.targets(next(iter(step.source)))
    return f"{labels(step.source)} → {labels(reached)}"


def _labels(step: Step, module: ModuleType) -> Iterator[str]:
    """What must be given, as the form calls it."""
    forms = next((m for m in declared.modules("forms") if m.__package__ == module.__package__), None)
    form = getattr(forms, "FORMS", {}).get(step.name) or getattr(forms, "RaiseForm", None)
    for name in step.needs:
        field = getattr(form, "base_fields", {}).get(name)
        yield str(field.label) if field else name


def refusals(rule: object) -> list[str]:
    """The sentences by which a condition refuses, read from its code; what only the moment knows is “…”."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(cast(FunctionType, rule))))
    names = getattr(rule, "__globals__", {})
    said = (_sentence(node.value, names) for node in ast.walk(tree) if isinstance(node, ast.Return))
    return [sentence for sentence in said if sentence]


def _sentence(value: ast.expr | None, names: dict[str, Any]) -> str:
    if isinstance(value, ast.IfExp):
        return _sentence(value.body, names) or _sentence(value.orelse, names)
    if isinstance(value, ast.JoinedStr):
        return "".join(_sentence(part, names) for part in value.values)
    if isinstance(value, ast.FormattedValue):
        known = isinstance(value.value, ast.Name) and names.get(value.value.id)
        return str(known) if known else "…"
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""
