"""Doors for programs: lists, one problem, raising, every step by its name, files, figures."""

from typing import Final

from ninja import Router

from qinqing.domains.problems.api import figures, files, lists, one, steps

RIGHTS: Final = {
    "problem.list": "查诉求",
    "problem.own": "查本企业的诉求",
    "task.list": "查本单位的办理件",
    "problem.see": "看一件诉求和它的附件",
    "problem.raise": "提诉求",
    "problem.step": "办诉求",
    "figure.open": "看统计",
}
"""What a token can be given here."""
ROUTERS: Final[tuple[Router, ...]] = tuple(
    {part.router: None for part in (lists, one, steps, files, figures)}
)
