"""Every address is knocked at by everybody in every way: it opens as the access matrix says, and no further.

The matrix is a statement of its own (`access_matrix`), the addresses are those of the URL resolver. What a
closed door answers must not tell whether there is something behind it, and nothing may have changed. A word
of its own stands in every text, file name and file: each shows only where the matrix says it may.
"""

from collections.abc import Iterable, Mapping

import psycopg
import pytest
from django.test import Client
from django.urls import reverse

from tests.builders.personas import BEARERS, PERSONAS, STRANGERS, Crowd
from tests.doors.access_matrix import ADDRESSES, EVERYBODY, must_find, readers
from tests.doors.in_english import Values, chinese_left, touched, with_entries_of_theirs
from tests.doors.knocking import (
    HOUSE,
    KNOWN,
    Door,
    Found,
    blank,
    doors,
    look,
    strays,
    to_sign_in,
    walk,
    words_in,
)
from tests.doors.watching import changed, checksums
from tests.doors.well_formed import misplaced_on

RARE = ("HEAD", "PUT", "PATCH", "DELETE")


def test_every_address_stands_in_the_matrix() -> None:
    assert [name for name in HOUSE if name not in ADDRESSES] == []


def test_an_address_about_something_names_what_it_may_be_about() -> None:
    assert [name for name, line in KNOWN.items() if bool(HOUSE[name]) != bool(line.things)] == []


def test_everybody_in_the_matrix_is_somebody() -> None:
    named = {who for line in ADDRESSES.values() for some in (line.has, *line.about.values()) for who in some}
    assert named == set(PERSONAS) - set(STRANGERS)
    assert {who for line in ADDRESSES.values() for who in line.keys.values()} - {""} == set(BEARERS)


def test_every_planted_word_stands_in_the_matrix(crowd: Crowd) -> None:
    assert all(readers(word) <= set(PERSONAS) for word in crowd.words)


@pytest.mark.parametrize("who", PERSONAS)
def test_each_persona_opens_and_reads_what_the_matrix_says(
    who: str, crowd: Crowd, keeper: psycopg.Connection, values: Values
) -> None:
    before, seen = checksums(keeper), walk(crowd, who)
    assert knocks(crowd, who, seen) == []
    assert strays(crowd, who, seen.values()) == []
    assert missing(crowd, who, seen.values()) == []
    assert changed(before, checksums(keeper)) == []
    assert misplaced_on(seen.values()) == []
    assert chinese_left(seen.values(), values.known) == []
    assert touched(seen.values(), with_entries_of_theirs(values)) == []
    assert (noted(keeper, crowd, who) > 0) is any(
        door.refusal(who, method) == (403, "")
        for door in doors(crowd)
        for method in door.line.methods
        if who not in STRANGERS
    )


def noted(keeper: psycopg.Connection, crowd: Crowd, who: str) -> int:
    """How many acts of a persona are on record as refused."""
    if who not in crowd.people:
        return 0
    asked = "select count(*) from kernel_event where name = 'ActRefused' and subject_id = %s"
    return int((keeper.execute(asked, [crowd.people[who].pk]).fetchone() or (0,))[0])


# --- doors -------------------------------------------------------------


def knocks(crowd: Crowd, who: str, seen: Mapping[str, Found]) -> list[str]:
    """Whatever does not open or stay closed to a persona as it should; `seen` is what he was shown."""
    wrong: list[str] = []
    client, absent = crowd.client(who), Absent(crowd.client(who))
    for number, door in enumerate(doors(crowd)):
        for method in ("GET", "POST", RARE[(number + PERSONAS.index(who)) % len(RARE)]):
            expected = door.refusal(who, method)
            if expected is not None:
                wrong += still_closed(client, door, method, expected, absent)
            elif method == "GET":
                wrong += opened(door, method, seen[door.path].status, seen[door.path].location)
            else:
                found = look(client, door.path, method)
                wrong += opened(door, method, found.status, found.location)
    return wrong


class Absent:
    """What somebody is answered about things that are not there; asked once for each kind of address."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: dict[tuple[str, str], str] = {}

    def says(self, door: Door, method: str) -> str:
        key = (door.name, method)
        if key not in self._known:
            self._known[key] = blank(self._client.generic(method, door.elsewhere))
        return self._known[key]


def still_closed(
    client: Client, door: Door, method: str, expected: tuple[int, str], absent: Absent
) -> list[str]:
    """What is wrong with the answer of a closed door."""
    answer = client.generic(method, door.path)
    found = (answer.status_code, to_sign_in(answer))
    if found != expected:
        return [f"{method} {door}: {found}, not {expected}"]
    if expected[0] == 404 and blank(answer) != absent.says(door, method):
        return [f"{method} {door}: out of sight is told apart from absent"]
    return []


def opened(door: Door, method: str, status: int, location: str) -> list[str]:
    """What is wrong with the answer of an open one; a form that was sent empty may be refused in words."""
    fine = (200, 302, 404, 409, 422) if method == "POST" else (200, 302)
    leaves = "sign_out" in door.name
    return [] if status in fine and (not location or leaves) else [f"{method} {door}: {status} {location}"]


# --- words -------------------------------------------------------------


def missing(crowd: Crowd, who: str, pages: Iterable[Found]) -> list[str]:
    """The words that this reader should have met on all of his pages and did not."""
    own = (page for page in pages if page.reader in ("", who))
    met = set().union(*(words_in(crowd, page.body) for page in own))
    return [word for word in crowd.words if must_find(who, word) and word not in met]


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_a_message_holds_no_word_of_the_business(who: str, crowd: Crowd) -> None:
    body = look(crowd.client(who), reverse("inbox:list")).body
    assert words_in(crowd, body) - {f"{who}.name"} == set()


def test_a_change_of_one_letter_is_seen(keeper: psycopg.Connection) -> None:
    """The twin of every look at what changed."""
    before = checksums(keeper)
    with keeper.transaction(force_rollback=True):
        keeper.execute("update problems_problem set title = title || '.' where number is not null")
        assert changed(before, checksums(keeper)) == ["problems_problem"]
