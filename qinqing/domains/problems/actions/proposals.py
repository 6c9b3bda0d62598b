"""Who decides what binds an area: its coordinator proposes, its coordination head confirms or refuses."""

from django.db.models import Q

from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused


def proposers(actor: Actor) -> Q:
    """What was proposed in the areas that somebody coordinates."""
    return Q(area__in=actor.ids("coordinator"))


def deciders(actor: Actor) -> Q:
    """What was proposed in the areas of whose coordination somebody is the head."""
    return Q(area__in=actor.ids("coordination_head"))


def refuse_foreign(author: Author, area_id: int | None, because: str) -> None:
    """Whoever proposes a rule coordinates its area."""
    if area_id not in author.actor.ids("coordinator"):
        raise Refused("no_right", because, "area")
