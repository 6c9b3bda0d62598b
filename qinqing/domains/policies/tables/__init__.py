"""What the room's lists and pages show."""

from qinqing.domains.policies.tables.editions import (
    IN_WORK,
    ITEMS,
    Asked,
    asked_by,
    by_units,
    facts_of,
    groups_of,
    history_of,
    item_rows,
    season_of,
    state_of,
    work_rows,
)
from qinqing.domains.policies.tables.matches import CONDITIONS, concerned_shown, trial_shown

__all__ = [
    "CONDITIONS",
    "IN_WORK",
    "ITEMS",
    "Asked",
    "asked_by",
    "by_units",
    "concerned_shown",
    "facts_of",
    "groups_of",
    "history_of",
    "item_rows",
    "season_of",
    "state_of",
    "trial_shown",
    "work_rows",
]
