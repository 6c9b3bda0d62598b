"""The invented world as it is written down: read once, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from qinqing.domains.problems.terms import LaneClass, Result

# The C reader where PyYAML was built with it: ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


WAN = Decimal(10_000)
"""Money of the world is written in 万元."""


WRITTEN = 2026
"""The year in which the world was written down; its dates move with the year in which it ends."""
_SETTLED = timedelta(days=30)


def as_many_years_later(day: date, until: datetime) -> date:
    """A day that was written for 2026 in a world that ends at a moment."""
    return day.replace(year=day.year + until.year - WRITTEN)


def dated(text: str, until: datetime) -> date:
    """The same of a day that is to be past by then: a year earlier where it is not, by a month."""
    day = as_many_years_later(date.fromisoformat(text), until)
    return day if day <= (until - _SETTLED).date() else day.replace(year=day.year - 1)


@cache
def read(name: str) -> Any:
    """One file of the world."""
    text = files("qinqing.desks.simulation").joinpath(f"world/{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, _LOADER)  # noqa: S506  (a safe loader)


@dataclass(frozen=True, slots=True)
class Kind:
    """A sub-category, with the units it goes to where no duty says otherwise."""

    code: str
    name: str
    definition: str
    group: str
    lane: LaneClass
    sensitive: bool
    lead: str
    assist: tuple[str, ...]
    keywords: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A problem as somebody wrote it, and how the matter really stands."""

    id: str
    category: str
    title: str
    body: str
    source: str
    lead: str
    assist: tuple[str, ...]
    outcome: Result
    days: int
    on_the_spot: bool = False
    citation: str = ""
    route: str = ""
    flags: tuple[str, ...] = ()


@cache
def kinds() -> dict[str, Kind]:
    """Sub-categories by code."""
    found = {}
    for group in read("categories")["categories"]:
        for one in group["children"]:
            found[one["code"]] = Kind(
                code=one["code"],
                name=one["name"],
                definition=one["definition"],
                group=group["code"],
                lane=LaneClass(one["lane"]),
                sensitive=one["sensitive"],
                lead=one["lead"],
                assist=tuple(one["assist"]),
                keywords=tuple(one["keywords"]),
                questions=tuple(one.get("questions", ())),
            )
    return found


@cache
def texts() -> tuple[Text, ...]:
    """Every problem text, in the order of its number."""
    return tuple(
        Text(
            **one
            | {"assist": tuple(one["assist"]), "flags": tuple(one.get("flags", ()))}
            | {"outcome": Result(one["outcome"])}
        )
        for one in read("problems")["problems"]
    )


@cache
def replies() -> dict[tuple[str, str], tuple[str, ...]]:
    """Answers that fit, by result (or "interim") and category."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in read("replies")["replies"]:
        found.setdefault((one["result"], one["category"]), []).append(one["text"])
    return {key: tuple(lines) for key, lines in found.items()}
