"""Writes of the room: submit, take a step, add a file's row, let clocks fall due."""

from qinqing.domains.problems.actions.alarm import alarm_of_missing_years
from qinqing.domains.problems.actions.calendar import (
    RECOUNT,
    arrange_year,
    recount_dates,
)
from qinqing.domains.problems.actions.catalogue import (
    NewCategory,
    NewDuty,
    NewTemplate,
    keep_catalogue,
)
from qinqing.domains.problems.actions.drafts import keep_draft
from qinqing.domains.problems.actions.duties import DutyFacts, EndDuty
from qinqing.domains.problems.actions.hours import EndHours, HoursFacts
from qinqing.domains.problems.actions.imports import Arriving, import_problems
from qinqing.domains.problems.actions.kinds import EndRule, KindFacts, RuleFacts
from qinqing.domains.problems.actions.limits import EndLimit, LimitFacts
from qinqing.domains.problems.actions.links import ask_raise_code, give_link, raise_by_link, revoke_links
from qinqing.domains.problems.actions.pace import refuse_too_fast
from qinqing.domains.problems.actions.proposed_days import (
    DayFacts,
    confirm_day,
    propose_day,
    refuse_day,
    take_back_day,
)
from qinqing.domains.problems.actions.proposed_rules import (
    confirm_rule,
    propose_rule,
    refuse_rule,
    take_back_rule,
)
from qinqing.domains.problems.actions.raising import raised_from
from qinqing.domains.problems.actions.steps import accept_and_dispatch, take_step
from qinqing.domains.problems.actions.submit import Raised, Submitted, save_draft, submit_problem
from qinqing.domains.problems.actions.sweep import (
    discard_old_drafts,
    reseat_problems_of,
    reseat_waiting,
    sweep,
)
from qinqing.domains.problems.actions.templates import EndTemplate, TemplateFacts

__all__ = [
    "RECOUNT",
    "Arriving",
    "DayFacts",
    "DutyFacts",
    "EndDuty",
    "EndHours",
    "EndLimit",
    "EndRule",
    "EndTemplate",
    "HoursFacts",
    "KindFacts",
    "LimitFacts",
    "NewCategory",
    "NewDuty",
    "NewTemplate",
    "Raised",
    "RuleFacts",
    "Submitted",
    "TemplateFacts",
    "accept_and_dispatch",
    "alarm_of_missing_years",
    "arrange_year",
    "ask_raise_code",
    "confirm_day",
    "confirm_rule",
    "discard_old_drafts",
    "give_link",
    "import_problems",
    "keep_catalogue",
    "keep_draft",
    "propose_day",
    "propose_rule",
    "raise_by_link",
    "raised_from",
    "recount_dates",
    "refuse_day",
    "refuse_rule",
    "refuse_too_fast",
    "reseat_problems_of",
    "reseat_waiting",
    "revoke_links",
    "save_draft",
    "submit_problem",
    "sweep",
    "take_back_day",
    "take_back_rule",
    "take_step",
]
