"""The room's places in the menu, and what it has under way about policy items."""

from qinqing.domains.accounts.terms import Role
from qinqing.domains.claims import queries
from qinqing.domains.claims.permissions import PERMISSIONS
from qinqing.domains.claims.terms import ClaimState
from qinqing.kernel.addresses import path_to
from qinqing.kernel.navigation import Entry, Onward, Underway
from qinqing.kernel.permissions import Actor


def _claims_open(actor: Actor, enterprise_id: int) -> dict[int, Onward]:
    """By policy item the claim that an enterprise has open: while it is, no other can be applied for."""
    return {
        claim.item_id: Onward(ClaimState.label_of(claim.state), path_to("claims:one", claim.public_id))
        for claim in queries.open_claims_of(actor, enterprise_id)
    }


UNDERWAY = (Underway("policy_item", _claims_open),)

NAVIGATION = (
    Entry("钱到哪了", "claims:mine", frozenset({Role.ENTERPRISE_USER}), order=225, icon="coin"),
    Entry(
        "兑现", "claims:desk", PERMISSIONS.may["claim.work"], order=125, icon="coin",
        beneath=("claims:mine",),
    ),
    Entry(
        "兑现", "claims:list", PERMISSIONS.may["claim.list"], order=285, phone=False, icon="coin",
        beneath=("claims:mine",),
    ),
    Entry(
        "兑现合计", "claims:sums", frozenset({Role.POLICY_EDITOR}), order=40, phone=False, icon="coin",
        says="您写的政策一年兑现了多少笔、多少钱",
    ),
    Entry(
        "免申即享", "claims:payout_lists", PERMISSIONS.may["payout_list.keep"], order=126, phone=False,
        icon="list-check",
    ),
)  # fmt: skip
