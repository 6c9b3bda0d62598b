"""Everything a first page shows, read by the roles of who opens it; each part is one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.terms import ADMINISTRATORS, Role
from qinqing.domains.advice import queries as advice
from qinqing.domains.claims import queries as claims
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.officers import queries as officers
from qinqing.domains.officers.queries import RosterChange, ServedCard
from qinqing.domains.policies import queries as policies
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
    waiting_page,
)
from qinqing.kernel import clock, door
from qinqing.kernel.compiled import together
from qinqing.kernel.models import Watched
from qinqing.kernel.pages import allows
from qinqing.kernel.permissions import Actor

WORST: Final = 5
MOST_LATE: Final = 15
"""So many of what is late a first page shows at most."""
MOST_OF_A_ROOM: Final = 50
MOST_DONE: Final = 6
MOST_MOVES: Final = 12
"""So many changes of the roster: in a city's first month every officer is one."""
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
_CLAIM: Final = _IN_UNITS | {Role.ENTERPRISE_USER, Role.OFFICER}
_QUESTION: Final = frozenset({Role.ENTERPRISE_USER, Role.OFFICER, Role.COORDINATOR})
_KEEP: Final = frozenset({Role.COORDINATOR, Role.COORDINATION_HEAD})
_POLICIES: Final = frozenset({Role.POLICY_EDITOR, Role.OFFICER, Role.ENTERPRISE_USER})
_NOTHING: Final = Page((), "")


FRESH_DAYS: Final = 30
"""So long it counts as new that an enterprise can claim an item."""


@dataclass(frozen=True, slots=True)
class ServedRead:
    """One of an officer's enterprises: what is open there, how many items it can claim since lately."""

    card: ServedCard
    problems: Served | None
    new_matches: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What the first page of an administrator says of the platform he keeps."""

    faults: Sequence[str]
    to_issue: int
    to_confirm: int
    to_grant: int
    to_let_in: int
    done: Sequence[accounts.LogLine]

    @property
    def waiting(self) -> int:
        """How many acts wait for him: all who lack a role, or a link, are given it by one form."""
        return self.to_issue + self.to_confirm + bool(self.to_grant) + bool(self.to_let_in)


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
    served: Sequence[ServedRead] | None
    news: Sequence[News] | None
    others: Sequence[Any] = ()
    """What waits in the rooms beside problems, one room after another."""
    more_waits: bool = False
    policy_news: Sequence[policies.PolicyNews] = ()
    missing_years: Sequence[int] = ()
    kept: Kept | None = None
    roster: Sequence[RosterChange] | None = None

    @property
    def late(self) -> list[ProblemRow]:
        """The open problems that are over, the longest first."""
        rows = self.open.rows if self.open else ()
        return [row for row in rows if row.due_at is not None and row.due_at <= self.today.now]


def home_of(actor: Actor, now: datetime) -> Home:
    """The first page of a person: at most five statements for what is about problems, one more where his word
    is asked for beside, one for each other thing that can wait for his roles, one for what changed in
    policies, and three for what changed in the roster, to whoever reads it."""
    roles = actor.roles
    today = today_for(actor, now)
    is_enterprise = Role.ENTERPRISE_USER in roles
    waiting = waiting_page(actor) if roles & _ACT_ON_PROBLEMS and not is_enterprise else _NOTHING
    in_units = bool(roles & _IN_UNITS)
    others = _others(actor, now)
    tasks = problems.open_tasks_page(actor, tasks_waiting_for(actor)) if in_units else _NOTHING
    return Home(
        today=today,
        waiting=waiting,
        objected=problems.objections_waiting_for(actor),
        tasks=tasks,
        open=_open(actor, is_enterprise),
        drafts=problems.drafts_of(actor) if is_enterprise else (),
        stocks=stocks_of(actor, today) if roles & _OVERSEE else None,
        served=served_of(actor, today) if Role.OFFICER in roles else None,
        policy_news=policies.news_for(actor) if roles & _POLICIES else (),
        news=news_for(actor) if roles & (_ACT_ON_PROBLEMS | _IN_UNITS | _OVERSEE) else None,
        others=[row for rows in others for row in rows[:MOST_OF_A_ROOM]],
        more_waits=bool(waiting.after or tasks.after) or any(len(rows) > MOST_OF_A_ROOM for rows in others),
        missing_years=_missing_years(now) if Role.SYSTEM_ADMIN in roles else (),
        kept=_kept(actor, now) if is_administrator(actor) else None,
        roster=officers.roster_changes(actor, now) if Role.PERSONNEL_VIEWER in roles else None,
    )


def _open(actor: Actor, is_enterprise: bool) -> Page | None:
    """An enterprise's own, one page of them; of an office's what may be late, as many as it is shown."""
    if is_enterprise:
        return problems.open_page(actor)
    return problems.open_page(actor, most=MOST_LATE) if actor.roles & _OVERSEE else None


def _others(actor: Actor, now: datetime) -> list[Sequence[Any]]:
    """What waits in the rooms of policies, by kind; only what can wait for the actor's roles is asked for."""
    roles, most = actor.roles, MOST_OF_A_ROOM + 1
    edits = Role.POLICY_EDITOR in roles
    return [
        claims.waiting_for(actor, now, most) if roles & _CLAIM else (),
        claims.lists_waiting_for(actor, most) if roles & _IN_UNITS else (),
        advice.waiting_for(actor, now, most) if roles & _QUESTION else (),
        advice.answers_waiting_for(actor, most) if edits or actor.ids("expert") else (),
        policies.waiting_for(actor, most) if edits else (),
        *(_kept_by_two(actor, most) if roles & _KEEP else ()),
        problems.proposals_waiting_for(actor, most) if Role.COORDINATION_HEAD in roles else (),
        officers.sheets_waiting_for(actor, now, most) if Role.OFFICER in roles else (),
    ]


