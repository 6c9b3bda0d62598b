"""For the administrators who keep the platform running."""

from qinqing.domains.accounts.terms import Role
from qinqing.kernel.navigation import Entry

NAVIGATION = (
    Entry(
        "运行状况",
        "operations:health",
        frozenset({Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN}),
        order=930,
        icon="report-analytics",
        says="什么在拖、什么卡住、什么没备份",
    ),
)
