"""One permission table per room: who sees which rows, who may do which verbs, what someone is to a row."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Q

from qinqing.kernel import twins

EVERYTHING = Q(pk__isnull=False)
"""A condition that holds for every row. An empty `Q()` would vanish inside an OR and show nothing."""
NOTHING = Q(pk__isnull=True)


@dataclass(frozen=True, slots=True)
class Lent:
    """A role that somebody has by delegation alone: which, and for whom he acts in it."""

    role: str
    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person at the door, or the system under the name of a rule.

    `scopes` holds, by name, the ids this actor reaches (units, areas, …); the rooms declare what
    each name means. `rights` are the verbs that a program's token leaves of his, `token_id` is which token;
    None where he is there himself. `lent` is a role that he has for another.
    Nothing here is cached longer than one request, so a right ends at once.
    """

    person_id: int | None = None
    name: str = ""
    roles: frozenset[str] = frozenset()
    scopes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    unit_id: int | None = None
    unit_name: str = ""
    session_id: int | None = None
    system: str = ""
    rights: frozenset[str] | None = None
    token_id: int | None = None
    lent: Lent | None = None

    @property
    def is_signed_in(self) -> bool:
        return self.person_id is not None

    def ids(self, scope: str) -> tuple[int, ...]:
        """The ids of a scope; empty where the actor has none."""
        return self.scopes.get(scope, ())

    def acts_for(self, role: str) -> int | None:
        """For whom the actor acts in this role; None where it is his own."""
        return self.lent.person_id if self.lent is not None and self.lent.role == role else None


NOBODY = Actor()
WAITING = "waiting"
"""The one role of somebody whose password was right and whose second check is still to come."""


def system(rule: str) -> Actor:
    """The system acting by a named rule; it is subject to no row filter."""
    return Actor(name="系统", system=rule)


class Shown(StrEnum):
    """How a field of a class is shown to a role."""

    CLEAR = "clear"
    MASKED = "masked"
    HIDDEN = "hidden"


_ORDER = (Shown.CLEAR, Shown.MASKED, Shown.HIDDEN)


@dataclass(frozen=True)
class Sees:
    """One line of the table: a role sees the rows that fulfil `rows(actor)`, because of `rule`."""

    role: str
    rule: str
    rows: Callable[[Actor], Q]


@dataclass(frozen=True)
class StandsAs:
    """One relation of an actor to a row; `test` needs nothing that is not on the row or the actor."""

    relation: str
    rule: str
    test: Callable[[Actor, Any], bool]


class Permissions:
    """The permission table of one room.

    `sees` are row filters, OR-ed over the actor's roles; `may` names the roles of each verb
    (`noun.verb`); `stands_as` are the relations that steps ask for; `masks` says for each class of
    field how each role sees it, and a role that is not named does not see it at all.
    """

    def __init__(
        self,
        *,
        sees: Iterable[Sees] = (),
        may: Mapping[str, Iterable[str]] | None = None,
        stands_as: Iterable[StandsAs] = (),
        masks: Mapping[str, Mapping[str, Shown]] | None = None,
    ) -> None:
        self.sees = tuple(sees)
        self.may = {verb: frozenset(roles) for verb, roles in (may or {}).items()}
        self.stands_as = tuple(stands_as)
        self.masks = {name: dict(row) for name, row in (masks or {}).items()}

    def scope(self, actor: Actor) -> Q:
        """The condition every query of this room starts from."""
        if actor.system or not twins.protects(twins.SCOPE):
            return EVERYTHING
        filters = [line.rows(actor) for line in self.sees if line.role in actor.roles]
        if not filters:
            return NOTHING
        whole = filters[0]
        for one in filters[1:]:
            whole |= one
        return whole

    def allows(self, actor: Actor, verb: str) -> bool:
        """Whether one of the actor's roles may do `verb`, and his token if he comes by one; which rows is
        another question."""
        if actor.rights is not None and verb not in actor.rights and twins.protects(twins.RIGHTS):
            return False
        return bool(self.may[verb] & actor.roles)

    def relations(self, actor: Actor, row: Any) -> frozenset[str]:
        """Everything the actor is to this row."""
        if actor.system:
            return frozenset({"system"})
        return frozenset(line.relation for line in self.stands_as if line.test(actor, row))

    def why(self, actor: Actor, row: Any) -> str:
        """The sentence for the screen: by which rules this actor stands where he stands."""
        reasons = [line.rule for line in self.stands_as if line.test(actor, row)]
        if not reasons:
            reasons = [line.rule for line in self.sees if line.role in actor.roles]
        return "；".join(dict.fromkeys(reasons)) or "您没有相应的角色"

    def shown(self, actor: Actor, field_class: str) -> Shown:
        """How the actor sees fields of a class: the most open of his roles wins."""
        row = self.masks[field_class]
        return min(
            (row.get(role, Shown.HIDDEN) for role in actor.roles), key=_ORDER.index, default=Shown.HIDDEN
        )
