"""Tables of the room. States come from the workflow; dates and holder are a cache of the ledger."""

from qinqing.domains.problems.models.cases import OPEN_STATES, OPEN_TASK_STATES, Problem, Task
from qinqing.domains.problems.models.dated import (
    Category,
    CategoryRule,
    Dated,
    Duty,
    ReplyTemplate,
)
from qinqing.domains.problems.models.proposed import ProposedDay, ProposedRule
from qinqing.domains.problems.models.written import (
    Attachment,
    ContactRecord,
    LedgerEntry,
    ProblemLink,
    Rating,
    ReplyDraft,
)

__all__ = [
    "OPEN_STATES",
    "OPEN_TASK_STATES",
    "Attachment",
    "Category",
    "CategoryRule",
    "ContactRecord",
    "Dated",
    "Duty",
    "LedgerEntry",
    "Problem",
    "ProblemLink",
    "ProposedDay",
    "ProposedRule",
    "Rating",
    "ReplyDraft",
    "ReplyTemplate",
    "Task",
]
