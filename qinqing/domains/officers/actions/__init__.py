"""Writes: appoint and release officers, assign them, record absences, gather them in groups."""

from qinqing.domains.officers.actions.absences import end_absence, record_absence
from qinqing.domains.officers.actions.assignments import (
    NewAssignment,
    assign_officer,
    assign_officers,
    end_assignment,
    take_back_assignments,
)
from qinqing.domains.officers.actions.handovers import (
    OpenThing,
    confirm_handover,
    list_what_is_open,
    take_handover,
)
from qinqing.domains.officers.actions.pairings import end_pairing, end_pairings_of, pair_leader
from qinqing.domains.officers.actions.roster import (
    NewOfficer,
    OfficerFacts,
    appoint_officer,
    appoint_officers,
    change_officer,
    create_theme_group,
    facts_of,
    join_theme_group,
    join_theme_group_named,
    leave_theme_group,
    release_officer,
)

__all__ = [
    "NewAssignment",
    "NewOfficer",
    "OfficerFacts",
    "OpenThing",
    "appoint_officer",
    "appoint_officers",
    "assign_officer",
    "assign_officers",
    "change_officer",
    "confirm_handover",
    "create_theme_group",
    "end_absence",
    "end_assignment",
    "end_pairing",
    "end_pairings_of",
    "facts_of",
    "join_theme_group",
    "join_theme_group_named",
    "leave_theme_group",
    "list_what_is_open",
    "pair_leader",
    "record_absence",
    "release_officer",
    "take_back_assignments",
    "take_handover",
]
