"""Reads of the room. Every read starts from what the actor may see."""

from qinqing.domains.problems.queries.calendar import proposed_said
from qinqing.domains.problems.queries.catalogue import areas_for_choice, categories_for_choice
from qinqing.domains.problems.queries.detail import (
    Detail,
    Offer,
    attachment_for,
    detail_for,
    detail_of_task,
    problem_for,
)
from qinqing.domains.problems.queries.links import BY_LINK, bearer_of, has_link
from qinqing.domains.problems.queries.lists import (
    PAGE,
    Hit,
    Page,
    ProblemRow,
    TaskRow,
    addresses_of,
    calls_page,
    drafts_of,
    newest_page,
    open_page,
    open_tasks_page,
    problems_found,
    problems_of_enterprise,
    problems_visible_to,
    step_choices,
    task_choices,
    tasks_visible_to,
)
from qinqing.domains.problems.queries.narrowing import LATE, Narrowing
from qinqing.domains.problems.queries.people import heads_at_work_for
from qinqing.domains.problems.queries.proposals import DayWaiting, RuleWaiting, proposals_waiting_for
from qinqing.domains.problems.queries.raising import NOTHING_GIVEN
from qinqing.domains.problems.queries.standing import (
    LIGHTS,
    Standing,
    Today,
    holder_said,
    standing_of,
    today_for,
)
from qinqing.domains.problems.queries.stocks import Stocks, stocks_of
from qinqing.domains.problems.queries.surroundings import areas_under, place
from qinqing.domains.problems.queries.waiting import (
    News,
    Served,
    is_held_by,
    news_for,
    objections_waiting_for,
    served_summaries,
    tasks_waiting_for,
    waiting_for,
    waiting_page,
)
from qinqing.domains.problems.queries.watch import Fault, misdated, orphans, uneven
from qinqing.domains.problems.queries.years import missing_years

__all__ = [
    "BY_LINK",
    "LATE",
    "LIGHTS",
    "NOTHING_GIVEN",
    "PAGE",
    "DayWaiting",
    "Detail",
    "Fault",
    "Hit",
    "Narrowing",
    "News",
    "Offer",
    "Page",
    "ProblemRow",
    "RuleWaiting",
    "Served",
    "Standing",
    "Stocks",
    "TaskRow",
    "Today",
    "addresses_of",
    "areas_for_choice",
    "areas_under",
    "attachment_for",
    "bearer_of",
    "calls_page",
    "categories_for_choice",
    "detail_for",
    "detail_of",
    "detail_of_task",
    "drafts_of",
    "has_link",
    "heads_at_work_for",
    "holder_said",
    "is_held_by",
    "misdated",
    "missing_years",
    "newest_page",
    "news_for",
    "objections_waiting_for",
    "open_page",
    "open_tasks_page",
    "orphans",
    "place",
    "problem_for",
    "problems_found",
    "problems_of_enterprise",
    "problems_visible_to",
    "proposals_waiting_for",
    "proposed_said",
    "served_summaries",
    "standing_of",
    "step_choices",
    "stocks_of",
    "task_choices",
    "tasks_visible_to",
    "tasks_waiting_for",
    "today_for",
    "uneven",
    "waiting_for",
    "waiting_page",
]
