"""The room's places in the menu."""

from qinqing.domains.accounts.terms import Role
from qinqing.domains.claims.permissions import PERMISSIONS
from qinqing.kernel.navigation import Entry

NAVIGATION = (
    Entry("钱到哪了", "claims:mine", frozenset({Role.ENTERPRISE_USER}), order=225, icon="coin"),
    Entry("兑现", "claims:desk", PERMISSIONS.may["claim.work"], order=125, icon="coin"),
    Entry("兑现", "claims:list", PERMISSIONS.may["claim.list"], order=285, phone=False, icon="coin"),
    Entry(
        "兑现合计", "claims:sums", frozenset({Role.POLICY_EDITOR}), order=40, phone=False, icon="coin",
        says="您写的政策一年兑现了多少笔、多少钱",
    ),
    Entry(
        "免申即享", "claims:payout_lists", PERMISSIONS.may["payout_list.keep"], order=126, phone=False,
        icon="list-check",
    ),
)  # fmt: skip
