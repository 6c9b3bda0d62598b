"""What can be found of the room: problems that were sent, by whoever sees them."""

from collections.abc import Sequence
from datetime import datetime

from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems import queries
from qinqing.domains.problems.terms import SHOWN_TO_ENTERPRISE, CaseState
from qinqing.kernel.addresses import path_to
from qinqing.kernel.permissions import Actor
from qinqing.kernel.search import Found
from qinqing.kernel.search import Hit as Shown


def _problems(actor: Actor, ids: Sequence[int], now: datetime) -> list[Shown]:
    own = Role.ENTERPRISE_USER in actor.roles
    return [_problem(one, own=own) for one in queries.problems_found(actor, ids)]


def _problem(one: queries.Hit, *, own: bool) -> Shown:
    row, state = one.row, CaseState.of(one.row.state)
    return Shown(
        id=row.id,
        href=path_to("problems:detail", row.public_id),
        title=row.title,
        words=one.facts,
        number=row.number or "",
        whose=row.enterprise or "",
        state=SHOWN_TO_ENTERPRISE[state] if own else state.label,
        at=row.original_at or row.submitted_at,
    )


FOUND = (Found("problem", "诉求", "problem.see", order=20, show=_problems),)