def _kept_by_two(actor: Actor, most: int) -> tuple[Sequence[Any], Sequence[Any]]:
    """What others proposed for the register and for the people of units, and a keeper decides."""
    return together(enterprises.edits_waiting_for(actor, most), accounts.staff_waiting_for(actor, most))


def _kept(actor: Actor, now: datetime) -> Kept:
    """What is not well, what waits, what was done last: each only to whom the database shows it."""
    faults = Watched.objects.exclude(fault="").order_by("since_at").values_list("fault", flat=True)
    to_confirm = accounts.resets_to_confirm(actor, now) if allows(actor, "second_factor.confirm") else ()
    return Kept(
        faults=list(faults),
        to_issue=accounts.tokens_to_issue(actor),
        to_confirm=len(to_confirm),
        to_grant=accounts.people_without_role(actor, now),
        to_let_in=accounts.people_without_link(actor, now),
        done=accounts.done_lately(actor, MOST_DONE),
    )


def _missing_years(now: datetime) -> list[int]:
    """Years alone: who keeps the platform reads no problem."""
    with door.as_system("home.missing_years"):
        return problems.missing_years(now)


def served_of(actor: Actor, today: Today) -> list[ServedRead]:
    """The enterprises an officer serves, first where something is longest over; two statements."""
    cards = officers.my_enterprises(actor, today.now)
    numbers = [card.enterprise.pk for card in cards]
    day = clock.local(today.now).date()
    summaries, fits = together(
        served_summaries(numbers, today),
        policies.new_fits_of(actor, numbers, day - timedelta(FRESH_DAYS), day),
    )
    found = [
        ServedRead(card, summaries.get(card.enterprise.pk), fits.get(card.enterprise.pk, 0)) for card in cards
    ]
    return sorted(found, key=lambda one: _pressing(one.problems), reverse=True)


def _pressing(served: Served | None) -> tuple[int, ...]:
    """How much presses at an enterprise: what is longest over counts before everything else."""
    return (
        tuple(served.lights[tone] for tone in ("red", "yellow", "blue", "green")) if served else (0, 0, 0, 0)
    )


def is_administrator(actor: Actor) -> bool:
    """Whether the person keeps the platform and reads no business."""
    return bool(actor.roles & frozenset(ADMINISTRATORS))
