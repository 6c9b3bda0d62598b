"""The audit administrator's own entry."""

from qinqing.domains.accounts.terms import Role
from qinqing.kernel.navigation import Entry

NAVIGATION = (
    Entry(
        "审计链",
        "audit:chain",
        frozenset({Role.AUDIT_ADMIN}),
        order=925,
        icon="link",
        says="记录封到哪里、凭哪个头，怎样查出被改过的一条",
    ),
    Entry(
        "谁查看得多",
        "audit:readers",
        frozenset({Role.AUDIT_ADMIN}),
        order=926,
        icon="eye",
        says="一天里谁看了多少家企业的号码和年度数据",
    ),
)
