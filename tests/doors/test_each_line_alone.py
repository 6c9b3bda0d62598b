"""Two lines of defence, each of which must hold without the other: the permission tables and row security.

As people who have nothing to do with a firm, at every address about it and through every list of their own.
With both lines switched off the same probes must find something, or they prove nothing.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg
import pytest
from django.test import override_settings

from qinqing.kernel import row_security, twins
from tests.builders import personas
from tests.builders.personas import Crowd
from tests.conftest import Database
from tests.doors.access_matrix import ADDRESSES, FIRMS, OF_THE_FIRM, PROBLEMS
from tests.doors.knocking import Door, Found, doors, look, problems_on, ways_of, words_in
from tests.sizes import SOAK, size

OF_FIRM, OF_RIVAL = OF_THE_FIRM | {"firm", "contact"}, frozenset({"rival", "stranger"})
STRANGE: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        ("enterprise", "own_cases_only", "officer", "substitute", "handler1", "unit_head2"),
        OF_RIVAL,
    ),
    "stranger": OF_FIRM,
    **dict.fromkeys(
        (
            *("former_contact", "former_officer", "coordinator_elsewhere", "callback_elsewhere"),
            *("expired_delegate", "personnel_viewer", "integrity", "adjudicator"),
        ),
        OF_FIRM | OF_RIVAL,
    ),
}
"""By persona what the words of a firm begin with that is none of his business.

The callback of an area is not among them: row security lets him reach its problems, whatever their state, as
the row he closes must still be one he sees; which of them wait for him is said by the permission table.
"""


def about_strange(crowd: Crowd, who: str) -> Iterator[Door]:
    """Every address to be read about the firm, whoever has such pages; what a key opens, it opens to all."""
    for door in doors(crowd):
        if door.thing in door.line.keys:
            continue
        thing = door.thing.removeprefix("task of ").partition(" ")[0].partition(".")[0]
        if "GET" in door.line.methods and who in door.line.has and thing in STRANGE[who]:
            yield door


def asked(crowd: Crowd, who: str) -> list[str]:
    """What such a persona asks for: about the firm, and his own lists; at night in English, too."""
    opens = [door for door in doors(crowd) if not door.thing and door.refusal(who, "GET") is None]
    paths = [door.path for door in about_strange(crowd, who)]
    paths += [path for door in opens for path in ways_of(door)]
    in_english = [f"{path}{'&' if '?' in path else '?'}lang=en" for path in paths]
    return paths + in_english if SOAK else paths


def probes(crowd: Crowd, who: str) -> list[Found]:
    """What he is shown."""
    client = crowd.client(who)
    return [look(client, path) for path in asked(crowd, who)]


def reached(crowd: Crowd, who: str) -> list[str]:
    """The words of a strange firm that a persona was shown, and the pages of its problems that opened."""
    strange, found = STRANGE[who], []
    for page in probes(crowd, who):
        found += [
            f"{word} at {page.path}"
            for word in words_in(crowd, page.body)
            if word.partition(".")[0] in strange and crowd.words[word] not in crowd.people[who].name
        ]
        found += [f"{name} on {page.path}" for name in problems_on(crowd, page) & strange]
    return found


@contextmanager
def row_security_off(server: Database) -> Iterator[None]:
    """Within the block every table shows all it has to whoever asks."""
    tables = sorted({guard.table for guard in row_security.guards()})
    with psycopg.connect(server.url("qinqing_owner", personas.DATABASE), autocommit=True) as owner:
        try:
            for table in tables:
                owner.execute(f"alter table {table} disable row level security")
            yield
        finally:
            for table in tables:
                owner.execute(f"alter table {table} enable row level security")


@pytest.mark.parametrize("who", sorted(STRANGE))
def test_row_security_alone_keeps_another_firm_out_of_reach(who: str, crowd: Crowd) -> None:
    with override_settings(TWINS=frozenset({twins.SCOPE})):
        assert reached(crowd, who) == []


def test_the_probes_are_many(crowd: Crowd) -> None:
    assert sum(len(asked(crowd, who)) for who in STRANGE) >= size("probes")


@pytest.mark.parametrize("who", ["stranger", "officer", "coordinator_elsewhere"])
def test_the_permission_tables_alone_keep_another_firm_out_of_reach(
    who: str, crowd: Crowd, server: Database
) -> None:
    with row_security_off(server):
        assert reached(crowd, who) == []


def test_without_both_lines_everything_is_reached(crowd: Crowd, server: Database) -> None:
    """The twin: the same probes must be able to fail, in pages and in lists."""
    with row_security_off(server), override_settings(TWINS=frozenset({twins.SCOPE})):
        for who in ("stranger", "officer", "coordinator_elsewhere"):
            assert len(reached(crowd, who)) >= 5


def test_the_strange_are_strange_to_the_matrix() -> None:
    for who, strange in STRANGE.items():
        for name in strange & set(PROBLEMS):
            assert who not in PROBLEMS[name] or name == "own"
        assert who not in FIRMS["rival firm"] or "rival" not in strange
        assert who in ADDRESSES["home"].has
