"""Sets of subjects, one bit each, 64 to a word: packing, counting, and who drops out where."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint64]
"""A set of subjects."""
Planes = NDArray[np.uint64]
"""Several of the same subjects."""


def packed(truths: NDArray[np.bool_]) -> Planes:
    """The set of those of whom it is true, or one for each row of truths."""
    bits = np.packbits(truths, axis=-1, bitorder="little")
    words = np.zeros((*truths.shape[:-1], -(-truths.shape[-1] // 64)), dtype=np.uint64)
    words.view(np.uint8)[..., : bits.shape[-1]] = bits
    return words


def unpacked(plane: Plane, count: int) -> NDArray[np.uint8]:
    """1 for each of so many subjects who are in the set, else 0."""
    return np.unpackbits(plane.view(np.uint8), count=count, bitorder="little")


def held(planes: Planes, need: int, parts: tuple[int, ...]) -> Plane:
    """Who is in so many of some sets: after each, `reached[n]` are those in n + 1."""
    if need == 1:
        return np.bitwise_or.reduce(planes[list(parts)])
    if need == len(parts):
        return np.bitwise_and.reduce(planes[list(parts)])
    reached = [np.zeros_like(planes[0]) for _ in range(need)]
    for part in parts:
        for n in reversed(range(need)):
            reached[n] |= planes[part] if n == 0 else reached[n - 1] & planes[part]
    return reached[-1]


def dropped(sure: Planes, open_: Planes) -> Planes:
    """Of each rule the place of the deciding condition in binary, a set for each digit.

    `sure` and `open_` hold, for each rule, who meets the first conditions up to each, and who may. A subject
    is decided by the condition at which it drops out: of those who may, where it ceases to be sure.
    """
    edges = _edges(sure.shape[1])
    found = np.empty((len(sure), len(edges), sure.shape[2]), dtype=np.uint64)
    for digit, ends in enumerate(edges):
        no, unknown = (np.bitwise_xor.reduce(one[:, ends], axis=1) for one in (open_, sure))
        np.bitwise_or(no, unknown & open_[:, -1], out=found[:, digit])
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
