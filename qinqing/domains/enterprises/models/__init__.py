"""Enterprises with names and contacts, who asked to be one, what is known by year, where they stand,
what somebody wants corrected."""

from qinqing.domains.enterprises.models.figures import FiguresGrant, Opening, YearlyFacts, YearlyFactsQuerySet
from qinqing.domains.enterprises.models.links import RaiseLink
from qinqing.domains.enterprises.models.proposals import ProposedEdit
from qinqing.domains.enterprises.models.register import (
    Contact,
    Enterprise,
    EnterpriseName,
    EnterpriseQuerySet,
    in_register,
)
from qinqing.domains.enterprises.models.registrations import Registration
from qinqing.domains.enterprises.models.standing import Merger, Roll, RollEntry, Title

__all__ = [
    "Contact",
    "Enterprise",
    "EnterpriseName",
    "EnterpriseQuerySet",
    "FiguresGrant",
    "Merger",
    "Opening",
    "ProposedEdit",
    "RaiseLink",
    "Registration",
    "Roll",
    "RollEntry",
    "Title",
    "YearlyFacts",
    "YearlyFactsQuerySet",
    "in_register",
]
