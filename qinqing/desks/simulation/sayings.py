"""What people write down: an answer that fits the matter where there is one, else one that names it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Any, Final

from qinqing.desks.simulation import world
from qinqing.desks.simulation.world import Text
from qinqing.domains.problems.terms import Result

_DAY: Final = re.compile(r"(\d{1,2})月(\d{1,2})日")
_WRITTEN_ON: Final = (9, 12)
"""The sample dates of the written answers lie around this day of a September."""


class Sayings:
    """Draws lines by occasion; an answer written for a category is used once only, so that none returns."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._used: Counter[str] = Counter()

    def line(self, occasion: str, **facts: str) -> str:
        """One of the lines of an occasion, with its facts filled in."""
        return str(self._rng.choice(world.read("phrases")[occasion])).format_map(facts)

    def several(self, occasion: str) -> Mapping[str, Any]:
        """One of the sets of lines of an occasion."""
        found: Mapping[str, Any] = self._rng.choice(world.read("phrases")[occasion])
        return found

    def answer(self, text: Text, result: Result, today: date, **facts: str) -> str:
        """The public answer to a problem."""
        lines = world.read("phrases")["answers"][result.value]
        return self._written(result.value, text, today) or self._one_of(lines, text, today, facts)

    def at_once(self, text: Text, result: Result, today: date, **facts: str) -> str:
        """What an officer answers on the spot."""
        return self._one_of(world.read("phrases")["at_once"][result.value], text, today, facts)

    def interim(self, text: Text, today: date, **facts: str) -> str:
        """How things stand."""
        lines = world.read("phrases")["interim"]
        return self._written("interim", text, today) or self._one_of(lines, text, today, facts)

    def rating(self, grade: str) -> str:
        """A word with the grade."""
        return str(self._rng.choice(world.read("phrases")["ratings"][grade]))

    def _written(self, kind: str, text: Text, today: date) -> str:
        for one in world.replies().get((kind, text.category), ()):
            if not self._used[one]:
                self._used[one] += 1
                return moved(one, today)
        return ""

    def _one_of(self, lines: Sequence[str], text: Text, today: date, facts: Mapping[str, str]) -> str:
        known = {
            "title": text.title,
            "day": said(today),
            "citation": text.citation or "相关主管部门现行规定",
            "route": text.route or "行政复议或者诉讼",
        }
        return str(self._rng.choice(lines)).format_map(known | dict(facts))


def moved(line: str, today: date) -> str:
    """A line written for a September, its dates moved to lie around today."""
    middle = date(today.year, *_WRITTEN_ON)

    def move(found: re.Match[str]) -> str:
        written = date(today.year, int(found[1]), min(int(found[2]), 28))
        return said(today + (written - middle))

    return _DAY.sub(move, line)


def said(day: date) -> str:
    """A day as people write it."""
    return f"{day.month}月{day.day}日"
