"""The map of the house: floors, rooms, what each room is for, whom it calls and what it holds."""

import ast
import inspect
import re
from functools import cache
from importlib import import_module
from pathlib import Path

from django.apps import AppConfig, apps

from qinqing.config.handbook.markdown import document, listed, mermaid, section, table
from qinqing.kernel import declared

LEAD = """上面的房间可以调用下面的房间；下面的房间用事件告诉上面；同一层互不相识。
实线：调用。虚线：听取事件。"""
CALL = re.compile(r"qinqing\.domains\.(\w+)")


def page() -> str:
    """All rooms that are installed, lowest floor first."""
    return document(
        "房间图",
        LEAD,
        mermaid("\n".join(["graph BT", *_nodes(), *_arrows()])),
        *(
            section(f"{config.verbose_name} `{config.label}`", _card(config), _tables(config))
            for config in rooms()
        ),
    )


def rooms() -> tuple[AppConfig, ...]:
    """The rooms, lowest floor first."""
    return tuple(config for config in apps.get_app_configs() if config.name.startswith("qinqing.domains."))


@cache
def calls(room: str) -> tuple[str, ...]:
    """The rooms that the code of a room imports."""
    folder = Path(str(import_module(f"qinqing.domains.{room}").__file__)).parent
    named: set[str] = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                whole = [f"{node.module}.{name.name}" for name in node.names]
                named.update(found[1] for text in whole if (found := CALL.match(text)))
    return tuple(sorted(named - {room}))


def _nodes() -> list[str]:
    return [f'    {config.label}["{config.verbose_name}<br>{config.label}"]' for config in rooms()]


def _arrows() -> list[str]:
    down = [f"    {config.label} --> {below}" for config in rooms() for below in calls(config.label)]
    heard = {
        (event.__module__.split(".")[2], module.__name__.split(".")[2])
        for module in declared.modules("hears")
        for event in module.HEARS
    }
    return down + [f"    {teller} -.-> {hearer}" for teller, hearer in sorted(heard)]


def _card(config: AppConfig) -> str:
    card = inspect.getdoc(config.module) or ""
    return f"```text\n{card}\n```\n\n调用：{listed(f'`{room}`' for room in calls(config.label))}"


def _tables(config: AppConfig) -> str:
    rows = [
        (
            str(model._meta.verbose_name),
            f"`{model.__name__}`",
            f"`{model._meta.db_table}`",
            str(len(model._meta.fields)),
        )
        for model in config.get_models()
    ]
    return table(("表", "模型", "数据库", "字段数"), rows)
