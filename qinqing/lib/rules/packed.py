"""Sets of subjects, one bit each, 64 to a word: packing, counting, and who drops out where."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint64]
"""A set of subjects."""


def packed(truths: NDArray[np.bool_]) -> Plane:
    """The set of those of whom it is true."""
    bits = np.packbits(truths, bitorder="little")
    words = np.zeros(-(-len(truths) // 64), dtype=np.uint64)
    words.view(np.uint8)[: len(bits)] = bits
    return words


def unpacked(plane: Plane, count: int) -> NDArray[np.uint8]:
    """1 for each of so many subjects who are in the set, else 0."""
    return np.unpackbits(plane.view(np.uint8), count=count, bitorder="little")


def held(planes: NDArray[np.uint64], need: int, parts: tuple[int, ...]) -> Plane:
    """Where so many of the planes are set: after each, `reached[n]` is where n + 1 are."""
    if need == 1:
        return np.bitwise_or.reduce(planes[list(parts)])
    if need == len(parts):
        return np.bitwise_and.reduce(planes[list(parts)])
    reached = [np.zeros_like(planes[0]) for _ in range(need)]
    for part in parts:
        for n in reversed(range(need)):
            reached[n] |= planes[part] if n == 0 else reached[n - 1] & planes[part]
    return reached[-1]


def dropped(sure: NDArray[np.uint64], open_: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The place of the deciding condition in binary, a plane a digit.

    `sure` and `open_` say of the first conditions, up to each, where all are met, or may be. A subject is
    decided by the condition at which it drops out: of those who may, where it ceases to be sure.
    """
    edges = _edges(len(sure))
    found = np.empty((len(edges), sure.shape[1]), dtype=np.uint64)
    for digit, ends in enumerate(edges):
        no, unknown = (np.bitwise_xor.reduce(one[ends]) for one in (open_, sure))
        np.bitwise_or(no, unknown & open_[-1], out=found[digit])
    return found


@cache
def _edges(count: int) -> tuple[list[int], ...]:
    """Of each binary digit, where a run of places that have it, or have it not, ends.

    Who drops out within a run is who was left before it and is not after it.
    """
    return tuple(
        [at for at in range(count) if _digit(at, digit, count) != _digit(at + 1, digit, count)]
        for digit in range((count - 1).bit_length())
    )


def _digit(place: int, digit: int, count: int) -> bool:
    return place < count and bool(place >> digit & 1)
