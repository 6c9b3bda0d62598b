"""What is recorded, who reacts to it, and who is told: the place to look up "and then what happens?"."""

import inspect
from collections.abc import Iterator
from types import ModuleType

from qinqing.config import wiring
from qinqing.config.handbook.life_cycles import flows
from qinqing.config.handbook.markdown import document, listed, section, table
from qinqing.domains.inbox.terms import Level
from qinqing.kernel import declared, events, notices

LEAD = """每一次改动都在同一个事务里记下一行事件，再也不改：它是审计痕迹、时间线，也是后面这些反应的起点。
反应在提交以后由后台执行，至少送达一次，重复无害。"""


def page() -> str:
    """Every event of every room with its arrows, and every notice."""
    heard, steps = _heard(), _steps()
    rows = [
        (
            f"`{event.__name__}`",
            getattr(event, "says", "") or listed(steps.get(event, ())),
            inspect.getdoc(event) or "",
            listed(heard.get(event, ()), "<br>"),
        )
        for event in all_events()
    ]
    people = [
        (f"`{one.event.__name__}`", one.say, Level.label_of(one.level), f"`{one.key}`")
        for one in notices.notices()
    ]
    return document(
        "事件：记下什么，然后发生什么",
        LEAD,
        section("事件和反应", table(("事件", "时间线上的话或步骤", "说明（代码原文）", "谁作出反应"), rows)),
        section("通知", table(("事件", "消息", "级别", "代码"), people)),
    )


def all_events() -> Iterator[type]:
    """Every event type, by room and in the order of its file."""
    for module in declared.modules("events"):
        yield from (event for event in vars(module).values() if _is_event(event, module))


def _is_event(thing: object, module: ModuleType) -> bool:
    return (
        inspect.isclass(thing) and thing.__module__ == module.__name__ and not thing.__name__.startswith("_")
    )


def _heard() -> dict[type, list[str]]:
    """The reactions of rooms, as the worker runs them; who is told stands in a table of its own."""
    return {
        event: [f"`{_room(h)}.{h.__name__}`" for h in hearers if h.__module__.startswith("qinqing.")]
        for event, hearers in wiring.collect().items()
    }


def _room(hearer: events.Hearer) -> str:
    return hearer.__module__.split(".")[2]


def _steps() -> dict[type, list[str]]:
    """The labels of the steps that tell each event."""
    found: dict[type, list[str]] = {}
    for _, flow, _module in flows():
        for step in flow.steps:
            if step.event is not None:
                found.setdefault(step.event, []).append(f"{step.label}（{step.code}）")
    return found
