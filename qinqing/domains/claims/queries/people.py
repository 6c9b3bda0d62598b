"""Who is to be told about a claim, by what they are to it at this moment. Read as the system."""

from datetime import datetime

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.terms import Role
from qinqing.domains.claims.models import Claim, PayoutList
from qinqing.domains.claims.terms import ClaimHolder
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.officers import queries as officers


def claim(claim_id: int) -> Claim:
    """The claim itself."""
    return Claim.objects.get(pk=claim_id)


def payout_list(list_id: int) -> PayoutList:
    """The list itself."""
    return PayoutList.objects.get(pk=list_id)


def enterprise_people(row: Claim) -> list[int]:
    """Who wrote it for the enterprise; where he does not speak for it, its first contact with an account."""
    found = enterprises.speakers([row.enterprise_id])[row.enterprise_id]
    return [row.author_id] if row.author_id in found else found[:1]


def officer(row: Claim, now: datetime) -> list[int]:
    """The officer present or substituted now."""
    found = officers.present_officer(row.enterprise_id, now)
    return [found] if found is not None else []


def unit_people(unit_id: int, role: Role, now: datetime) -> list[int]:
    """Who handles, or heads, in a unit."""
    return list(accounts.people_of_unit(unit_id, role, now).values_list("pk", flat=True))


def holder(row: Claim, now: datetime) -> list[int]:
    """Whoever must act next."""
    match row.holder:
        case ClaimHolder.OFFICER:
            return officer(row, now) or enterprise_people(row)
        case ClaimHolder.ENTERPRISE:
            return enterprise_people(row)
        case ClaimHolder.UNIT:
            return unit_people(row.unit_id, Role.HANDLER, now)
        case ClaimHolder.UNIT_HEAD:
            return unit_people(row.unit_id, Role.UNIT_HEAD, now)
    return []


def who_hears_of_lateness(row: Claim, now: datetime) -> list[int]:
    """The holder; the head of a unit that is late, the officer of an enterprise that is."""
    above: list[int] = []
    if row.holder == ClaimHolder.UNIT:
        above = unit_people(row.unit_id, Role.UNIT_HEAD, now)
    elif row.holder == ClaimHolder.ENTERPRISE:
        above = officer(row, now)
    return sorted({*holder(row, now), *above})
