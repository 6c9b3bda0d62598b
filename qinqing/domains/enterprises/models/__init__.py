"""Enterprises with their names and contacts, what is known of them by year, and where they stand."""

from qinqing.domains.enterprises.models.figures import Opening, YearlyFacts, YearlyFactsQuerySet
from qinqing.domains.enterprises.models.register import (
    Contact,
    Enterprise,
    EnterpriseName,
    EnterpriseQuerySet,
)
from qinqing.domains.enterprises.models.standing import Merger, Roll, RollEntry, Title

__all__ = [
    "Contact",
    "Enterprise",
    "EnterpriseName",
    "EnterpriseQuerySet",
    "Merger",
    "Opening",
    "Roll",
    "RollEntry",
    "Title",
    "YearlyFacts",
    "YearlyFactsQuerySet",
]
