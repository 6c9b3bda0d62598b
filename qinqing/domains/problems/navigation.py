"""The room's places in the menu, in the words of each role."""

from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems.permissions import PERMISSIONS
from qinqing.kernel.navigation import Entry


def _may(right: str) -> frozenset[str]:
    return PERMISSIONS.may[right]


NAVIGATION = (
    Entry("提一件", "problems:raise", frozenset({Role.ENTERPRISE_USER}), order=90, icon="pencil-plus"),
    Entry(
        "我们的诉求",
        "problems:mine",
        _may("problem.own"),
        order=100,
        icon="clipboard-list",
        beneath=("problems:list",),
    ),
    Entry("办理件", "problems:tasks", _may("task.list"), order=110, icon="clipboard-list"),
    Entry("审签", "problems:sign_off", _may("task.sign_off"), order=120, icon="pencil"),
    Entry("分办台", "problems:triage", _may("problem.triage"), order=130, icon="layout-rows"),
    Entry("审核", "problems:reviews", _may("problem.review"), order=140, icon="checklist"),
    Entry("回访", "problems:calls", _may("problem.call"), order=160, icon="phone"),
    Entry("诉求", "problems:list", _may("problem.list"), order=170, icon="list-check"),
    Entry(
        "日历",
        "problems:calendar",
        frozenset({Role.SYSTEM_ADMIN}),
        order=912,
        icon="calendar-event",
        says="全国放假安排有没有录入，各地哪天不上班",
    ),
    Entry(
        "目录与范文",
        "problems:duties",
        _may("rule.see"),
        order=190,
        icon="template",
        beneath=tuple(
            f"problems:{name}"
            for name in ("kinds", "limits", "calendar", "hours", "templates", "proposed_rules")
        ),
    ),
    Entry(
        "记一件",
        "problems:raise",
        frozenset({Role.OFFICER, Role.COORDINATOR, Role.COORDINATION_HEAD}),
        order=180,
        icon="pencil-plus",
    ),
)
