"""Beside one's name: what one took away; for the audit administrator in the menu."""

from qinqing.domains.accounts.terms import Role
from qinqing.domains.exports.permissions import TAKERS
from qinqing.kernel.navigation import Entry, Fixture

NAVIGATION = (
    Entry(
        "导出记录",
        "exports:list",
        frozenset({Role.AUDIT_ADMIN}),
        order=922,
        icon="download",
        says="谁带走了哪份清单，多少行，谁同意的",
    ),
)
FRAME = (Fixture("me_links", "exports:list", frozenset(TAKERS), "导出记录"),)
