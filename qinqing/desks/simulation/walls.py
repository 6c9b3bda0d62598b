"""The QR code on an enterprise's wall: somebody without an account says what troubles it, and follows it."""

from datetime import datetime
from random import Random
from typing import Final, NamedTuple

from qinqing.desks.simulation.cast import Cast
from qinqing.desks.simulation.fates import Fate
from qinqing.desks.simulation.people import NOBODYS_NUMBER
from qinqing.domains.enterprises import actions as enterprises
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.problems import actions
from qinqing.domains.problems.queries import NOTHING_GIVEN
from qinqing.domains.problems.terms import UNSURE
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor

PASSERS_BY: Final = ("廖师傅", "姜师傅", "邹师傅", "熊师傅", "段师傅", "雷师傅", "孟师傅", "龙师傅")
"""Who reads what hangs on a wall; named as they name themselves."""
OTHER_NUMBERS: Final = 50_000
"""Beyond the numbers that people of the city have."""


class Said(NamedTuple):
    """What was said at a wall: by whom, and the key of the link by which he follows it."""

    name: str
    key: str


class Walls:
    """The codes that hang in the enterprises, each made when somebody first needs it."""

    def __init__(self, rng: Random, cast: Cast) -> None:
        self._rng, self._cast = rng, cast
        self._hung: set[int] = set()

    def say(self, fate: Fate, category: str, now: datetime) -> Said:
        """Somebody says it who is no contact; he gives his name and a number."""
        firm = Enterprise.objects.get(pk=fate.enterprise_id)
        if firm.pk not in self._hung:
            keeper = self._cast.contacts(firm.pk)[0]
            enterprises.make_raise_link(author=_acting(keeper, now), enterprise=firm, now=now)
            self._hung.add(firm.pk)
        name = self._rng.choice(PASSERS_BY)
        phone = str(NOBODYS_NUMBER + OTHER_NUMBERS + self._rng.randrange(10_000))
        given = {
            **NOTHING_GIVEN, "facts": fate.text.body, "title": fate.text.title,
            "category": category or UNSURE, "contact_name": name, "phone": phone,
        }  # fmt: skip
        door.step_in(Actor())
        key = door.drawn_again(
            lambda: actions.raise_by_link(enterprise=firm, given=given, author=Author(Actor()), now=now)
        )
        return Said(name, key)


def _acting(person_id: int, now: datetime) -> Author:
    door.step_in(Actor())
    return Author(door.become(person_id, now))
