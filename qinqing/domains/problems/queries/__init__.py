"""Reads of the room. Every read starts from what the actor may see."""

from qinqing.domains.problems.queries.detail import (
    Detail,
    Offer,
    attachment_for,
    detail_for,
    detail_of,
    detail_of_task,
    problem_for,
)
from qinqing.domains.problems.queries.lists import (
    Page,
    ProblemRow,
    TaskRow,
    calls_page,
    drafts_of,
    facts_of,
    found_by_words,
    newest_page,
    open_page,
    open_tasks_page,
    problems_of_enterprise,
    problems_visible_to,
    rows_by_id,
    task_choices,
    tasks_visible_to,
)
from qinqing.domains.problems.queries.surroundings import place
from qinqing.domains.problems.queries.watch import Orphan, orphans

__all__ = [
    "Detail",
    "Offer",
    "Orphan",
    "Page",
    "ProblemRow",
    "TaskRow",
    "attachment_for",
    "calls_page",
    "detail_for",
    "detail_of",
    "detail_of_task",
    "drafts_of",
    "facts_of",
    "found_by_words",
    "newest_page",
    "open_page",
    "open_tasks_page",
    "orphans",
    "place",
    "problem_for",
    "problems_of_enterprise",
    "problems_visible_to",
    "rows_by_id",
    "task_choices",
    "tasks_visible_to",
]
