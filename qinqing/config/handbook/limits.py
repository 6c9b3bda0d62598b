"""Limits, levels and triggers, as every area has them that has not set its own."""

from types import ModuleType

from django.apps import apps

from qinqing.config.handbook.markdown import NOTHING, document, section, table
from qinqing.kernel import declared
from qinqing.lib.ledger import Limit
from qinqing.lib.limits import said

LEAD = """没有自己规定的地方，按下表计时。一个区域可以另定，写明生效日期和依据；下级区域的规定优先。
工作日按国务院办公厅公布的放假安排计算，调休上班的周末算工作日。"""


def page() -> str:
    """The limits of every room that has any."""
    return document("时限、级别和触发", LEAD, *(_of(module) for module in declared.modules("limits")))


def _of(module: ModuleType) -> str:
    return "\n\n".join(
        [
            section(_heading(module), _limits(module)),
            *([section("级别", _levels(module))] if hasattr(module, "LEVELS") else []),
            *([section("自动上浮", _triggers(module))] if hasattr(module, "TRIGGERS") else []),
        ]
    )


def _heading(module: ModuleType) -> str:
    room = module.__name__.split(".")[2]
    return f"{apps.get_app_config(room).verbose_name}的时限"


def _limits(module: ModuleType) -> str:
    rows = [
        (
            f"{row.clock.label}（{row.clock}）",
            row.applies_to or "各类",
            said(row.limit).label,
            row.source,
            f"`{row.key}`",
        )
        for row in module.LIMITS
    ]
    return table(("钟", "适用于", "时限", "数字的来历", "设置项"), rows)


def _levels(module: ModuleType) -> str:
    answers = module.LEVEL_LIMITS
    rows = [
        (str(level), name, Limit.parse(answers[level]).label if level in answers else NOTHING)
        for level, name in module.LEVELS.items()
    ]
    return table(("级别", "由谁负责", "答复时限"), rows)


def _triggers(module: ModuleType) -> str:
    rows = [
        (
            trigger.because,
            f"第 {trigger.at_least} 级" if trigger.at_least else "再上一级",
            f"`{trigger.name}`",
        )
        for trigger in module.TRIGGERS
    ]
    return table(("什么情况", "至少上浮到", "代码"), rows)
