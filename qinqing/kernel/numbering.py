"""Numbers that people read and addresses that nobody can guess or count."""

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
ADDRESS_LENGTH = 12


def new_address() -> str:
    """Sixty random bits as twelve characters without look-alikes: a row's part of its web address."""
    bits = secrets.randbits(5 * ADDRESS_LENGTH)
    return "".join(_ALPHABET[bits >> 5 * place & 31] for place in range(ADDRESS_LENGTH))


def dated_number(prefix: str, on: date) -> str:
    """`prefix` + yymmdd + 5 random digits; the table's unique constraint decides, the door draws again."""
    return f"{prefix}{on:%y%m%d}{secrets.randbelow(100_000):05d}"


def dated_numbers(prefix: str, days: Iterable[date], taken: Collection[str]) -> list[str]:
    """A number for each of these days, all different and none of them `taken`.

    Raises OverflowError for a day that has fewer free numbers than are asked for.
    """
    used = defaultdict(set)
    for number in taken:
        used[number[:-5]].add(int(number[-5:]))
    drawn = []
    for on in days:
        head = f"{prefix}{on:%y%m%d}"
        if len(used[head]) == 100_000:
            raise OverflowError(f"no number of {head} is free")
        while (tail := secrets.randbelow(100_000)) in used[head]:
            pass
        used[head].add(tail)
        drawn.append(f"{head}{tail:05d}")
    return drawn
