"""How long each wait may take: defaults that an area overrides by dated settings, never in code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from qinqing.domains.advice.terms import Wait
from qinqing.lib.ledger import Limit

PROPOSED = "本平台建议值"
SETTING: Final = "limit.advice."
"""What the names of the room's settings begin with."""
DEFAULTS: Final = {Wait.ANSWER: "3wd", Wait.CALL: "2wd", Wait.WORD: "10wd"}
TO_COORDINATOR: Final = "1wd"
"""An answer late by so much is told to the coordinators, too."""
MOST_ANSWERS: Final = 3
"""The asker may say twice that he does not understand; at the third answer somebody calls him."""


@dataclass(frozen=True, slots=True)
class Effective:
    """A limit as it holds in a place on a day, with its source for the explanation."""

    limit: Limit
    source: str


class SettingsLike(Protocol):
    """What this module asks of dated settings."""

    def value(self, key: str, nodes: Any, on: date, default: Any, source: str = ...) -> Any: ...


def setting_of(wait: Wait) -> str:
    """The name of the dated setting that overrides a default."""
    return f"{SETTING}{wait}"


def effective(settings: SettingsLike, wait: Wait, nodes: Sequence[int], on: date) -> Effective:
    """The limit of a wait for a chain of areas, the nearest first, on a day."""
    found = settings.value(setting_of(wait), nodes, on, DEFAULTS[wait], PROPOSED)
    return Effective(Limit.parse(found.value), found.source)
