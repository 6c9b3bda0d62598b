"""Columns and rows of the room's lists, and a question's time in words."""

from qinqing.domains.advice.tables.answers import (
    IN_WORK,
    answer_light,
    talk_columns,
    talk_facts,
    talk_rows,
    work_rows,
)
from qinqing.domains.advice.tables.questions import (
    AT_DESK,
    ENDED,
    OWN,
    asks_of,
    desk_rows,
    ended_rows,
    own_rows,
    standing_of,
    state_of,
    story_of,
    why_of,
)
from qinqing.domains.advice.tables.routes import ROUTES, route_rows

__all__ = [
    "AT_DESK",
    "ENDED",
    "IN_WORK",
    "OWN",
    "ROUTES",
    "answer_light",
    "asks_of",
    "desk_rows",
    "ended_rows",
    "own_rows",
    "route_rows",
    "standing_of",
    "state_of",
    "story_of",
    "talk_columns",
    "talk_facts",
    "talk_rows",
    "why_of",
    "work_rows",
]
