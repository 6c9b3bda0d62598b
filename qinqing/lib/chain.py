"""A hash chain over records: each link is the digest of the one before and of the record's own words.

Whoever changes, removes, inserts or swaps a sealed record breaks the chain there; whoever writes the whole
chain anew, or cuts its end off, contradicts a head that was carried elsewhere before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

START = bytes(32)
"""What the first link takes for the one before."""

Values = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Head:
    """The link with this number had this digest: a promise about everything up to it."""

    number: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """One link as it was found: `values` is None where its record is gone."""

    number: int
    record: int
    digest: bytes
    values: Values | None


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the chain does not hold, first seen at this link; `record` is 0 where none can be named."""

    number: int
    record: int
    says: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: the last link, how many there are, and the first fault if there is one."""

    head: Head
    fault: Fault | None


def canonical(values: Values) -> bytes:
    """The words of a record so that no two different records read alike: each with its length before it.

    What is missing at the end is not said, so that records may gain a word without breaking old chains.
    """
    parts = [b"-" if value is None else b"%d:%b" % (len(said := value.encode()), said) for value in values]
    while parts and parts[-1] == b"-":
        parts.pop()
    return b"".join(parts)


def link(before: bytes, values: Values) -> bytes:
    """The digest of the next link."""
    return sha256(before + canonical(values)).digest()


_BEFORE_ALL = Head(0, START)


def verdict(links: Iterable[Link], heads: Iterable[Head], after: Head = _BEFORE_ALL) -> Verdict:
    """Follow the chain from its start, or from a link that is taken at its word, and hold it against heads
    kept elsewhere."""
    outside = {head.number: head.digest for head in heads if head.number > after.number}
    number, digest = after.number, after.digest
    for found in links:
        fault = _fault(found, number, digest, outside)
        if fault is not None:
            return Verdict(Head(number, digest), fault)
        number, digest = found.number, found.digest
    beyond = [kept for kept in outside if kept > number]
    cut = Fault(number + 1, 0, f"链尾被截断：留存的头说到过第 {max(beyond)} 环") if beyond else None
    return Verdict(Head(number, digest), cut)


def _fault(found: Link, number: int, digest: bytes, outside: dict[int, bytes]) -> Fault | None:
    if found.number != number + 1:
        return Fault(number + 1, 0, f"第 {number + 1} 环不见了")
    if found.values is None:
        return Fault(found.number, found.record, "封存的记录不见了")
    if link(digest, found.values) != found.digest:
        return Fault(found.number, found.record, "记录和封存时不一样")
    if outside.get(found.number, found.digest) != found.digest:
        return Fault(found.number, found.record, "和留存的头对不上：到这里为止的链被整段重写过")
    return None
