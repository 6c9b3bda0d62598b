"""How much each check of a promise goes through: in the gate (`make test`) and in a night (`make soak`).

docs/promises.md names them, a contract holds the two together. Where a night's number is 0 it is everything.
"""

import os
from collections.abc import Mapping
from typing import Final, NamedTuple

SOAK: Final = os.environ.get("QINQING_SOAK") == "1"


class Size(NamedTuple):
    """What is gone through in the gate and in a night."""

    gate: int
    night: int


SIZES: Final[Mapping[str, Size]] = {
    "submissions": Size(500, 10_000),
    "notices": Size(200, 5_000),
    "histories": Size(300, 5_000),
    "changes": Size(60, 1_000),
    "deadlines": Size(10_000, 100_000),
    "triples": Size(10_000, 1_000_000),
    "pairs": Size(150, 0),
    "probes": Size(50, 1_000),
    "searches": Size(500, 5_000),
    "writes": Size(10, 200),
    "attacks": Size(30, 0),
    "changes of the record": Size(20, 500),
    "inputs of an operation": Size(50, 1_000),
    "words": Size(2_000, 200_000),
    "photos": Size(1_000, 20_000),
    "walks": Size(30, 1_000),
}


def size(of: str) -> int:
    """How many, in this run."""
    return SIZES[of].night if SOAK else SIZES[of].gate
