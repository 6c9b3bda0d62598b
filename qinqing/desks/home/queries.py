"""Everything a first page shows, read by the roles of who opens it; each part is one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qinqing.domains.accounts.terms import ADMINISTRATORS, Role
from qinqing.domains.officers import queries as officers
from qinqing.domains.officers.queries import ServedCard
from qinqing.domains.problems import queries as problems
from qinqing.domains.problems.queries import (
    News,
    Page,
    ProblemRow,
    Served,
    Stocks,
    Today,
    news_for,
    served_summaries,
    stocks_of,
    tasks_waiting_for,
    today_for,
    waiting_for,
)
from qinqing.kernel import door
from qinqing.kernel.permissions import Actor

WORST: Final = 5
_ACT_ON_PROBLEMS: Final = frozenset(
    {
        Role.ENTERPRISE_USER,
        Role.OFFICER,
        Role.COORDINATOR,
        Role.COORDINATION_HEAD,
        Role.CALLBACK,
        Role.LEADER,
    }
)
_IN_UNITS: Final = frozenset({Role.HANDLER, Role.UNIT_HEAD})
_OVERSEE: Final = frozenset({Role.COORDINATOR, Role.COORDINATION_HEAD, Role.SUPERVISOR, Role.LEADER})
_NOTHING: Final = Page((), "")


@dataclass(frozen=True, slots=True)
class Home:
    """What waits, what is under way or late, what changed; None where no role of the person asks for it."""

    today: Today
    waiting: Page
    objected: Sequence[ProblemRow]
    tasks: Page
    open: Page | None
    drafts: Sequence[ProblemRow]
    stocks: Stocks | None
    served: Sequence[tuple[ServedCard, Served | None]] | None
    news: Sequence[News] | None
    missing_years: Sequence[int] = ()

    @property
    def late(self) -> list[ProblemRow]:
        """The open problems that are over, the longest first."""
        rows = self.open.rows if self.open else ()
        return [row for row in rows if row.due_at is not None and row.due_at <= self.today.now]


def home_of(actor: Actor, now: datetime) -> Home:
    """The first page of a person; at most five statements for the roles that one person holds in practice."""
    roles = actor.roles
    today = today_for(actor, now)
    is_enterprise = Role.ENTERPRISE_USER in roles
    waiting = (
        problems.open_page(actor, waiting_for) if roles & _ACT_ON_PROBLEMS and not is_enterprise else _NOTHING
    )
    in_units = bool(roles & _IN_UNITS)
    return Home(
        today=today,
        waiting=waiting,
        objected=problems.objections_waiting_for(actor),
        tasks=problems.open_tasks_page(actor, tasks_waiting_for(actor)) if in_units else _NOTHING,
        open=problems.open_page(actor) if roles & _OVERSEE or is_enterprise else None,
        drafts=problems.drafts_of(actor) if is_enterprise else (),
        stocks=stocks_of(actor, today) if roles & _OVERSEE else None,
        served=_served(actor, today) if Role.OFFICER in roles else None,
        news=news_for(actor) if roles & (_ACT_ON_PROBLEMS | _IN_UNITS | _OVERSEE) else None,
        missing_years=_missing_years(now) if Role.SYSTEM_ADMIN in roles else (),
    )


def _missing_years(now: datetime) -> list[int]:
    """Years alone: who keeps the platform reads no problem."""
    with door.as_system("home.missing_years"):
        return problems.missing_years(now)


def _served(actor: Actor, today: Today) -> list[tuple[ServedCard, Served | None]]:
    cards = officers.my_enterprises(actor, today.now)
    summaries = served_summaries([card.enterprise.pk for card in cards], today)
    found = [(card, summaries.get(card.enterprise.pk)) for card in cards]
    return sorted(found, key=lambda one: _pressing(one[1]), reverse=True)


def _pressing(served: Served | None) -> tuple[int, ...]:
    """How much presses at an enterprise: what is longest over counts before everything else."""
    return (
        tuple(served.lights[tone] for tone in ("red", "yellow", "blue", "green")) if served else (0, 0, 0, 0)
    )


def is_administrator(actor: Actor) -> bool:
    """Whether the person keeps the platform and reads no business."""
    return bool(actor.roles & frozenset(ADMINISTRATORS))
