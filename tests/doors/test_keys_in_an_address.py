"""What stands between the bearer of a key and the rest: that it holds, and what its problem shows him.

That it shows no more is asked by the crawl (`test_crawl`); here each line is seen to matter.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from unittest.mock import patch

import pytest
from django.test import override_settings

from qinqing.domains.problems.permissions import readable
from qinqing.domains.problems.queries import sheet, words
from qinqing.domains.problems.queries.detail import Detail, Entry
from qinqing.domains.problems.queries.words import Told
from qinqing.domains.problems.terms import Layer
from qinqing.kernel import twins
from tests.builders.personas import BEARERS, Crowd, undone
from tests.conftest import Database
from tests.doors.knocking import Door, doors, look, strays
from tests.doors.test_crawl import Absent, still_closed
from tests.doors.test_each_line_alone import row_security_off


def under_keys(crowd: Crowd) -> list[Door]:
    """The addresses that a key opens, about the keys of the matrix."""
    return [door for door in doors(crowd) if door.thing in door.line.keys]


def wrongly_open(crowd: Crowd, who: str) -> set[str]:
    """The keys that open to a bearer what they should not."""
    client, absent, wrong = crowd.client(who), Absent(crowd.client(who)), set()
    for door in under_keys(crowd):
        for method in ("GET", "POST"):
            expected = door.refusal(who, method)
            with undone():
                if expected == (404, "") and still_closed(client, door, method, expected, absent):
                    wrong.add(f"{method} {door}")
    return wrong


@pytest.mark.parametrize("who", BEARERS)
def test_a_key_that_is_over_or_taken_back_opens_where_nobody_asks(who: str, crowd: Crowd) -> None:
    """The twin of what the crawl finds closed."""
    assert wrongly_open(crowd, who) == set()
    with override_settings(TWINS=frozenset({twins.KEY})):
        found = wrongly_open(crowd, who)
    assert found == {
        *(f"{method} problems:raise_by_link {which} card" for method in ("GET", "POST") for which in OVER),
        *(f"GET problems:{page} {which} link" for page in ("follow", "link_file") for which in OVER),
        *(f"POST problems:link_step {which} link" for which in OVER),
    }


OVER = ("revoked", "expired")


@contextmanager
def holding(lines: frozenset[str], server: Database) -> Iterator[None]:
    """Within the block only these of the lines ask what is the bearer's: the code, row security.

    That no sentence is made for the enterprise of what was said inside (`words`) holds nobody back here.
    """
    with ExitStack() as off:
        off.enter_context(patch.object(words, "told_to_enterprise", _told_of_all))
        if "rows" not in lines:
            off.enter_context(row_security_off(server))
        if "code" not in lines:
            off.enter_context(override_settings(TWINS=frozenset({twins.SCOPE})))
            for name in ("_SQL", "_READS"):
                blind = getattr(sheet, name).replace(readable("e"), "true")
                assert blind != getattr(sheet, name)
                off.enter_context(patch.object(sheet, name, blind))
        yield


_told_to_enterprise = words.told_to_enterprise


def _told_of_all(entry: Entry, detail: Detail, now: datetime) -> Told | None:
    return (_told_to_enterprise if entry.layer == Layer.ENTERPRISE else words.told)(entry, detail, now)


def strayed(crowd: Crowd) -> set[str]:
    """The words that the bearer of the link meets and should not; the files of other entries that open."""
    client = crowd.client("link_bearer")
    pages = [look(client, door.path) for door in under_keys(crowd) if "GET" in door.line.methods]
    return {word.partition(" ")[0] for word in strays(crowd, "link_bearer", pages)}


@pytest.mark.parametrize("line", ["code", "rows"])
def test_each_line_alone_keeps_from_the_bearer_what_is_not_his(
    line: str, crowd: Crowd, server: Database
) -> None:
    with holding(frozenset({line}), server):
        assert strayed(crowd) == set()


def test_without_both_lines_the_bearer_reads_it(crowd: Crowd, server: Database) -> None:
    """The twin: what was said inside, its files, and those of other problems."""
    inside = {f"closed.{part}" for part in ("note_h.text", "note_r.text", "content_h", "content_r")}
    with holding(frozenset(), server):
        assert strayed(crowd) >= inside | {"submitted.content_e", "rival.content_e"}
