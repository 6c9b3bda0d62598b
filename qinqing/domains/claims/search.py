"""What can be found of the room: claims, by whoever sees them."""

from collections.abc import Sequence
from datetime import datetime

from qinqing.domains.claims import queries
from qinqing.domains.claims.models import Claim
from qinqing.domains.claims.terms import ClaimState
from qinqing.kernel.addresses import path_to
from qinqing.kernel.permissions import Actor
from qinqing.kernel.search import Found, Hit


def _claims(actor: Actor, ids: Sequence[int], now: datetime) -> list[Hit]:
    rows = queries.claims_visible_to(actor).filter(pk__in=ids)
    return [_hit(row) for row in rows.select_related("edition", "enterprise")]


def _hit(claim: Claim) -> Hit:
    return Hit(
        id=claim.pk,
        href=path_to("claims:one", claim.public_id),
        title=claim.edition.title,
        number=claim.number,
        whose=claim.enterprise.name,
        state=ClaimState.label_of(claim.state),
        at=claim.created_at,
    )


FOUND = (Found(queries.CLAIM, "政策兑现", "claim.see", order=30, show=_claims, entries=queries.entries),)
