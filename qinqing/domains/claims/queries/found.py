"""Claims as the search files them."""

from collections.abc import Collection
from datetime import datetime

from qinqing.domains.claims.models import Claim
from qinqing.domains.claims.terms import ClaimState
from qinqing.kernel.search import Entry, Key


def entry_of(claim: Claim) -> Entry:
    """A claim is found by its number, its item and its enterprise: by the enterprise and whoever serves it,
    once it was sent by its unit and its area, too."""
    keys: list[Key] = [("e", claim.enterprise_id)]
    if claim.state != ClaimState.INTENDED:
        keys += [("u", claim.unit_id), ("a", claim.area_id)]
    return Entry(claim.pk, f"{claim.number} {claim.edition.title} {claim.enterprise.name}", tuple(keys))


def entries(after: int, most: int, now: datetime) -> list[Entry]:
    """The entries of claims in the order of their ids; the claims are locked."""
    rows = Claim.objects.select_for_update(of=("self",)).filter(pk__gt=after).order_by("pk")
    return [entry_of(row) for row in rows.select_related("edition", "enterprise")[:most]]


def entries_of(enterprises: Collection[int]) -> list[Entry]:
    """The entries of the claims of these enterprises; the claims are locked."""
    rows = Claim.objects.select_for_update(of=("self",)).filter(enterprise__in=enterprises).order_by("pk")
    return [entry_of(row) for row in rows.select_related("edition", "enterprise")]
