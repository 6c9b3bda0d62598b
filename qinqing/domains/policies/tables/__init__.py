"""What the room's lists and pages show."""

from qinqing.domains.policies.tables.editions import (
    IN_WORK,
    ITEMS,
    Asked,
    asked_by,
    by_units,
    facts_of,
    gap_of,
    groups_of,
    history_of,
    item_rows,
    season_of,
    state_of,
    wording_of,
    work_rows,
)
from qinqing.domains.policies.tables.matches import CONDITIONS, concerned_shown, trial_brief, trial_shown
from qinqing.domains.policies.tables.titles import (
    HELD,
    STOCKS,
    held_rows,
    rungs,
    stock_rows,
    won_chart,
)

__all__ = [
    "CONDITIONS",
    "HELD",
    "IN_WORK",
    "ITEMS",
    "STOCKS",
    "Asked",
    "asked_by",
    "by_units",
    "concerned_shown",
    "facts_of",
    "gap_of",
    "groups_of",
    "held_rows",
    "history_of",
    "item_rows",
    "rungs",
    "season_of",
    "state_of",
    "stock_rows",
    "trial_brief",
    "trial_shown",
    "won_chart",
    "wording_of",
    "work_rows",
]
