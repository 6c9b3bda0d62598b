"""Conditions that several tables of the room put on their rows."""

from django.db import models
from django.db.models import Q


def one_of(field: str, values: list[str], name: str) -> models.CheckConstraint:
    """The field holds one of these values."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


def days_in_order(name: str) -> models.CheckConstraint:
    """What a rule holds for ends on no day before it begins."""
    return models.CheckConstraint(
        condition=Q(valid_until_on__isnull=True) | Q(valid_until_on__gte=models.F("valid_from_on")), name=name
    )
