"""The room's places in the menu."""

from qinqing.domains.accounts.terms import Role
from qinqing.domains.policies.permissions import READERS
from qinqing.kernel.navigation import Entry

_OTHERS = frozenset(READERS) - {Role.POLICY_EDITOR, Role.CALLBACK, Role.ADJUDICATOR, Role.ENTERPRISE_USER}

NAVIGATION = (
    Entry(
        "能享受的政策",
        "policies:ours",
        frozenset({Role.ENTERPRISE_USER}),
        order=220,
        icon="file-text",
        beneath=("policies:list",),
    ),
    Entry("政策", "policies:list", _OTHERS, order=280, phone=False, icon="file-text"),
    Entry(
        "政策统计",
        "policies:figures",
        frozenset({Role.POLICY_EDITOR, Role.LEADER}),
        order=286,
        phone=False,
        icon="chart-bar",
        says="发布的、关系到谁、推送读没读、新得的称号，点开是名单",
    ),
    Entry(
        "称号",
        "policies:titles",
        frozenset({Role.POLICY_EDITOR, Role.LEADER}),
        order=285,
        phone=False,
        icon="award",
        says="各种称号现有、新得、快到期的，和够条件还没得的",
    ),
    Entry(
        "政策事项",
        "policies:list",
        frozenset({Role.POLICY_EDITOR}),
        order=20,
        icon="file-text",
        says="在执行的、在改的、等复核的政策事项",
    ),
)
